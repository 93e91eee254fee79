module WhiteMatter.Cli.Commands.LanguageServerCommand

open System
open System.IO
open System.Threading
open WhiteMatter.Cli
open WhiteMatter.Language
open WhiteMatter.LanguageServer
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning
open WhiteMatter.Runtime.Hosting
open WhiteMatter.Runtime.Store

/// The page of diagnostic codes beside the program, where it runs inside its repository.
let private codesPage () =
    let page =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../docs/reference/diagnostics.md"))

    if File.Exists page then
        Some(Uri(page).AbsoluteUri)
    else
        None

let private openHost (folder: string) : IStudyHost =
    FileSystemHost(
        folder,
        ArtifactStore.OpenForReading(Path.Combine(folder, ".wmstudy")),
        MachineLimits.apply None None
    )

/// What a run of the study would do, by the store beside it.
let private describe (folder: string) (study: CheckedStudy) (cancellation: CancellationToken) =
    task {
        let store = StudyFiles.store None (Path.Combine(folder, study.File.Path))

        let host =
            FileSystemHost(folder, ArtifactStore.OpenForReading store, MachineLimits.apply None None)

        let options = {
            PlanOptions.Default with
                BaseDirectory = folder
        }

        let! planned = Planner.plan options study host cancellation

        return
            planned.Plan.Steps
            |> Seq.toList
            |> List.groupBy _.Declaration
            |> List.map (fun (declaration, steps) ->
                declaration,
                match steps with
                | [ only ] -> [ PlanText.step only ]
                | several -> several |> List.map (fun step -> $"`{step.Id}` {PlanText.step step}"))
            |> Map.ofList
    }

let private run (terminal: Terminal) words =
    CommandLine.parse<LspArguments> "lsp" words |> ignore

    let server =
        Server {
            Input = Console.OpenStandardInput()
            Output = Console.OpenStandardOutput()
            OpenHost = openHost
            Describe = describe
            Folder = Directory.GetCurrentDirectory()
            CodesPage = codesPage ()
            Library = LibraryFiles.place ()
            Version = ProgramVersion.text
            Cancellation = terminal.Cancellation
        }

    match server.Run() with
    | ServerEnd.Asked -> ExitCode.Done
    | ServerEnd.Left -> ExitCode.StudyErrors

let command: Command = {
    Name = "lsp"
    Summary = "serve an editor: findings, completion, hover and more while a study is written"
    Details =
        "Speaks the Language Server Protocol over standard input and output until the editor asks for the end. Ends with 0 then, and with 1 where the editor went away without asking. docs/how-to/editors.md tells how editors start it."
    Example = "wmstudy lsp"
    Options = CommandLine.options<LspArguments> "lsp"
    Run = run
}
