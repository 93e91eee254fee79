namespace WhiteMatter.Cli

open WhiteMatter.Interactive
open System
open System.IO
open System.Text
open WhiteMatter.Cli.Commands
open WhiteMatter.Cli.Repl
open WhiteMatter.Runtime

/// The command `wmstudy`, without the process around it.
[<RequireQualifiedAccess>]
module Application =

    let commands: Command list = [
        NewCommand.command
        CheckCommand.command
        PlanCommand.command
        RunCommand.command
        FormatCommand.command
        TreeCommand.command
        MigrateCommand.command
        ExplainCommand.command
        WhyCommand.command
        DiffCommand.command
        GraphCommand.command
        ShowCommand.command
        StoreCommand.command
        StepCommand.command
        LanguageServerCommand.command
        ReplCommand.command
        JupyterCommand.command
    ]

    let private exitCodes = [
        ExitCode.Done, "done"
        ExitCode.StudyErrors, "the study has errors, or the plan cannot be read"
        ExitCode.Usage, "the command was called wrongly, or a file it names is not there"
        ExitCode.Failed, "a run failed or was stopped, or what was asked for is not there"
        ExitCode.ExpectationFailed, "the study ran, and an expect does not hold"
        ExitCode.WouldRun, "plan --detailed-exitcode: something would run"
    ]

    let help () : string =
        let text = StringBuilder()

        text.AppendLine("wmstudy: from a .wmstudy file to results").AppendLine().AppendLine("Commands")
        |> ignore

        for command in commands do
            text.AppendLine $"  {command.Name.PadRight 8} {command.Summary}" |> ignore

        text
            .AppendLine()
            .AppendLine("'wmstudy COMMAND --help' says more about each; 'wmstudy --version' gives the version.")
            .AppendLine()
            .AppendLine("Exit codes")
        |> ignore

        for code, meaning in exitCodes do
            let digits = (string code).PadLeft 2
            text.AppendLine $"  {digits}  {meaning}" |> ignore

        text
            .AppendLine()
            .AppendLine("Example")
            .AppendLine("  wmstudy run dsl-examples/real-genotypes.wmstudy")
            .ToString()

    let helpOf (command: Command) : string =
        let text = StringBuilder()

        text
            .AppendLine($"wmstudy {command.Name}: {command.Summary}")
            .AppendLine()
            .AppendLine(command.Details)
            .AppendLine()
            .AppendLine(command.Options().Trim())
            .AppendLine()
            .AppendLine("EXAMPLE:")
            .AppendLine()
            .AppendLine($"    {command.Example}")
            .ToString()

    let rec private dispatch (terminal: Terminal) (words: string list) : int =
        match words with
        | [] ->
            terminal.Error.Write(help ())
            ExitCode.Usage
        // 'help check' asks for what 'check --help' says.
        | "help" :: name :: rest when not (CommandLine.isHelp name) -> dispatch terminal (name :: "--help" :: rest)
        | word :: _ when CommandLine.isHelp word || word = "help" ->
            terminal.Out.Write(help ())
            ExitCode.Done
        | name :: rest ->
            match commands |> List.tryFind (fun command -> command.Name = name) with
            | Some command when rest |> List.exists CommandLine.isHelp ->
                terminal.Out.Write(helpOf command)
                ExitCode.Done
            | Some command -> command.Run terminal rest
            | None ->
                let known = "--version" :: "--help" :: (commands |> List.map _.Name)
                let what = if name.StartsWith '-' then "option" else "command"
                Usage.fail $"there is no {what} '{name}'{Closest.hint known name}"

    let run (terminal: Terminal) (words: string list) : int =
        try
            dispatch terminal words
        with
        | UsageException message ->
            terminal.Error.WriteLine $"wmstudy: {message}"
            terminal.Error.WriteLine "Try 'wmstudy --help'."
            ExitCode.Usage
        | :? OperationCanceledException ->
            terminal.Error.WriteLine "wmstudy: stopped"
            ExitCode.Failed
        | :? RunFailureException as failure ->
            Findings.write terminal [] [ failure.ToDiagnostic null ]
            ExitCode.Failed
        | :? IOException
        | :? UnauthorizedAccessException as mistake ->
            terminal.Error.WriteLine $"wmstudy: {mistake.Message}"
            ExitCode.Failed
        | mistake ->
            let log = MistakeLog.write ("wmstudy " + String.Join(' ', words)) mistake

            terminal.Error.WriteLine
                $"wmstudy: a mistake of the program: {mistake.Message} Please report it with the study; {log}."

            ExitCode.Failed
