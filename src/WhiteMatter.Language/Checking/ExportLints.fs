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

    /// Variants that the file tells of: as many are the most that an association has rows of.
    let variants () =
        Analysis.find analysis (Analysis.setting "genotypes" declaration)
        |> Option.bind (fun genotypes -> GenotypeDeclarations.headerOf analysis genotypes.Body.Settings)
        |> Option.bind (fun header -> Option.ofNullable header.Variants)

    let leavesOut (count: float) =
        variants () |> Option.forall (fun variants -> count < float variants)

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
        | Some({ Node = CheckedNode.Number count } as at), Some { Node = CheckedNode.Number p } when
            leavesOut count && p < 1.0
            ->
            report $"the {text count} smallest P of each trait, and of them those of at most {text p}," at
        | Some({ Node = CheckedNode.Number count } as at), _ when leavesOut count ->
            report $"the {text count} smallest P of each trait" at
        | _, Some({ Node = CheckedNode.Number p } as at) when p < 1.0 -> report $"rows with P at most {text p}" at
        | _ -> ()
