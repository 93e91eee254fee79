/// Sessions and files of studies.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Interactive.Engine.Filing

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Interactive
open WhiteMatter.Language

/// The name of the file that a session belongs to before it is saved.
let unsaved = "session.wmstudy"

/// A session without declarations.
let fresh (around: Surroundings) (cancellation: CancellationToken) : Task<SessionState> =
    task {
        let text = {
            Head = $"wmstudy {Parser.edition}\n"
            Parts = [ SessionText.assumed (around.Time.GetLocalNow()) ]
            Tail = ""
        }

        match! SessionState.check around unsaved text Map.empty None cancellation with
        | Ok state -> return state
        | Error(found, _) ->
            let what = found |> List.map _.Message |> String.concat " "
            return invalidOp $"The study of a session without declarations has errors: {what}"
    }

let private full (around: Surroundings) (path: string) =
    Path.GetFullPath(Path.Combine(around.Folder, path))

/// A session with the declarations of a file, or why it cannot be had.
let load
    (around: Surroundings)
    (path: string)
    (parameters: Map<string, string>)
    (before: SessionState option)
    (cancellation: CancellationToken)
    : Task<Result<SessionState * Answer, Answer>> =
    task {
        // `:save heights` writes heights.wmstudy.
        let path =
            if
                not (File.Exists(full around path))
                && File.Exists(full around (path + ".wmstudy"))
            then
                path + ".wmstudy"
            else
                path

        let file = full around path

        if not (File.Exists file) then
            return Error(Answer.misuse $"there is no file '{path}'")
        elif FileInfo(file).Length > 4L * int64 Parser.longestText then
            return Error(Answer.misuse $"'{path}' is larger than any study: is it a data file?")
        else
            try
                let content = AtomicFile.read file
                let parsed = Parser.parse (SourceText(path, content))
                let text = SessionText.read content parsed.File

                match! SessionState.check around path text parameters before cancellation with
                | Ok state ->
                    let warnings = List.ofSeq state.Model.Diagnostics
                    let count = state.Study.Declarations.Length

                    return
                        Ok(
                            state,
                            Answer.fine [
                                Block.Text(
                                    let declarations =
                                        if count = 1 then
                                            "1 declaration"
                                        else
                                            $"{count} declarations"

                                    $"{path}: {state.Study.Title}, {declarations}; ':list' lists them."
                                )
                                if not warnings.IsEmpty then
                                    Block.Findings(warnings, [ state.Model.Source ])
                            ]
                        )
                | Error(found, source) ->
                    return
                        Error {
                            Blocks = [ Block.Findings(found, [ source ]) ]
                            Ending = Ending.Refused
                        }
            with
            | :? InvalidDataException
            | :? IOException
            | :? UnauthorizedAccessException as mistake ->
                return Error(Answer.misuse $"'{path}' cannot be read: {mistake.Message}")
    }

/// Writes a session as a study, which it then belongs to.
let save
    (around: Surroundings)
    (state: SessionState)
    (path: string option)
    (replace: bool)
    (cancellation: CancellationToken)
    : Task<SessionState * Answer> =
    task {
        let target =
            match path with
            | Some path when path.EndsWith(".wmstudy", StringComparison.Ordinal) -> Some path
            | Some path -> Some(path + ".wmstudy")
            | None when state.Path <> unsaved -> Some state.Path
            | None -> None

        match target with
        | None -> return state, Answer.misuse "name a file: ':save heights.wmstudy'"
        | Some target ->
            let file = full around target
            let own = full around state.Path

            if Path.GetFileName file = ".wmstudy" then
                return
                    state,
                    Answer.misuse
                        "'.wmstudy' is the folder of stored results: name the file, as in ':save heights.wmstudy'"
            elif Path.GetDirectoryName file <> Path.GetDirectoryName own then
                let folder = Path.GetDirectoryName own

                return
                    state,
                    Answer.misuse
                        $"the paths of a study start from its folder, and those of this session from {folder}: save it there"
            elif File.Exists file && (file <> own || state.Path = unsaved) && not replace then
                return state, Answer.misuse $"'{target}' is there; ':save {target} --replace' writes over it"
            else
                try
                    AtomicFile.write file (SessionText.write state.Text)

                    let settings =
                        String.Join(" ", [ for KeyValue(name, value) in state.Parameters -> $"--set {name}={value}" ])

                    // As a shell takes it for one word.
                    let written = if target.Contains ' ' then $"\"{target}\"" else target

                    // Two files with one study: each run would publish over the other's results.
                    let shared =
                        if file <> own && state.Path <> unsaved && File.Exists own then
                            $"; it is called '{state.Study.Name}' and writes to the same results as {state.Path}: give one of them another name or 'results'"
                        else
                            ""

                    let! saved =
                        SessionState.check around target state.Text state.Parameters state.Before cancellation

                    return
                        (match saved with
                         | Ok saved -> saved
                         | Error _ -> state),
                        Answer.say (
                            if settings = "" then
                                $"{target} is written; 'wmstudy run {written}' goes on with what is stored{shared}"
                            else
                                $"{target} is written without the values that were set; 'wmstudy run {written} {settings}' goes on with what is stored{shared}"
                        )
                with
                | :? IOException
                | :? UnauthorizedAccessException as mistake ->
                    return state, Answer.absent $"'{target}' cannot be written: {mistake.Message}"
    }
