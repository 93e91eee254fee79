namespace WhiteMatter.LanguageServer

open System
open System.Collections.Generic
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Hosting

/// A check that runs or is done.
type private Running = {
    Document: Document
    Model: Task<StudyModel>
    /// What is known of the text before all of it is checked; done with `None` where that is nothing.
    Known: Task<StudyInEdit option>
    /// Done when somebody waits for the check of the whole text.
    Wanted: TaskCompletionSource
    Stop: CancellationTokenSource
}

/// Checks the open files: the text of now in the background, and keeps what the last finished check found. `edited` is told first what is known
/// of a long study after an edit of a few declarations, `finished` what the check of the whole text found: after such an edit it waits for a pause, or for
/// who asks.
[<Sealed>]
type internal Checks
    (
        documents: Documents,
        host: IStudyHost,
        edited: StudyModel -> unit,
        finished: Document -> StudyModel -> unit,
        failed: exn -> unit
    ) =
    /// A study of so many declarations is checked in a moment that nobody waits for.
    let short = 200

    let door = obj ()
    let idle = IdleCollection()
    let nothing = Task.FromResult<StudyInEdit option> None

    /// For how long the garbage of a check lies about.
    let answering = TimeSpan.FromMilliseconds 20.0

    /// Who has typed nothing for so long has paused.
    let pause = TimeSpan.FromMilliseconds 400.0

    /// Of who edits one declaration after the other without a pause, the whole text is checked between two edits, before there are too many.
    let isMuch (known: StudyInEdit) = known.Edited.Length >= 8

    let running = Dictionary<string, Running>(StringComparer.Ordinal)
    let latest = Dictionary<string, StudyModel>(StringComparer.Ordinal)

    /// How often what each file reads or imports has changed, and how often it had when the latest check began.
    let changes = Dictionary<string, int>(StringComparer.Ordinal)
    let changesKnown = Dictionary<string, int>(StringComparer.Ordinal)

    let changesOf (uri: string) =
        match changes.TryGetValue uri with
        | true, count -> count
        | _ -> 0

    let isCurrent (document: Document) =
        match documents.TryFind document.Uri with
        | Some now -> obj.ReferenceEquals(now.Source, document.Source)
        | None -> false

    /// Tells what is known of a long study after an edit of a few declarations, if that is anything.
    let tellOfEdit (document: Document) request parsed (stop: CancellationToken) =
        task {
            let before =
                lock door (fun () ->
                    match latest.TryGetValue document.Uri with
                    // What it found holds where nothing but the text has changed.
                    | true, model when
                        model.File.Declarations.Length > short
                        && changesKnown[document.Uri] = changesOf document.Uri
                        ->
                        Some model
                    | _ -> None)

            match before with
            | Some before ->
                // The check of the whole text goes on whatever happens here.
                try
                    match! EditedStudy.find before request parsed host stop with
                    | Some known when lock door (fun () -> isCurrent document && not stop.IsCancellationRequested) ->
                        edited known.Model
                        return Some known
                    | _ -> return None
                with
                | :? OperationCanceledException -> return None
                | mistake ->
                    failed mistake
                    return None
            | None -> return None
        }

    /// Waits until who edits has paused, or somebody wants the check of the whole text; meanwhile collects what the edit left behind.
    let untilPause (wanted: Task) (stop: CancellationToken) =
        task {
            let! _ = Task.WhenAny(wanted, Task.Delay(answering, stop))

            if not (wanted.IsCompleted || stop.IsCancellationRequested) then
                idle.Collect()
                let! _ = Task.WhenAny(wanted, Task.Delay(pause, stop))
                ()

            stop.ThrowIfCancellationRequested()
        }

    let run
        (document: Document)
        (known: TaskCompletionSource<StudyInEdit option>)
        (wanted: Task)
        (stop: CancellationToken)
        =
        let changesNow = changesOf document.Uri

        Task.Run<StudyModel>(
            (fun () ->
                task {
                    let request = Checker.request document.Source
                    let parsed = document.Parsed.Value
                    let! early = tellOfEdit document request parsed stop
                    known.SetResult early

                    if early.IsSome && not (isMuch early.Value) then
                        do! untilPause wanted stop

                    let! model = StudyModel.checkParsed request parsed host stop

                    let kept =
                        lock door (fun () ->
                            let current = isCurrent document && not stop.IsCancellationRequested

                            if current then
                                latest[document.Uri] <- model
                                changesKnown[document.Uri] <- changesNow

                            current)

                    if kept then
                        try
                            finished document model
                        with mistake ->
                            failed mistake

                        // The colours of a long study after the next edit are those of now, but for what is edited.
                        if model.File.Declarations.Length > short then
                            Tokens.ofFile model model.Source.Path |> ignore

                    return model
                }),
            stop
        )

    let report (check: Task<StudyModel>) =
        check.ContinueWith(
            (fun (ended: Task<StudyModel>) ->
                match ended.Exception with
                | null -> ()
                | mistake when (mistake.GetBaseException() :? OperationCanceledException) -> ()
                | mistake -> failed (mistake.GetBaseException())),
            TaskScheduler.Default
        )
        |> ignore

    /// Whether a check is that of the text of now and done; what was known early, which holds the check before, is let go then.
    let isSettled (uri: string) (ended: Task<StudyModel>) =
        lock door (fun () ->
            match running.TryGetValue uri with
            | true, check when obj.ReferenceEquals(check.Model, ended) && ended.IsCompletedSuccessfully ->
                running[uri] <- { check with Known = nothing }
                true
            | _ -> false)

    /// Collects what a check left behind, once those who waited for it had time to answer and if nobody typed on.
    let settle (uri: string) (known: StudyInEdit option) (ended: Task<StudyModel>) =
        task {
            if isSettled uri ended then
                // Who edits without a pause has the next edit's moment for it.
                do! Task.Delay(if Option.exists isMuch known then pause else answering)

                if isSettled uri ended then
                    idle.Collect()
        }
        |> ignore

    let start (document: Document) =
        match running.TryGetValue document.Uri with
        | true, before -> before.Stop.Cancel()
        | _ -> ()

        let stop = new CancellationTokenSource()

        let known =
            TaskCompletionSource<StudyInEdit option>(TaskCreationOptions.RunContinuationsAsynchronously)

        let wanted = TaskCompletionSource TaskCreationOptions.RunContinuationsAsynchronously
        let model = run document known wanted.Task stop.Token

        running[document.Uri] <- {
            Document = document
            Model = model
            Known = known.Task
            Wanted = wanted
            Stop = stop
        }

        report model

        model.ContinueWith(
            (fun ended ->
                // A check that is cancelled before it began, or fails in the parser, knows nothing early.
                known.TrySetResult None |> ignore
                settle document.Uri known.Task.Result ended),
            TaskScheduler.Default
        )
        |> ignore

    /// Checks a file of which something that it reads or imports has changed.
    let startAgain (document: Document) =
        changes[document.Uri] <- 1 + changesOf document.Uri
        start document

    /// What the check of the whole text finds; it waits for no pause any longer.
    let whole (check: Running) (cancellation: CancellationToken) =
        check.Wanted.TrySetResult() |> ignore
        check.Model.WaitAsync cancellation

    /// The check of the text of now, begun if none is. Throws as of what is cancelled where the document's text is no longer that of now: who asked of it
    /// began before an edit, and a check of it would end that of the newer text.
    let ofNow (document: Document) =
        if not (isCurrent document) then
            raise (OperationCanceledException "The text has changed.")

        match running.TryGetValue document.Uri with
        | true, check when
            obj.ReferenceEquals(check.Document.Source, document.Source)
            && not check.Model.IsCanceled
            ->
            ()
        | _ -> start document

        running[document.Uri]

    /// Checks an open file, and the open files that import it, in the background.
    member _.Start(document: Document) =
        lock door (fun () ->
            start document

            for other in documents.All do
                if other.Uri <> document.Uri then
                    match latest.TryGetValue other.Uri with
                    | true, model when List.contains document.Source.Path model.Imports -> startAgain other
                    | _ -> ())

    /// Checks everything again.
    member _.Restart() =
        lock door (fun () ->
            for document in documents.All do
                startAgain document)

    /// What the last finished check of a file found; its text may be older than the open one.
    member _.Latest(uri: string) : StudyModel option =
        lock door (fun () ->
            match latest.TryGetValue uri with
            | true, model -> Some model
            | _ -> None)

    /// What is found in the text of now.
    member _.Current(document: Document, cancellation: CancellationToken) : Task<StudyModel> =
        whole (lock door (fun () -> ofNow document)) cancellation

    /// What is known of the text of now after an edit of a few declarations; `None` where that is nothing, or all of it is checked.
    member _.Known(document: Document, cancellation: CancellationToken) : Task<StudyInEdit option> =
        let check = lock door (fun () -> ofNow document)
        check.Known.WaitAsync cancellation

    /// What says what the word at a place of the text of now means: what is known after an edit of its declaration, or the check of the whole text.
    member _.Meaning(document: Document, offset: int, cancellation: CancellationToken) : Task<StudyModel> =
        task {
            let check = lock door (fun () -> ofNow document)

            match! check.Known.WaitAsync cancellation with
            | Some known when known.IsChecked offset -> return known.Model
            | _ -> return! whole check cancellation
        }

    /// What has the words of the text of now: what is known after an edit of a few declarations, or the check of the whole text.
    member _.Words(document: Document, cancellation: CancellationToken) : Task<Choice<StudyInEdit, StudyModel>> =
        task {
            let check = lock door (fun () -> ofNow document)

            match! check.Known.WaitAsync cancellation with
            | Some known when not check.Model.IsCompletedSuccessfully -> return Choice1Of2 known
            | _ ->
                let! model = whole check cancellation
                return Choice2Of2 model
        }

    /// Forgets a closed file.
    member _.Close(uri: string) =
        lock door (fun () ->
            match running.TryGetValue uri with
            | true, check ->
                check.Stop.Cancel()
                running.Remove uri |> ignore
            | _ -> ()

            latest.Remove uri |> ignore
            changesKnown.Remove uri |> ignore
            changes.Remove uri |> ignore)

    /// The last finished checks of all open files.
    member _.All: (string * StudyModel) list =
        lock door (fun () -> [ for KeyValue(uri, model) in latest -> uri, model ])

/// Which files are libraries: they declare no study, and what is wrong with them is found where they are imported.
[<RequireQualifiedAccess>]
module internal Library =

    let private hasStudy (file: StudyFile) =
        file.Declarations
        |> List.exists (fun declaration ->
            match declaration.Node with
            | DeclarationNode.Kind kind -> kind.Kind.Name = "study"
            | _ -> false)

    /// Whether a checked file is only read by others among these.
    let isImported (model: StudyModel) (all: (string * StudyModel) list) =
        not (hasStudy model.File)
        && all
           |> List.exists (fun (_, other) -> List.contains model.Source.Path other.Imports)
