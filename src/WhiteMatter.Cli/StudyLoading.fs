namespace WhiteMatter.Cli

open WhiteMatter.Interactive
open System
open System.Collections.Immutable
open System.IO
open System.Text.Json
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting
open WhiteMatter.Planning
open WhiteMatter.Runtime
open WhiteMatter.Runtime.Hosting
open WhiteMatter.Runtime.Machine
open WhiteMatter.Runtime.Store

/// Words of a command line that is proposed.
[<RequireQualifiedAccess>]
module Quoting =

    let private isPlain (letter: char) =
        Char.IsLetterOrDigit letter || "-_./\\:,+@%=".Contains letter

    /// A word as a shell takes it: in quotes where something in it would be more than text.
    let word (text: string) : string =
        if text <> "" && Seq.forall isPlain text then
            text
        else
            let inner = text.Replace("'", "'\\''")
            $"'{inner}'"

/// Finds the files a command names.
[<RequireQualifiedAccess>]
module StudyFiles =

    /// A pipe or a device is refused as it is for data: it would be waited for, and gives what it has only once.
    let regular (path: string) =
        match FileSystemHost.KindOfOther path with
        | null -> ()
        | kind ->
            raise (
                RunFailureException(
                    DataFileCodes.FileUnreadable,
                    ReadOnlySpan.op_Implicit [| $"'{path}' is {kind}, not a file" |],
                    Advice =
                        "Write it into a file and name that; 'fmt --stdin' and 'tree -' read a study from standard input."
                )
            )

    /// The text of a study; a file that is not there is a mistake of the call.
    let read (path: string) : SourceText =
        if Directory.Exists path then
            Usage.fail $"'{path}' is a folder; name the study file in it"

        if not (File.Exists path) then
            let folder =
                match Path.GetDirectoryName path with
                | null
                | "" -> "."
                | folder -> folder

            let others =
                if Directory.Exists folder then
                    Directory.EnumerateFiles(folder, "*.wmstudy")
                    |> Seq.map (fun other -> string (Path.GetFileName other))
                    |> Seq.sort
                    |> List.ofSeq
                else
                    []

            let hint = Closest.hint others (string (Path.GetFileName path))
            Usage.fail $"there is no file '{path}'{hint}"

        regular path
        let length = FileInfo(path).Length

        if length > 4L * int64 Parser.longestText then
            Usage.fail $"'{path}' is larger than any study: is it a data file?"

        try
            SourceText(path.Replace('\\', '/'), AtomicFile.read path)
        with
        | :? InvalidDataException
        | :? IOException
        | :? UnauthorizedAccessException as mistake -> Usage.fail $"'{path}' cannot be read: {mistake.Message}"

    /// `.wmstudy` beside the study, unless another folder was given.
    let store (given: string option) (study: string) =
        match given with
        | Some folder -> Path.GetFullPath folder
        | None ->
            let folder =
                match Path.GetDirectoryName(Path.GetFullPath study) with
                | null -> "/"
                | folder -> folder

            Path.Combine(folder, ".wmstudy")

