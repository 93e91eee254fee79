namespace WhiteMatter.Interactive.Engine

open System
open System.Collections.Concurrent
open System.Collections.Immutable
open System.IO
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Runtime.Handlers
open WhiteMatter.Runtime.Hosting
open WhiteMatter.Runtime.Running
open WhiteMatter.Runtime.Store

/// Where a session works, and with what.
type Surroundings = {
    /// The folder that paths start from.
    Folder: string
    /// The folder of stored results; `None` for `.wmstudy` beside the study.
    Store: string option
    /// What may be used.
    Machine: MachineResources
    /// The clock.
    Time: TimeProvider
    /// Which handler carries out which kind of step.
    Handlers: HandlerTable
    /// Opens a store to look into it; the same one for the same folder, so that the content of a file is hashed once.
    OpenStore: string -> ArtifactStore
    /// Folders in which imported files are looked for, before those of the environment.
    Libraries: string list
}

/// Makes surroundings.
[<RequireQualifiedAccess>]
module Surroundings =

    /// A folder of this machine.
    let ofFolder (folder: string) (store: string option) (machine: MachineResources) : Surroundings =
        let opened = ConcurrentDictionary<string, ArtifactStore>(StringComparer.Ordinal)

        {
            Folder = folder
            Store = store
            Machine = machine
            Time = TimeProvider.System
            Handlers = BuiltInHandlers.Table
            OpenStore = fun path -> opened.GetOrAdd(path, (fun path -> ArtifactStore.OpenForReading path))
            Libraries = []
        }

/// What a session knows: its text without errors, and what it means.
type internal SessionState = {
    Text: SessionText
    /// The file the text belongs to, from the folder on; messages show it.
    Path: string
    /// Values for parameters, as text.
    Parameters: Map<string, string>
    Model: StudyModel
    Study: CheckedStudy
    /// What was there before the last change.
    Before: SessionState option
}

/// Checks what a session is to know.
[<RequireQualifiedAccess>]
module internal SessionState =

    /// The store of a session whose text belongs to a file.
    let storePath (around: Surroundings) (path: string) : string =
        match around.Store with
        | Some folder -> Path.GetFullPath(Path.Combine(around.Folder, folder))
        | None ->
            let folder =
                match Path.GetDirectoryName(Path.GetFullPath(Path.Combine(around.Folder, path))) with
                | null -> "/"
                | folder -> folder

            Path.Combine(folder, ".wmstudy")

    /// What the session may learn of the outside, as it is now.
    let host (around: Surroundings) (path: string) : IStudyHost =
        let store = around.OpenStore(storePath around path)
        let plain = FileSystemHost(around.Folder, store, around.Machine)

        if around.Libraries.IsEmpty then
            plain
        else
            FileSystemHost(
                around.Folder,
                store,
                around.Machine,
                LibraryFolders = ImmutableArray.CreateRange(Seq.append around.Libraries plain.LibraryFolders)
            )

    let private isError (found: Diagnostic) =
        found.Severity = DiagnosticSeverity.Error

    /// The state of a text, with the warnings in it; or everything that is wrong with it.
    let check
        (around: Surroundings)
        (path: string)
        (text: SessionText)
        (parameters: Map<string, string>)
        (before: SessionState option)
        (cancellation: CancellationToken)
        : Task<Result<SessionState, Diagnostic list * SourceText>> =
        task {
            let source = SourceText(path, SessionText.write text)

            let request = {
                Checker.request source with
                    Parameters = parameters
            }

            let! model = StudyModel.check request (host around path) cancellation

            match model.Result.Study with
            | Some study ->
                return
                    Ok {
                        Text = text
                        Path = path
                        Parameters = parameters
                        Model = model
                        Study = study
                        Before = before
                    }
            | None -> return Error(List.ofSeq model.Diagnostics, source)
        }

    /// What was found in a state that was not in the one before.
    let news (before: SessionState option) (state: SessionState) : Diagnostic list =
        let known =
            match before with
            | Some before ->
                before.Model.Diagnostics
                |> Seq.map (fun found -> found.Code, found.Message)
                |> Set.ofSeq
            | None -> Set.empty

        state.Model.Diagnostics
        |> Seq.filter (fun found -> not (known.Contains(found.Code, found.Message)))
        |> List.ofSeq

    /// Warnings are not repeated beside errors, unless they are all there is.
    let refusal (found: Diagnostic list, source: SourceText) : Diagnostic list * SourceText =
        List.filter isError found, source
