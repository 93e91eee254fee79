/// Codes that may stand behind `accept`.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Services.AcceptProposals

open System
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// Codes that may be accepted: first those of the warnings of the declaration around, then those of the study, with what they say.
let private found (model: StudyModel) (around: Declaration option) =
    let isAround (found: Diagnostic) =
        match around, found.Span with
        | Some declaration, (NonNull span) -> span.Path = model.Source.Path && Span.contains span.Start declaration.Span
        | _ -> false

    let found =
        model.Diagnostics
        |> Seq.filter (fun found -> found.Severity = DiagnosticSeverity.Warning)
        |> Seq.sortBy (fun found -> if isAround found then 0 else 1)
        |> Seq.distinctBy _.Code
        |> Seq.map (fun one -> one.Code, one)
        |> Map.ofSeq

    [
        for row in DiagnosticTable.All do
            if row.Acceptable then
                let rank, detail =
                    match found.TryFind row.Code with
                    | Some one -> (if isAround one then 0 else 1), one.Message
                    | None -> 2, row.Title

                Proposal.proposal ProposalKind.Code rank row.Code detail (fun () -> row.Outline)
    ]

/// The declaration of the checked text that begins as the one around an offset of a newer text; `None` outside of all, as of an `accept` of the file.
let private declarationAround (model: StudyModel) (source: SourceText) (offset: int) =
    let wordsOf (text: string) =
        let line =
            text.Substring(
                0,
                text.AsSpan().IndexOfAny('\n', '{')
                |> fun at -> if at < 0 then text.Length else at
            )

        List.ofArray (line.Split([| ' '; '\t'; '\r' |], StringSplitOptions.RemoveEmptyEntries))

    let head =
        source.Text.Substring(CursorText.declarationStart source.Text (max 0 (offset - 1)))
        |> wordsOf

    model.File.Declarations
    |> List.tryFind (fun declaration ->
        not declaration.Node.IsAccept
        && wordsOf (model.Source.TextOf declaration.Span) = head)

/// The text without the `accept` whose code is being written: as far as it is there the declaration around it is not whole, and warns of nothing.
let private withoutAccept (source: SourceText) (code: Span) : SourceText =
    let text = source.Text
    let word = "accept"
    let start = text.LastIndexOf(word, max 0 (code.Start - 1), StringComparison.Ordinal)
    let before = text.Substring(0, max 0 start).TrimEnd([| ' '; '\t' |])

    let before =
        if before.EndsWith ',' then
            before.Substring(0, before.Length - 1)
        else
            before

    let after = text.Substring code.End
    let because = after.TrimStart([| ' '; '\t' |])

    let rest =
        if because.StartsWith("because", StringComparison.Ordinal) then
            let line =
                because.AsSpan().IndexOfAny('\n', '\r')
                |> fun at -> if at < 0 then because.Length else at

            match because.IndexOf('"', 0, line) with
            | -1 -> because.Substring line
            | quote -> because.Substring (Lexis.stringExtent because quote).End
        else
            after

    if start < 0 then
        source
    else
        SourceText(source.Path, before + rest)

/// Codes for the place of one that is being written: first those of the warnings of the declaration around, then those of the study, with what they say.
let codes (host: IStudyHost) (source: SourceText) (code: Span) (cancellation: CancellationToken) : Task<Proposal list> =
    task {
        let! whole =
            StudyModel.check (Checker.request (withoutAccept source code)) host cancellation

        return found whole (declarationAround whole source code.Start)
    }
