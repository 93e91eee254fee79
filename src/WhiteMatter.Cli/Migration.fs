/// Rewrites studies of an earlier edition, or of none, as a later one writes them.
[<RequireQualifiedAccess>]
module WhiteMatter.Cli.Migration

open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Something that an edition writes otherwise than the one before.
type Rewriting = {
    /// The edition that writes it so.
    Edition: int
    /// What is done, as a user reads it.
    What: string
    /// The changes of a study, none over another; what they leave out, comments among it, stays as it is.
    Edits: SourceText -> StudyFile -> TextEdit list
}

/// Of every edition after the first. There is one edition.
let rewritings: Rewriting list = []

let private edited (source: SourceText) edits =
    SourceText(source.Path, Formatting.apply source.Text edits)

/// The line that names the edition, where there is none or one that cannot be read.
let private namesEdition (source: SourceText) (found: Diagnostic seq) : TextEdit option =
    found
    |> Seq.filter (fun one ->
        one.Code = SyntaxCodes.EditionMissing.Code
        || one.Code = SyntaxCodes.EditionUnreadable.Code)
    |> Seq.collect _.Fixes
    |> Seq.filter (fun fix -> fix.Span.Path = source.Path)
    |> Seq.tryHead
    |> Option.map (fun fix -> {
        Span = Span.create fix.Span.Start (fix.Span.Start + fix.Span.Length)
        Text = fix.Replacement
    })

let private isOfEdition (one: Diagnostic) =
    one.Code = SyntaxCodes.EditionUnknown.Code

/// The study as the edition `latest` writes it, with what was done; or why it stays as it is: it cannot be read, or is of a later edition.
let rewrite
    (known: Rewriting list)
    (latest: int)
    (source: SourceText)
    : Result<SourceText * string list, Diagnostic list> =
    let rec go (source: SourceText) (doneSoFar: string list) =
        let parsed = Parser.parse source

        let errors =
            parsed.Diagnostics
            |> List.filter (fun one -> one.Severity = DiagnosticSeverity.Error)

        match parsed.File.Edition, namesEdition source errors with
        | None, Some edit when doneSoFar.IsEmpty ->
            go (edited source [ edit ]) [ $"names the edition, {Parser.edition}" ]
        | Some(edition, _), _ when edition > latest -> Error errors
        | Some(edition, span), _ when errors |> List.forall isOfEdition ->
            if edition = latest then
                Ok(source, doneSoFar)
            else
                let next = edition + 1

                let steps =
                    known
                    |> List.filter (fun one -> one.Edition = next)
                    |> List.map (fun one -> one.What, one.Edits source parsed.File)
                    |> List.filter (fun (_, edits) -> not edits.IsEmpty)

                let number = {
                    Span = span
                    Text = $"wmstudy {next}"
                }

                let said = steps |> List.map fst

                go
                    (edited source (number :: List.collect snd steps))
                    (doneSoFar @ said @ [ $"names the edition, {next}" ])
        | _ -> Error errors

    match go source [] with
    | Error _ when (Parser.parse source).File.Edition.IsNone ->
        // What is wrong is told of the file as it is, and not of what it was to become.
        let own =
            (Parser.parse source).Diagnostics
            |> List.filter (fun one -> one.Severity = DiagnosticSeverity.Error)

        match own |> List.filter (fun one -> one.Code <> SyntaxCodes.EditionMissing.Code) with
        | [] -> Error own
        | others -> Error others
    | made -> made

/// The lines that differ, those of now with `+` and those of before with `-`.
let difference (before: string) (now: string) : string list =
    let lines (text: string) =
        text.ReplaceLineEndings("\n").Split '\n'

    let before, now = lines before, lines now
    let shorter = min before.Length now.Length
    let mutable first = 0

    while first < shorter && before[first] = now[first] do
        first <- first + 1

    let mutable last = 0

    while last < shorter - first
          && before[before.Length - 1 - last] = now[now.Length - 1 - last] do
        last <- last + 1

    [
        $"@@ line {first + 1}"
        for line in before[first .. before.Length - 1 - last] do
            "-" + line
        for line in now[first .. now.Length - 1 - last] do
            "+" + line
    ]
