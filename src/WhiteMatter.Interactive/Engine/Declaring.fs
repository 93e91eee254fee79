/// Declarations typed into a session.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Declaring

open System
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Reporting

/// What a kept declaration is: `heights : SumStats`, with the numbers that headers tell.
let whatWith (counts: SmallCountRule) (state: SessionState) (name: string) : string =
    let typeName = Asking.typeOf state.Model name |> Option.defaultValue ""

    match Asking.numbers state.Model name with
    | Some numbers -> $"{name} : {typeName}, {Privacy.words counts numbers}"
    | None -> $"{name} : {typeName}"

/// As `whatWith`, where nothing has been looked up of what is stored.
let what (state: SessionState) (name: string) : string =
    whatWith (Privacy.beforeRun state.Study) state name

let listed (names: string list) : string =
    match List.rev names with
    | [] -> ""
    | [ only ] -> only
    | last :: before -> String.Join(", ", List.rev before) + " and " + last

let private depend (names: string list) =
    match names with
    | [] -> ""
    | [ only ] -> $"; {only} depends on it"
    | several -> $"; {listed several} depend on it"

let private kept (state: SessionState) (part: SessionPart) (replaced: bool) =
    match part.Kind, part.Name with
    | "accept", Some code -> $"{code} is accepted"
    | "study", Some name -> $"the study is {name}"
    | kind, None -> $"{kind}: kept"
    | _, Some name ->
        what state name
        + (if replaced then
               "; replaces the one before" + depend (Asking.dependents state.Model name)
           else
               "")

/// What was assumed, once it is part of what is kept.
let assumption =
    "No study is declared yet: 'session' is assumed, on build GRCh37. Type 'study NAME { build = GRCh38 }' for another."

/// The paths that messages show of what was typed and of the text of a session.
let private typedPath = "typed"

let private sessionPath = "session"

/// A finding of a text at other places: in what was typed where it was typed, else in the session, which no file holds yet.
let private placed (whole: SourceText) (typed: SourceText) (pieces: (int * int * int) list) (found: Diagnostic) =
    let session = SourceText(sessionPath, whole.Text)

    let place (span: SourceSpan) =
        if span.Path <> whole.Path then
            span
        else
            match
                pieces
                |> List.tryFind (fun (start, length, _) -> span.Start >= start && span.Start <= start + length)
            with
            | Some(start, _, from) ->
                let at offset =
                    max 0 (min typed.Text.Length (offset - start + from))

                Diagnostic.locate typed (Span.create (at span.Start) (at (span.Start + span.Length)))
            | None -> Diagnostic.locate session (Span.create span.Start (span.Start + span.Length))

    Diagnostic.relocate (place >> Some) found |> Option.defaultValue found

/// Findings of the text of a session at places of it: no file holds it, be it one that was read at first, and its lines are not the file's.
let inSession (whole: SourceText) (found: Diagnostic list) : Block =
    let nothing = SourceText(typedPath, "")
    Block.Findings(found |> List.map (placed whole nothing []), [ SourceText(sessionPath, whole.Text) ])

/// The state with a change, or why nothing is changed.
let change
    (around: Surroundings)
    (state: SessionState)
    (text: SessionText)
    (parameters: Map<string, string>)
    (say: SessionState -> string list)
    (cancellation: CancellationToken)
    : Task<SessionState * Answer> =
    task {
        match! SessionState.check around state.Path text parameters (Some state) cancellation with
        | Error findings ->
            let found, whole = SessionState.refusal findings

            return
                state,
                {
                    Blocks = [ inSession whole found ]
                    Ending = Ending.Refused
                }
        | Ok changed ->
            let news = SessionState.news (Some state) changed

            return
                changed,
                Answer.fine [
                    Block.Text(String.Join("\n", say changed))
                    if not news.IsEmpty then
                        inSession changed.Model.Source news
                ]
    }

