namespace WhiteMatter.Interactive

open System
open System.Collections.Immutable
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive.Engine
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Plan
open WhiteMatter.Runtime.Queries
open WhiteMatter.Runtime.Running

/// Whether a typed text is whole.
[<RequireQualifiedAccess>]
type Completeness =
    /// It can be submitted.
    | Whole
    /// More lines are to come.
    | Open

/// A study that grows while it is explored: declarations are checked and kept, expressions and commands are answered. What it computes goes
/// through the planner, the runner and the store of `wmstudy run`, so that the session saved as a study finds all of it again. One caller at a time.
[<Sealed>]
type Session private (around: Surroundings, start: SessionState) =
    let mutable state = start

    let keep (change: Task<SessionState * Answer>) =
        task {
            let! next, answer = change
            state <- next
            return answer
        }

    let stored cancellation answer =
        Stored.answering around state cancellation answer

    let listing (stored: Stored) =
        let names = Asking.names state.Model

        if
            names |> List.forall (fun name -> name = state.Study.Name)
            && state.Study.Declarations.IsEmpty
        then
            Answer.say "nothing is declared yet; ':help' tells how"
        else
            Answer.fine [
                Answer.table [ "name", false; "type", false; "numbers", false; "results", false ] [
                    for part in state.Text.Parts do
                        let name = part.Name |> Option.defaultValue part.Kind

                        let typeName =
                            match part.Kind, part.Name with
                            | "study", _
                            | "accept", _
                            | _, None -> part.Kind
                            | _ -> Asking.typeOf state.Model name |> Option.defaultValue part.Kind

                        [
                            name
                            typeName
                            Asking.numbers state.Model name
                            |> Option.map (Privacy.words stored.Counts.Value)
                            |> Option.defaultValue ""
                            match part.Name |> Option.map stored.StepsOf |> Option.defaultValue [] with
                            | [] -> ""
                            | steps when steps |> List.forall (fun step -> step.State = StepState.Cached) -> "stored"
                            | steps when steps |> List.exists (fun step -> step.State = StepState.Blocked) -> "blocked"
                            | _ -> "not run yet"
                        ]
                ]
            ]

    let planOf (names: string list) (stored: Stored) =
        match names |> List.tryFind (fun name -> (stored.StepsOf name).IsEmpty) with
        | Some unknown -> {
            Blocks = [ Block.Findings([ PlanLookup.notDeclared stored.Plan unknown ], []) ]
            Ending = Ending.Misused
          }
        | None ->
            let only = names |> List.collect stored.StepsOf |> List.map _.Id |> List.distinct

            let plan = PlanLookup.part stored.Plan only

            Answer.fine [
                if not stored.Found.IsEmpty then
                    Declaring.inSession state.Model.Source stored.Found
                if plan.Steps.IsEmpty then
                    Block.Text "nothing is declared that a run would compute"
                else
                    Block.Plan plan
            ]

    let rec help (topic: string option) =
        match topic with
        | None ->
            Answer.fine [
                Block.Text
                    "Type a declaration to keep it ('cohort everyone { table = tsv(\"people.tsv\", id = iid) }'), a name or an expression to see it ('leads.count'), or a command:"
                Answer.table [ "command", false; "what it does", false ] [
                    for command in SessionCommands.all do
                        [ $"{command.Name} {command.Arguments}".TrimEnd(); command.Summary ]
                ]
                Block.Text
                    "':help TOPIC' explains a kind, block, setting, function, type, unit, word or code, such as ':help gwas'. A line goes on while a bracket is open; Tab completes."
            ]
        | Some topic when topic.StartsWith ':' ->
            match SessionCommands.find topic with
            | Ok command -> Answer.say $"{command.Name} {command.Arguments}\n{command.Summary}"
            | Error mistake -> Answer.misuse mistake
        | Some topic ->
            match CatalogueText.find topic, Declaring.described state topic with
            // What a session declares may be called as a unit is.
            | _, Some described when (WhiteMatter.Language.Units.tryFind topic).IsSome ->
                Answer.fine [ Block.Markdown described ]
            | Some text, _ -> Answer.say (text.TrimEnd())
            | None, Some described -> Answer.fine [ Block.Markdown described ]
            // A command without its colon.
            | None, None when SessionCommands.all |> List.exists (fun command -> command.Name = ":" + topic) ->
                help (Some(":" + topic))
            | None, None -> Answer.misuse $"nothing is called '{topic}'{Closest.hint (CatalogueText.known ()) topic}"

    let undo () =
        match state.Before with
        | Some before ->
            state <- before

            let names =
                Asking.names state.Model |> List.filter (fun name -> name <> state.Study.Name)

            Answer.say (
                if names.IsEmpty then
                    "the last change is taken back; nothing is declared"
                else
                    $"the last change is taken back; declared are {Declaring.listed names}"
            )
        | None -> Answer.misuse "there is no change to take back"

    let needs (command: SessionCommand) =
        Task.FromResult(Answer.misuse $"{command.Name} {command.Arguments}: {command.Summary}")

    let obey
        (command: SessionCommand)
        (rest: string)
        (progress: IProgress<RunEvent>)
        (cancellation: CancellationToken)
        =
        let flagged, named =
            Inputs.words rest
            |> List.partition (fun word -> not word.IsQuoted && word.Text.StartsWith("--", StringComparison.Ordinal))

        let flags = flagged |> List.map _.Text
        let plain = named |> List.map _.Text

        let known =
            match command.Name with
            | ":plot" -> [ "--browser" ]
            | ":save" -> [ "--replace" ]
            | _ -> []

        match flags |> List.tryFind (fun flag -> not (List.contains flag known)) with
        | Some flag ->
            Task.FromResult(Answer.misuse $"'{command.Name}' has no option '{flag}'{Closest.hint known flag}")
        | None ->
            match command.Name, plain with
            | ":quit", _ -> Task.FromResult({ Blocks = []; Ending = Ending.Left })
            | ":help", words -> Task.FromResult(help (List.tryHead words))
            | ":list", [] -> stored cancellation listing
            | ":undo", [] -> Task.FromResult(undo ())
            | ":plan", names -> stored cancellation (planOf names)
            | ":run", names -> Running.run around state names progress cancellation
            | ":type", _ :: _ -> Task.FromResult(Asked.typeOf state rest)
            | ":show", [ name ] -> stored cancellation (fun stored -> Showing.show around stored name)
            | ":columns", [ name ] -> stored cancellation (fun stored -> Showing.columns state stored name cancellation)
            | ":head", [ name ] -> stored cancellation (fun stored -> Showing.head around stored name 10 cancellation)
            | ":head", [ name; rows ] ->
                match Int32.TryParse rows with
                | true, rows when rows > 0 ->
                    stored cancellation (fun stored -> Showing.head around stored name rows cancellation)
                | _ -> Task.FromResult(Answer.misuse $"'{rows}' is no number of rows")
            | ":plot", name :: _ ->
                stored cancellation (fun stored ->
                    match stored.StepsOf name with
                    | [] when (Guessing.column state stored name cancellation).IsSome ->
                        Answer.misuse (Option.get (Guessing.column state stored name cancellation))
                    | [] when (Guessing.plotted stored (String.Join(' ', plain))).IsSome ->
                        Answer.misuse (Option.get (Guessing.plotted stored (String.Join(' ', plain))))
                    | _ -> Plotting.plot stored name named.Tail (List.contains "--browser" flags) cancellation)
            | ":why", [ name ] ->
                stored cancellation (fun stored ->
                    match stored.StepsOf name with
                    | [] -> {
                        Blocks = [ Block.Findings([ PlanLookup.notDeclared stored.Plan name ], []) ]
                        Ending = Ending.Misused
                      }
                    | steps -> Answer.fine (steps |> List.map Block.Step))
            | ":set", _ :: _ ->
                match rest.IndexOf '=' with
                | at when at > 0 ->
                    keep (
                        Declaring.set
                            around
                            state
                            (rest.Substring(0, at).Trim())
                            (rest.Substring(at + 1).Trim())
                            cancellation
                    )
                | _ -> needs command
            | ":drop", _ :: _ -> keep (Declaring.drop around state plain cancellation)
            | ":load", [ path ] ->
                task {
                    match! Filing.load around path Map.empty (Some state) cancellation with
                    | Ok(next, answer) ->
                        state <- next
                        return answer
                    | Error answer -> return answer
                }
            | ":save", ([] | [ _ ]) ->
                keep (Filing.save around state (List.tryHead plain) (List.contains "--replace" flags) cancellation)
            | _ -> needs command

    /// A session without declarations.
    static member Begin(around: Surroundings, cancellation: CancellationToken) : Task<Session> =
        task {
            let! state = Filing.fresh around cancellation
            return Session(around, state)
        }

    /// A session with the declarations of a study's file and what there is to say of it, or why it cannot begin.
    static member Open
        (around: Surroundings, path: string, parameters: Map<string, string>, cancellation: CancellationToken)
        : Task<Result<Session * Answer, Answer>> =
        task {
            match! Filing.load around path parameters None cancellation with
            | Ok(state, answer) -> return Ok(Session(around, state), answer)
            | Error answer -> return Error answer
        }

    /// The session as the text of a study.
    member _.Text: string = SessionText.write state.Text

    /// What is declared, in order.
    member _.Names: string list = Asking.names state.Model

    /// Whether a typed text is whole; commands are, and a comment is not, which belongs to what stands below it.
    member _.CompletenessOf(typed: string) : Completeness =
        if Inputs.isOpen typed then
            Completeness.Open
        else
            Completeness.Whole

    member private _.Take
        (typed: string, progress: IProgress<RunEvent>, cancellation: CancellationToken)
        : Task<Answer> =
        task {
            let trimmed = typed.Substring(TypedText.start typed).Trim()

            // A study that is pasted begins with its edition, which the session has already.
            if trimmed = $"wmstudy {Parser.edition}" then
                return Answer.fine []
            elif trimmed.StartsWith ':' then
                let space = trimmed.IndexOfAny [| ' '; '\t'; '\n' |]
                let word = if space < 0 then trimmed else trimmed.Substring(0, space)

                match SessionCommands.find word with
                | Ok command ->
                    return! obey command (if space < 0 then "" else trimmed.Substring(space + 1)) progress cancellation
                | Error mistake -> return Answer.misuse mistake
            elif TypedText.isEmpty typed then
                return Answer.fine []
            elif
                (trimmed = "exit"
                 || SessionCommands.all |> List.exists (fun command -> command.Name = ":" + trimmed))
                && not (List.contains trimmed (Asking.names state.Model))
            then
                let command = if trimmed = "exit" then ":quit" else ":" + trimmed
                return Answer.misuse $"commands begin with a colon: {command}"
            elif (Guessing.binding state trimmed).IsSome then
                return Answer.misuse (Option.get (Guessing.binding state trimmed))
            elif
                TypedText.isDeclaration typed
                || trimmed.StartsWith("wmstudy ", StringComparison.Ordinal)
            then
                return! keep (Declaring.submit around state typed cancellation)
            else
                return! Asked.answer around state trimmed cancellation
        }

    /// Keeps a declaration, answers an expression or obeys a command. Never throws but when cancelled outside of a run: what cannot be read is an
    /// answer, and so is a mistake of the program, after which the session is as it was.
    member this.Submit(typed: string, progress: IProgress<RunEvent>, cancellation: CancellationToken) : Task<Answer> =
        task {
            try
                return! this.Take(typed, progress, cancellation)
            with
            | mistake when not (isNull (QueryFailure.Of mistake)) ->
                return {
                    Blocks = [ Block.Findings([ nonNull (QueryFailure.Of mistake) ], []) ]
                    Ending = Ending.Failed
                }
            | mistake when not (mistake :? OperationCanceledException) ->
                let log = MistakeLog.write typed mistake

                return
                    Answer.absent
                        $"This is a mistake of the program: {mistake.Message} Please report it with what you typed; {log}. The session is as it was."
        }

    /// What may stand at an offset of a typed text, of what the word there begins.
    member _.Complete(typed: string, offset: int, cancellation: CancellationToken) : Task<Completion> =
        Typing.complete around state [] typed offset cancellation

    /// As `Complete`, of the last of several inputs, such as those of a cell: declarations among those above it are known, though the session does
    /// not have them yet.
    member _.CompleteBelow
        (above: string list, typed: string, offset: int, cancellation: CancellationToken)
        : Task<Completion> =
        Typing.complete around state above typed offset cancellation

    /// The words of a typed text with their colours.
    member _.Colours(typed: string, cancellation: CancellationToken) : Task<SemanticToken list> =
        Typing.colours state typed cancellation

    /// What is known of the word at an offset of a typed text, in Markdown.
    member _.Inspect(typed: string, offset: int, cancellation: CancellationToken) : Task<string option> =
        Typing.inspect around state typed offset cancellation
