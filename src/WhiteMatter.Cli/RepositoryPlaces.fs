/// Findings by where their files are in the repository, as code hosts look for them: whoever starts the program in a folder of it means the same files.
module WhiteMatter.Cli.RepositoryPlaces

open System
open System.IO
open WhiteMatter.Interactive
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// The folder of the repository that a folder is in: the nearest above with `.git`, which is a file in a work tree beside the first.
let rec private rootAbove (folder: DirectoryInfo | null) : string option =
    match folder with
    | null -> None
    | folder ->
        let git = Path.Combine(folder.FullName, ".git")

        if Directory.Exists git || File.Exists git then
            Some folder.FullName
        else
            rootAbove folder.Parent

/// A path as it starts from the root, where it leads to a file below it; else as it was.
let private fromRoot (root: string) (folder: string) (path: string) : string =
    let relative =
        Path.GetRelativePath(root, Path.GetFullPath(path, folder)).Replace(Path.DirectorySeparatorChar, '/')

    if
        relative.StartsWith("../", StringComparison.Ordinal)
        || Path.IsPathRooted relative
    then
        path
    else
        relative

/// What was found and accepted, in the interchange format, for who started the program in a folder.
let sarif (folder: string) (result: CheckResult) : string =
    match rootAbove (DirectoryInfo folder) with
    | None -> Sarif.write ProgramVersion.text folder result.Accepted result.Diagnostics
    | Some root ->
        let moved (span: SourceSpan) =
            if StandardLibrary.isOf span.Path then
                span
            else
                let path = fromRoot root folder span.Path
                SourceSpan(path, span.Start, span.Length, span.Line, span.Column, span.EndLine, span.EndColumn)

        let place (found: Diagnostic) =
            Diagnostic.relocate (moved >> Some) found |> Option.defaultValue found

        let accepted = [ for one in result.Accepted -> { one with Found = place one.Found } ]

        // What leads out of the repository starts from the folder.
        Sarif.write ProgramVersion.text folder accepted (Seq.map place result.Diagnostics)