/// Values given with `--set`, by the name of the param.
[<RequireQualifiedAccess>]
module Parameters =

    /// A value of JSON as it would stand after `--set name=`.
    let rec private textOf (file: string) (name: string) (value: JsonElement) : string =
        match value.ValueKind with
        | JsonValueKind.String -> string (value.GetString())
        | JsonValueKind.Number
        | JsonValueKind.True
        | JsonValueKind.False -> value.GetRawText()
        | JsonValueKind.Array ->
            let items = [ for item in value.EnumerateArray() -> textOf file name item ]

            match items |> List.tryFind (fun item -> item.Contains ',' || item.StartsWith '[') with
            | Some item ->
                Usage.fail $"'{name}' in '{file}' has the item '{item}', which a list given from outside cannot hold"
            | None -> "[" + String.Join(", ", items) + "]"
        | _ -> Usage.fail $"'{name}' in '{file}' is no text, number, truth or list of them"

    /// An object whose members are parameters: `{ "latents": 64, "lib.least": 0.01 }`.
    let private ofFile (file: string) : (string * string) list =
        if not (File.Exists file) then
            Usage.fail $"there is no file '{file}'"

        StudyFiles.regular file

        try
            use document = JsonDocument.Parse(File.ReadAllText file)

            if document.RootElement.ValueKind <> JsonValueKind.Object then
                Usage.fail $"'{file}' is no object of parameters, such as {{ \"latents\": 64 }}"

            let given = [
                for given in document.RootElement.EnumerateObject() -> given.Name, textOf file given.Name given.Value
            ]

            match given |> List.countBy fst |> List.tryFind (fun (_, times) -> times > 1) with
            | Some(name, _) -> Usage.fail $"'{file}' has '{name}' twice"
            | None -> given
        with
        | :? JsonException as mistake ->
            Usage.fail
                $"'{file}' is not JSON; the first mistake is on line {mistake.LineNumber.GetValueOrDefault() + 1L}"
        | :? IOException
        | :? UnauthorizedAccessException as mistake -> Usage.fail $"'{file}' cannot be read: {mistake.Message}"

    /// The parameters that a study declares.
    let declared (study: SourceText) : Set<string> =
        set [
            for declaration in (Parser.parse study).File.Declarations do
                match declaration.Node with
                | DeclarationNode.Param(name, _, _, _) -> name.Name
                | _ -> ()
        ]

    /// Each value with the file that gives it, if one does; the last of a name counts.
    let private read (settings: string list) : Map<string, string * string option> =
        (Map.empty, settings)
        ||> List.fold (fun known setting ->
            match setting.IndexOf '=' with
            | _ when setting.StartsWith '@' ->
                let file = setting.Substring 1

                (known, ofFile file)
                ||> List.fold (fun known (name, value) -> Map.add name (value, Some file) known)
            | at when at > 0 -> Map.add (setting.Substring(0, at).Trim()) (setting.Substring(at + 1), None) known
            | _ -> Usage.fail $"'--set {setting}' does not say a value: write --set name=value")

    let parse (settings: string list) : Map<string, string> =
        read settings |> Map.map (fun _ (value, _) -> value)

    /// The files that values are from, by the parameter.
    let origins (settings: string list) : Map<string, string> =
        Map.ofSeq (
            seq {
                for KeyValue(name, (_, file)) in read settings do
                    match file with
                    | Some file -> name, file
                    | None -> ()
            }
        )

/// Limits that the command line sets to the machine.
[<RequireQualifiedAccess>]
module MachineLimits =

    /// A size as a study writes it: a number and a unit of memory.
    let memory (text: string) : int64 =
        let digits =
            text
            |> Seq.takeWhile (fun letter -> Char.IsAsciiDigit letter || letter = '.')
            |> Array.ofSeq
            |> String

        let unit =
            Units.ofDimension Dimension.Memory
            |> List.tryFind (fun unit ->
                unit.Name.Equals(text.Substring(digits.Length).Trim(), StringComparison.OrdinalIgnoreCase))

        match Double.TryParse(digits, Globalization.CultureInfo.InvariantCulture), unit with
        | (true, count), Some unit when count > 0.0 && count * unit.Factor < 9e18 -> int64 (count * unit.Factor)
        | _ -> Usage.fail $"'{text}' is no amount of memory: write for example 8GB"

    let positive (option: string) (value: int) =
        if value < 1 then
            Usage.fail $"'{option} {value}' makes no sense: it must be at least 1"

        value

    let apply (threads: int option) (memoryText: string option) : MachineResources =
        let machine = MachineProbe.Current()

        let cores =
            match threads with
            | Some threads -> positive "--threads" threads
            | None -> machine.Cores

        let bytes =
            match memoryText with
            | Some text -> memory text
            | None -> machine.MemoryBytes

        MachineResources(cores, bytes)

/// What a call gives a study from outside.
type StudyInputs = {
    /// As `--set` gives it.
    Settings: string list
    /// Folders in which imported files are looked for, before those of the environment.
    Libraries: string list
}

/// A study read and checked.
type LoadedStudy = {
    Source: SourceText
    Host: IStudyHost
    StorePath: string
    Checked: CheckResult
}

