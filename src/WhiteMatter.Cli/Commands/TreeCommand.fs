module WhiteMatter.Cli.Commands.TreeCommand

open System
open System.IO
open WhiteMatter.Cli
open WhiteMatter.Interactive
open WhiteMatter.Language

/// A file, or standard input for `-`.
let private textOf (terminal: Terminal) (path: string) =
    if path = "-" then
        Terminal.readAll terminal
    elif File.Exists path then
        StudyFiles.regular path

        try
            File.ReadAllText path
        with
        | :? IOException
        | :? UnauthorizedAccessException as mistake -> Usage.fail $"'{path}' cannot be read: {mistake.Message}"
    else
        Usage.fail $"there is no file '{path}'"

let private writeTree (terminal: Terminal) (path: string) =
    let source =
        if path = "-" then
            SourceText("<stdin>", Terminal.readAll terminal)
        else
            StudyFiles.read path

    let parsed = Parser.parse source
    Findings.write terminal [ source ] parsed.Diagnostics
    terminal.Out.Write(StudyTree.write parsed.File)

    if Findings.hasErrors parsed.Diagnostics then
        ExitCode.StudyErrors
    else
        ExitCode.Done

let private writeText (terminal: Terminal) (path: string) =
    match StudyTree.read (textOf terminal path) |> Result.bind StudyTree.text with
    | Error problem ->
        terminal.Error.WriteLine $"wmstudy tree: '{path}' is no tree of a study: {problem}."
        ExitCode.StudyErrors
    | Ok text ->
        terminal.Out.Write text
        ExitCode.Done

let private run (terminal: Terminal) words =
    let options = CommandLine.parse<TreeArguments> "tree" words

    match options.TryGetResult TreeArguments.File, options.Contains TreeArguments.Schema with
    | None, true when not (options.Contains TreeArguments.Text) ->
        terminal.Out.Write StudyTree.schema
        ExitCode.Done
    | Some path, false when options.Contains TreeArguments.Text -> writeText terminal path
    | Some path, false -> writeTree terminal path
    | Some _, true -> Usage.fail "--schema is the same for every study: name none"
    | _ -> Usage.fail "missing parameter 'FILE'."

let command: Command = {
    Name = "tree"
    Summary = "write a study's syntax tree as JSON, or the study of such a tree"
    Details =
        "For programs in other languages: the tree says what is written where, with comments and the place of each node, and nothing is checked. With --text the file is such a tree, and its study is written in the standard layout, so that a program can build studies without writing their text. - reads standard input. The form is described by --schema, a JSON Schema of draft 2020-12.\n\nEnds with 0; with 1 where the study has syntax errors, whose tree is written all the same, or the file is no tree of a study."
    Example = "wmstudy tree heights.wmstudy"
    Options = CommandLine.options<TreeArguments> "tree"
    Run = run
}
