module WhiteMatter.Cli.Repl.ReplCommand

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Cli
open WhiteMatter.Cli.Progress
open WhiteMatter.Interactive
open WhiteMatter.Interactive.Engine
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Runtime.Running

let private codeOf (ending: Ending) =
    match ending with
    | Ending.Done
    | Ending.Left -> ExitCode.Done
    | Ending.Refused -> ExitCode.StudyErrors
    | Ending.Misused -> ExitCode.Usage
    | Ending.Failed -> ExitCode.Failed
    | Ending.ExpectationFailed -> ExitCode.ExpectationFailed

/// Columns of the terminal; of what is no terminal as many as a page has.
let private columns (terminal: Terminal) =
    if terminal.Interactive then
        try
            max 40 Console.WindowWidth
        with :? IOException ->
            80
    else
        120

/// What went well to standard output, what did not to standard error.
let private say (terminal: Terminal) (answer: Answer) =
    for block in answer.Blocks do
        match block, answer.Ending with
        | Block.Findings _, _
        | Block.Text _, (Ending.Misused | Ending.Failed | Ending.Refused) ->
            terminal.Error.WriteLine(AnswerText.block (columns terminal) terminal.ColourError block)
        | Block.Page picture, _ -> terminal.Out.WriteLine(PageOpener.show (PictureSvg.page picture))
        | _ -> terminal.Out.WriteLine(AnswerText.block (columns terminal) terminal.ColourOut block)

    terminal.Out.Flush()

let private silent = {
    new IProgress<RunEvent> with
        member _.Report _ = ()
}

let private runs (typed: string) =
    typed.TrimStart().StartsWith(":ru", StringComparison.Ordinal)

/// Ctrl-C stops what is done at the moment, and not the session.
let private submit (terminal: Terminal) (session: Session) (typed: string) : Answer =
    use stop = CancellationTokenSource.CreateLinkedTokenSource terminal.Cancellation
    use _ = terminal.Interrupts.Take(fun () -> stop.Cancel())

    let work progress =
        session.Submit(typed, progress, stop.Token).GetAwaiter().GetResult()

    // What is found is in the answer, once.
    let found (_: Diagnostic) = ()

    try
        if not (runs typed) then
            work silent
        elif terminal.Live then
            LiveProgress.Run(terminal, found, work)
        else
            work (PlainProgress(terminal, TimeProvider.System, found))
    with :? OperationCanceledException when not terminal.Cancellation.IsCancellationRequested ->
        Answer.absent "stopped"

/// Whether somebody types on a screen on which lines cannot be edited, such as a shell inside an editor.
let private isPlainScreen () =
    not Console.IsInputRedirected && not Console.IsOutputRedirected

/// Lines of a file or another program: no prompt, and the code of the first thing that went wrong. On a screen on which lines cannot be edited
/// there is one.
let private piped (terminal: Terminal) (session: Session) : int =
    let prompts = isPlainScreen ()

    let rec read (typed: string) code =
        terminal.Cancellation.ThrowIfCancellationRequested()

        if prompts then
            terminal.Out.Write(if typed = "" then "wm> " else "... ")
            terminal.Out.Flush()

        match Terminal.readLine terminal with
        | null when typed.Trim() = "" -> code
        | null -> fst (answer typed code)
        | line ->
            let typed = if typed = "" then line else typed + "\n" + line

            if typed.Trim() = "" then
                read "" code
            elif session.CompletenessOf typed = Completeness.Open then
                read typed code
            else
                match answer typed code with
                | code, true -> code
                | code, false -> read "" code

    and answer typed code =
        let answer = submit terminal session typed
        say terminal answer
        (if code = ExitCode.Done then codeOf answer.Ending else code), answer.Ending = Ending.Left

    read "" ExitCode.Done

/// A signal that ends the program does so while a key is waited for.
let private consoleKeys (cancellation: CancellationToken) = {
    new IKeys with
        member _.Read() =
            let key = Task.Run(fun () -> Console.ReadKey true)
            key.Wait cancellation
            key.Result

        member _.Available = Console.KeyAvailable
}

let private atKeyboard (terminal: Terminal) (session: Session) : int =
    terminal.Out.WriteLine
        $"wmstudy {ProgramVersion.text}: ':help' lists the commands, Tab completes, Ctrl-D or ':quit' ends."

    let history = History History.DefaultFile

    let editor =
        LineEditor(
            session,
            history,
            consoleKeys terminal.Cancellation,
            terminal.Out,
            (fun () -> columns terminal),
            terminal.ColourOut
        )

    let rec read () =
        Console.TreatControlCAsInput <- true

        let typed =
            try
                editor.Read()
            finally
                Console.TreatControlCAsInput <- false

        match typed with
        | Typed.End -> ExitCode.Done
        | Typed.Discarded -> read ()
        | Typed.Text text when text.Trim() = "" -> read ()
        | Typed.Text text ->
            let answer = submit terminal session text
            say terminal answer

            if answer.Ending = Ending.Left then
                ExitCode.Done
            else
                read ()

    read ()

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<ReplArguments> "repl" words
    let settings = Parameters.parse (options.GetResults ReplArguments.Set)

    let machine =
        MachineLimits.apply (options.TryGetResult ReplArguments.Threads) (options.TryGetResult ReplArguments.Memory)

    let around = {
        Surroundings.ofFolder (Directory.GetCurrentDirectory()) (options.TryGetResult ReplArguments.Store) machine with
            Libraries = options.GetResults ReplArguments.Library |> List.map LoadedStudy.libraryFolder
    }

    let opened =
        match options.TryGetResult ReplArguments.Study with
        | Some path ->
            let source = StudyFiles.read path

            Session.Open(around, source.Path, settings, terminal.Cancellation).GetAwaiter().GetResult()
        | None when not settings.IsEmpty -> Usage.fail "--set gives values to the parameters of a study: name the study"
        | None ->
            let session = Session.Begin(around, terminal.Cancellation).GetAwaiter().GetResult()
            Ok(session, Answer.fine [])

    match opened with
    | Error answer ->
        say terminal answer
        codeOf answer.Ending
    | Ok(session, answer) ->
        say terminal answer

        if terminal.Interactive then
            atKeyboard terminal session
        else
            piped terminal session

let command: Command = {
    Name = "repl"
    Summary = "explore a study line by line: declare, ask, run, plot, and save it"
    Details =
        "Declarations that are typed are checked with everything before them and kept; names and expressions are shown; commands such as ':run' and ':plot' begin with a colon, and ':help' lists them. What is computed goes into the store that 'wmstudy run' uses, so that the session saved as a study reuses all of it. Ctrl-C stops the step that runs, not the session. Typed lines are kept in wmstudy/history under XDG_STATE_HOME, else ~/.local/state.\n\nReads lines from standard input where that is no terminal, and then ends with 0, or with the code of the first thing that went wrong: 1 for an error in what was declared or asked, 2 for a wrong command, 3 where a run failed or a result is not there, 4 where an expectation does not hold."
    Example = "wmstudy repl heights.wmstudy"
    Options = CommandLine.options<ReplArguments> "repl"
    Run = run
}