[<RequireQualifiedAccess>]
module LoadedStudy =

    /// A folder of `--library`, which must be there.
    let libraryFolder (library: string) =
        if Directory.Exists library then
            library.Replace('\\', '/')
        else
            Usage.fail $"there is no folder '{library}' to look for imported files in"

    /// A text, as that of the study at a path, checked with the values of `--set`, over the outside as it is or as `over` makes it.
    let check
        (terminal: Terminal)
        (path: string)
        (source: SourceText)
        (given: StudyInputs)
        (store: string option)
        machine
        (over: IStudyHost -> IStudyHost)
        : LoadedStudy =
        let parameters = Parameters.parse given.Settings
        let storePath = StudyFiles.store store path

        let stored = ArtifactStore.OpenForReading storePath
        let plain = FileSystemHost(Directory.GetCurrentDirectory(), stored, machine)

        let host =
            FileSystemHost(
                Directory.GetCurrentDirectory(),
                stored,
                machine,
                LibraryFolders =
                    ImmutableArray.CreateRange(Seq.append (List.map libraryFolder given.Libraries) plain.LibraryFolders)
            )
            |> over

        let request = {
            Checker.request source with
                Parameters = parameters
                ParameterOrigins = Parameters.origins given.Settings
        }

        {
            Source = source
            Host = host
            StorePath = storePath
            Checked =
                Terminal.waitFor terminal (fun () ->
                    (Checker.check request host terminal.Cancellation).GetAwaiter().GetResult())
        }

    /// The study of a file.
    let load (terminal: Terminal) (path: string) (given: StudyInputs) (store: string option) machine : LoadedStudy =
        check terminal path (StudyFiles.read path) given store machine id

    let plan (terminal: Terminal) (shards: int option) (loaded: LoadedStudy) (study: CheckedStudy) : PlanResult =
        let options = {
            PlanOptions.Default with
                BaseDirectory = Directory.GetCurrentDirectory()
                Shards = shards |> Option.map (MachineLimits.positive "--shards")
        }

        Terminal.waitFor terminal (fun () ->
            (Planner.plan options study loaded.Host terminal.Cancellation).GetAwaiter().GetResult())

/// Files that studies import, checked by themselves.
[<RequireQualifiedAccess>]
module ImportedFile =

    /// Whether this is said of a file that declares no study.
    let private isNoStudy (found: Diagnostic) =
        found.Code = NameCodes.StudyMissing.Code

    /// What was found but that there is no study.
    let ofImported (result: CheckResult) : CheckResult = {
        result with
            Diagnostics = ImmutableArray.CreateRange(result.Diagnostics |> Seq.filter (isNoStudy >> not))
    }

    /// Says how such a file is checked, where that it is no study is the only error.
    let hint (terminal: Terminal) (result: CheckResult) =
        let errors =
            result.Diagnostics
            |> Seq.filter (fun found -> found.Severity = DiagnosticSeverity.Error)
            |> List.ofSeq

        match errors with
        | [ found ] when isNoStudy found ->
            terminal.Error.WriteLine "A file that studies import is checked with --imported."
        | _ -> ()

/// Says diagnostics.
[<RequireQualifiedAccess>]
module Findings =

    let writeOne (terminal: Terminal) known (diagnostic: Diagnostic) =
        terminal.Error.WriteLine(DiagnosticText.render terminal.ColourError (AnswerText.sourceOf known) diagnostic)

    /// Each with its place in the study, and a last line that counts them.
    let write (terminal: Terminal) known (diagnostics: Diagnostic seq) =
        for diagnostic in diagnostics do
            writeOne terminal known diagnostic

        if not (Seq.isEmpty diagnostics) then
            terminal.Error.WriteLine(DiagnosticText.summary diagnostics)

    /// As `write`, and as JSON to standard output where a program reads it.
    let refuse (terminal: Terminal) known json (diagnostics: Diagnostic seq) =
        write terminal known diagnostics

        if json then
            terminal.Out.WriteLine(DiagnosticText.json diagnostics)

    let hasErrors (diagnostics: Diagnostic seq) =
        diagnostics
        |> Seq.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)
