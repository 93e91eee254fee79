module WhiteMatter.Cli.Commands.FormatCommand

open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Language.Services

/// The canonical text, or `None` with what is wrong said: a file that cannot be read whole is left as it is.
let private canonical (terminal: Terminal) (source: SourceText) =
    let parsed = Parser.parse source

    if Findings.hasErrors parsed.Diagnostics then
        Findings.write terminal [ source ] parsed.Diagnostics
        None
    else
        // The line ends are the file's own.
        match Formatting.edits source with
        | [] when source.Text.TrimEnd() = "" -> Some(Formatter.format parsed.File)
        | edits -> Some(Formatting.apply source.Text edits)

let private formatInput (terminal: Terminal) check =
    let text = Terminal.readAll terminal

    match canonical terminal (SourceText("<stdin>", text)) with
    | None -> ExitCode.StudyErrors
    | Some formatted when check ->
        if formatted = text then
            ExitCode.Done
        else
            ExitCode.StudyErrors
    | Some formatted ->
        terminal.Out.Write formatted
        ExitCode.Done

let private formatFile (terminal: Terminal) check (path: string) =
    let source = StudyFiles.read path

    match canonical terminal source with
    | None -> ExitCode.StudyErrors
    | Some formatted when formatted = source.Text -> ExitCode.Done
    | Some _ when check ->
        terminal.Out.WriteLine $"{path} is not formatted"
        ExitCode.StudyErrors
    | Some formatted ->
        AtomicFile.write path formatted
        terminal.Out.WriteLine $"{path} formatted"
        ExitCode.Done

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<FmtArguments> "fmt" words
    let files = options.GetResult(FmtArguments.Files, [])
    let check = options.Contains FmtArguments.Check

    match files, options.Contains FmtArguments.Stdin with
    | [], false -> Usage.fail "'wmstudy fmt' needs the files to format, or --stdin"
    | _ :: _, true -> Usage.fail "'wmstudy fmt' takes files or --stdin, not both"
    | [], true -> formatInput terminal check
    | files, false -> files |> List.map (formatFile terminal check) |> List.max

let command: Command = {
    Name = "fmt"
    Summary = "give studies the one standard layout"
    Details =
        "Keeps every comment. Each file is replaced whole or left as it was; a file with syntax errors is left as it was, and they are said. Ends with 0, or with 1 where a file has syntax errors or, with --check, is not formatted."
    Example = "wmstudy fmt --check heights.wmstudy"
    Options = CommandLine.options<FmtArguments> "fmt"
    Run = run
}
