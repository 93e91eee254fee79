/// `accept CODE because "…"`: what a study takes responsibility for.
module internal WhiteMatter.Language.Checking.Accepts

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

type private Stated = {
    Accept: Accept
    Source: SourceText
    /// The declaration it speaks for; `None` for the whole file.
    Within: Span option
}

let rec private inBlock source within (block: Block) : Stated list = [
    for item in block.Items do
        match item.Node with
        | ItemNode.Accept accept -> {
            Accept = accept
            Source = source
            Within = Some within
          }
        | ItemNode.Block(_, body) -> yield! inBlock source within body
        | _ -> ()
]

let private inFile (home: FileScope) : Stated list = [
    for declaration in home.File.Declarations do
        match declaration.Node with
        | DeclarationNode.Accept accept -> {
            Accept = accept
            Source = home.Source
            Within = None
          }
        | DeclarationNode.Kind { Body = Some body } -> yield! inBlock home.Source declaration.Span body
        | _ -> ()
]

/// Whether a text says anything: no `…` and no word for what is still to be written.
let private isReason (text: string) =
    Seq.exists Char.IsLetterOrDigit text
    && not (text.Trim().Equals("TODO", StringComparison.OrdinalIgnoreCase))

/// Reports accepts that cannot be; gives the others.
let private validate (findings: Findings) (stated: Stated) =
    let code = stated.Accept.Code

    match DiagnosticTable.Find code.Name with
    | null ->
        findings.AddNear(
            stated.Source,
            NameCodes.UnknownCode,
            code.Span,
            [ code.Name ],
            code.Name,
            [
                for row in DiagnosticTable.All do
                    if row.Acceptable then
                        row.Code
            ],
            []
        )

        None
    | row when not row.Acceptable ->
        findings.Add(stated.Source, NameCodes.NotAcceptable, code.Span, [ row.Code; row.Title ])
        None
    // What is accepted is not told as well: one message asks for the reason.
    | row when not (isReason stated.Accept.Reason) ->
        findings.Add(stated.Source, NameCodes.ReasonMissing, stated.Accept.ReasonSpan, [ row.Code ])
        Some stated
    | _ -> Some stated

/// Takes what the files accept out of what was found. `complete` says that all that could be reported was looked for, so that an
/// accept without effect can be told.
let apply (findings: Findings) (files: FileScope seq) (complete: bool) : Diagnostic list * AcceptedFinding list =
    let stated = [
        for home in files do
            for stated in inFile home do
                match validate findings stated with
                | Some stated -> stated
                | None -> ()
    ]

    let isFor (diagnostic: Diagnostic) (stated: Stated) =
        match diagnostic.Span with
        | null -> false
        | span ->
            stated.Accept.Code.Name = diagnostic.Code
            && span.Path = stated.Source.Path
            && (match stated.Within with
                | None -> true
                | Some within -> Span.contains span.Start within)

    // Few codes are accepted, many things may be found.
    let byCode =
        stated |> List.groupBy (fun stated -> stated.Accept.Code.Name) |> Map.ofList

    let taken (diagnostic: Diagnostic) =
        match byCode.TryFind diagnostic.Code with
        | Some stated -> stated |> List.tryFind (isFor diagnostic)
        | None -> None

    let found = findings.Finish()

    let accepted =
        found
        |> List.choose (fun diagnostic -> taken diagnostic |> Option.map (fun by -> by, diagnostic))

    if complete then
        for stated in stated do
            if
                isReason stated.Accept.Reason
                && not (accepted |> List.exists (fun (by, _) -> obj.ReferenceEquals(by, stated)))
            then
                findings.Add(
                    stated.Source,
                    NameCodes.AcceptUnused,
                    stated.Accept.Code.Span,
                    [ stated.Accept.Code.Name ]
                )

    let left =
        findings.Finish() |> List.filter (fun diagnostic -> (taken diagnostic).IsNone)

    left,
    [
        for by, diagnostic in accepted ->
            {
                Found = diagnostic
                Reason = by.Accept.Reason
            }
    ]
