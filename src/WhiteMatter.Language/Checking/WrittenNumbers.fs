/// Numbers as they are written, with their units.
module internal WhiteMatter.Language.Checking.WrittenNumbers

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let notFinite (env: CheckContext) (place: Place) span =
    env.Findings.Add(place.File.Source, NameCodes.NotFinite, span, [ place.File.Source.TextOf span ])
    Checked.wrong place span

let number (env: CheckContext) (place: Place) (span: Span) value isInteger (unit: Identifier option) =
    match unit with
    | None when not (Double.IsFinite value) -> notFinite env place span
    | None -> Checked.make place span (if isInteger then StudyType.Int else StudyType.Float) (CheckedNode.Number value)
    | Some written ->
        match Units.tryFind written.Name with
        | Some unit when Double.IsFinite(value * unit.Factor) ->
            // Dividing keeps 15% the double nearest to 0.15.
            let value =
                if unit.Dimension = Dimension.Fraction then
                    value / 100.0
                else
                    value * unit.Factor

            Checked.make place span (StudyType.Quantity unit.Dimension) (CheckedNode.Number value)
        | Some _ -> notFinite env place span
        | None ->
            let near =
                match
                    Units.all
                    |> List.tryFind (fun unit ->
                        String.Equals(unit.Name, written.Name, StringComparison.OrdinalIgnoreCase))
                with
                | Some unit -> [ unit.Name ]
                | None -> [ for unit in Units.all -> unit.Name ]

            match written.Name with
            | "x10"
            | "X10"
            | "e"
            | "E" ->
                let source = place.File.Source
                let hint = "; a power of ten is written with e, as in 5e-8."
                let power = WrittenElsewhere.powerOfTen source.Text written.Span.Start

                Diagnostic.create source NameCodes.UnknownUnit written.Span [ written.Name; hint ]
                |> (match power with
                    | Some(exponent, finish) ->
                        let number =
                            source.Text.Substring(span.Start, written.Span.Start - span.Start)
                            + "e"
                            + exponent

                        Diagnostic.withFix source $"Write {number}" (Span.create span.Start finish) number
                    | None -> id)
                |> env.Findings.AddDiagnostic
            | name when (Units.ofWord name).IsSome ->
                env.Findings.AddSuggesting(
                    place.File.Source,
                    NameCodes.UnknownUnit,
                    written.Span,
                    [ written.Name ],
                    Units.ofWord name |> Option.map _.Name,
                    []
                )
            | _ ->
                env.Findings.AddNear(
                    place.File.Source,
                    NameCodes.UnknownUnit,
                    written.Span,
                    [ written.Name ],
                    written.Name,
                    near,
                    []
                )

            Checked.wrong place span