/// Keeps declarations, or says what is wrong and keeps none.
let submit
    (around: Surroundings)
    (state: SessionState)
    (typed: string)
    (cancellation: CancellationToken)
    : Task<SessionState * Answer> =
    task {
        let written = SessionText.ofTyped state.Path typed

        let text, parts =
            ((state.Text, []), written.Parts)
            ||> List.fold (fun (text, parts) part ->
                let text, replaced = SessionText.put part text
                text, (part, replaced) :: parts)

        let text =
            if written.Parts.IsEmpty then
                {
                    text with
                        Tail = text.Tail + "\n" + typed
                }
            else
                text

        let isFirst =
            state.Text.Parts |> List.forall _.IsAssumed && not (SessionText.hasStudy text)

        let! next, answer =
            change
                around
                state
                text
                state.Parameters
                (fun changed -> [
                    if isFirst then
                        assumption
                    for part, replaced in List.rev parts do
                        kept changed part replaced
                ])
                cancellation

        if answer.Blocks |> List.exists _.IsFindings then
            // Kept is the canonical layout; what is told of is what was typed.
            let asTyped, pieces = SessionText.withTyped state.Path typed state.Text

            let! judged =
                SessionState.check around state.Path asTyped state.Parameters (Some state) cancellation

            let found, whole =
                match judged with
                | Ok judged -> SessionState.news (Some state) judged, judged.Model.Source
                | Error findings -> SessionState.refusal findings

            let source = SourceText(typedPath, typed)
            let placed = found |> List.map (placed whole source pieces)

            return
                next,
                {
                    answer with
                        Blocks = [
                            for block in answer.Blocks do
                                if block.IsFindings && not placed.IsEmpty then
                                    Block.Findings(placed, [ source; SourceText(sessionPath, whole.Text) ])
                                else
                                    block
                        ]
                }
        else
            return next, answer
    }

/// What is known of a name, in Markdown, without counts of few people.
let described (state: SessionState) (name: string) : string option =
    Asking.describe state.Model name
    |> Option.map (Privacy.words (Privacy.beforeRun state.Study))

/// Forgets declarations that nothing else depends on.
let drop
    (around: Surroundings)
    (state: SessionState)
    (names: string list)
    (cancellation: CancellationToken)
    : Task<SessionState * Answer> =
    task {
        let known = Asking.names state.Model

        match names |> List.tryFind (fun name -> not (List.contains name known)) with
        | Some unknown ->
            return state, Answer.misuse $"nothing in the session is called '{unknown}'{Closest.hint known unknown}"
        | None when List.contains state.Study.Name names ->
            return
                state,
                Answer.misuse
                    $"'{state.Study.Name}' is the study itself, whose build and seed everything is of; declare another with 'study …' to replace it"
        | None ->
            let left =
                names
                |> List.collect (Asking.dependents state.Model)
                |> List.distinct
                |> List.filter (fun user -> not (List.contains user names))

            match left with
            | [] ->
                let text = SessionText.drop names state.Text

                let text =
                    if text.Parts |> List.exists (fun part -> part.Kind = "study") then
                        text
                    else
                        fst (SessionText.put (SessionText.assumed (around.Time.GetLocalNow())) text)

                return!
                    change around state text state.Parameters (fun _ -> [ $"{listed names} forgotten" ]) cancellation
            | users ->
                let all =
                    String.Join(" ", names @ (users |> List.filter (fun user -> List.contains user known)))

                return
                    state,
                    Answer.misuse
                        $"{listed users} would be left without it; ':drop {all}' forgets what has a name of these"
    }

/// Gives a parameter another value.
let set
    (around: Surroundings)
    (state: SessionState)
    (name: string)
    (value: string)
    (cancellation: CancellationToken)
    : Task<SessionState * Answer> =
    change
        around
        state
        state.Text
        (Map.add name value state.Parameters)
        (fun changed -> [ $"{name} is {value}" + depend (Asking.dependents changed.Model name) ])
        cancellation
