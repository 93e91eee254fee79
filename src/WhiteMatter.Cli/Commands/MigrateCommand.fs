module WhiteMatter.Cli.Commands.MigrateCommand

open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language

let private migrate (terminal: Terminal) check showDifference (path: string) =
    let source = StudyFiles.read path

    match Migration.rewrite Migration.rewritings Parser.edition source with
    | Error found ->
        Findings.write terminal [ source ] found
        ExitCode.StudyErrors
    | Ok(_, []) ->
        terminal.Out.WriteLine $"{path}: is of edition {Parser.edition}"
        ExitCode.Done
    | Ok(now, changes) ->
        for change in changes do
            terminal.Out.WriteLine $"{path}: {change}"

        if showDifference then
            for line in Migration.difference source.Text now.Text do
                terminal.Out.WriteLine line

        if check then
            ExitCode.StudyErrors
        elif showDifference then
            ExitCode.Done
        else
            AtomicFile.write path now.Text
            ExitCode.Done

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<MigrateArguments> "migrate" words

    match options.GetResult(MigrateArguments.Files, []) with
    | [] -> Usage.fail "'wmstudy migrate' needs the files to rewrite"
    | files ->
        files
        |> List.map (
            migrate terminal (options.Contains MigrateArguments.Check) (options.Contains MigrateArguments.Diff)
        )
        |> List.max

let command: Command = {
    Name = "migrate"
    Summary = "rewrite studies as the latest edition of the language writes them"
    Details =
        "There is one edition, so what is rewritten is a study that names none. Comments and layout stay as they are; a file that cannot be read, or is of an edition that this program does not know, is left as it was. Ends with 0, or with 1 where a file cannot be rewritten or, with --check, would be."
    Example = "wmstudy migrate --diff old.wmstudy"
    Options = CommandLine.options<MigrateArguments> "migrate"
    Run = run
}
