/// Tables for programs that need every row.
module internal WhiteMatter.Language.Checking.ExportLints

open System.Globalization
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// Names of the programs whose estimates are of all variants, by the word of the table.
let private programs =
    Map [ "ldsc", "LDSC"; "cojo", "GCTA-COJO"; "metal", "METAL"; "regenie", "regenie" ]

/// Looks at which rows an association or a meta-analysis writes.
let check (analysis: Analysis) (declaration: CheckedDeclaration) =
    let words =
        match Analysis.setting "export" declaration |> Option.map _.Node with
        | Some(CheckedNode.List items) ->
            items
            |> List.choose (fun item ->
                match item.Node with
                | CheckedNode.EnumCase word -> programs.TryFind word
                | _ -> None)
            |> List.distinct
        | _ -> []

    let text (number: float) =
        number.ToString("R", CultureInfo.InvariantCulture)

    let report (rows: string) (at: CheckedExpression) =
        analysis.Env.Findings.Add(
            at.File,
            ExportCodes.RowsLeftOut,
            at.Span,
            [ declaration.Name; rows; String.concat ", " words ]
        )

    if not words.IsEmpty then
        // Values that the catalogue sets have no place in the text.
        match declaration.Body.Settings.TryFind "top", declaration.Body.Settings.TryFind "write_p" with
        | Some({ Node = CheckedNode.Number count } as at), _ -> report $"the {text count} smallest P of each trait" at
        | _, Some({ Node = CheckedNode.Number p } as at) when p < 1.0 -> report $"rows with P at most {text p}" at
        | _ -> ()
