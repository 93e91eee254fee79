/// Reads the files a study imports, through the host.
module internal WhiteMatter.Language.Checking.Imports

open System
open System.Collections.Generic
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// A file whose own imports are still to be read.
type private Pending = {
    Source: SourceText
    File: StudyFile
    Prefix: string
    Depth: int
}

let private importsOf (file: StudyFile) = [
    for declaration in file.Declarations do
        match declaration.Node with
        | DeclarationNode.Import(path, span, alias, parameters) when not (String.IsNullOrWhiteSpace path) ->
            path, span, alias, parameters
        | _ -> ()
]

let private knownPath (home: FileScope) written =
    match home.ImportPaths.TryGetValue written with
    | true, path -> path
    | _ -> ImportSearch.first home.Source written

/// Reports imports that go in a circle, each circle once.
let private reportCircles (findings: Findings) (main: FileScope) (files: Dictionary<string, FileScope>) =
    let finished = HashSet<string>()

    let rec visit (chain: string list) path (home: FileScope) =
        for written, span, _, _ in importsOf home.File do
            let next = knownPath home written

            if List.contains next chain then
                let circle =
                    next :: (chain |> List.takeWhile (fun other -> other <> next)) @ [ next ]
                    |> List.rev

                findings.Add(home.Source, NameCodes.ImportCycle, span, [ String.Join(" → ", circle) ])
            elif not (finished.Contains next) then
                match files.TryGetValue next with
                | true, other -> visit (next :: chain) next other
                | _ -> ()

        finished.Add path |> ignore

    let own = StudyPath.resolve (SourceText("", "")) main.Source.Path
    visit [ own ] own main

/// What is said of a file that is nowhere: where else it was looked for, and which file of the library may be meant.
let private reportNowhere
    (findings: Findings)
    (source: SourceText)
    (span: Span)
    edition
    (written: string)
    tried
    isFolder
    =
    let elsewhere =
        match tried with
        | _ :: (_ :: _ as others) ->
            let listed = String.Join(", ", others |> List.map (fun path -> $"'{path}'"))
            $", nor {listed}"
        | _ -> ""

    let ofLibrary = StandardLibrary.names edition

    let near =
        if written.StartsWith("std/", StringComparison.Ordinal) then
            Suggestions.nearest written ofLibrary
        else
            None

    let isUrl = written.Contains("://", StringComparison.Ordinal)

    let rest =
        match near with
        | _ when isUrl -> "; nothing is fetched from elsewhere: download the file and name its path."
        | Some _ -> Suggestions.phrase near
        | None when written.StartsWith("std/", StringComparison.Ordinal) ->
            let listed = Suggestions.alternatives ofLibrary
            $"; the library has {listed}."
        | None when isFolder ->
            let folder = written.TrimEnd '/'
            $"; '{folder}' is a folder, and an import names a file: '{folder}/NAME'."
        | None -> "."

    let found =
        Diagnostic.create source DataCodes.ImportNotFound span [
            (if isUrl then written else List.head tried)
            (if isUrl then rest else elsewhere + rest)
        ]

    match near with
    | Some name -> Diagnostic.withFix source $"Write \"{name}\"" span $"\"{name}\"" found
    | None -> found
    |> findings.AddDiagnostic

/// A pair of quotes with nothing between is no file.
let private reportEmpty (findings: Findings) (home: FileScope) =
    for declaration in home.File.Declarations do
        match declaration.Node with
        | DeclarationNode.Import(path, span, _, _) when
            String.IsNullOrWhiteSpace path && home.Source.TextOf(span).StartsWith '"'
            ->
            findings.Add(home.Source, DataCodes.ImportNotFound, span, [ path; "." ])
        | _ -> ()

/// What the blocks of imports give to parameters. A value for what is no parameter, and a second one, are reported.
let private givenBy (findings: Findings) (main: FileScope) (files: Dictionary<string, FileScope>) =
    let given = Dictionary<struct (string * string), GivenValue>()

    let give (home: FileScope) (other: FileScope) (seen: HashSet<string>) (key: Identifier) value =
        match Names.tryFind other key.Name, given.TryGetValue(struct (other.Source.Path, key.Name)) with
        | _ when not (seen.Add key.Name) -> findings.Add(home.Source, NameCodes.SettingTwice, key.Span, [ key.Name ])
        | Some { Meaning = Meaning.Parameter _ }, (true, first) ->
            Diagnostic.create home.Source ModuleCodes.GivenTwice key.Span [ key.Name; other.Source.Path ]
            |> Diagnostic.withRelated first.Home.Source first.Key.Span "given here first"
            |> findings.AddDiagnostic
        | Some { Meaning = Meaning.Parameter _ }, _ ->
            given.Add(
                struct (other.Source.Path, key.Name),
                {
                    Home = home
                    Key = key
                    Value = value
                }
            )
        | _ ->
            let parameters =
                other.Symbols.Values
                |> Seq.filter (fun symbol -> symbol.Meaning.IsParameter)
                |> Seq.map _.Local

            findings.AddNear(
                home.Source,
                ModuleCodes.NoSuchParameter,
                key.Span,
                [ other.Source.Path; key.Name ],
                key.Name,
                parameters,
                []
            )

    for home in Seq.append [ main ] files.Values do
        for written, _, _, parameters in importsOf home.File do
            match parameters, files.TryGetValue(knownPath home written) with
            | Some body, (true, other) ->
                let seen = HashSet<string>(StringComparer.Ordinal)

                for item in body.Items do
                    match item.Node with
                    | ItemNode.Setting(key, value) -> give home other seen key value
                    | ItemNode.Skipped _
                    | ItemNode.Bare { Node = ExpressionNode.Skipped _ } -> ()
                    | _ ->
                        let text = home.Source.TextOf(item.Span).ReplaceLineEndings " "
                        findings.Add(home.Source, ModuleCodes.NotAParameter, item.Span, [ text ])
            | _ -> ()

    given

/// All files of a study, the main one already parsed.
let load
    (findings: Findings)
    (limits: CheckLimits)
    (host: IStudyHost)
    (cancellation: CancellationToken)
    (source: SourceText)
    (file: StudyFile)
    : Task<Program> =
    task {
        let own = StudyPath.resolve (SourceText("", "")) source.Path

        // Another edition has been reported.
        let edition =
            match file.Edition with
            | Some(edition, _) when edition >= 1 && edition <= Parser.edition -> edition
            | _ -> Parser.edition

        let scopes = Dictionary<string, FileScope>(StringComparer.Ordinal)
        let known = HashSet<string>([ own ], StringComparer.Ordinal)
        let queue = Queue<Pending>()
        let mutable declarations = file.Declarations.Length
        let mutable main = ValueNone
        let mutable count = 0
        let exceeded = HashSet<string>(StringComparer.Ordinal)

        queue.Enqueue {
            Source = source
            File = file
            Prefix = ""
            Depth = 0
        }

        while queue.Count > 0 do
            let here = queue.Dequeue()
            cancellation.ThrowIfCancellationRequested()
            let paths = Dictionary<string, string>(StringComparer.Ordinal)

            for written, span, alias, _ in importsOf here.File do
                let limit (what: string) (value: int) =
                    // Each limit is told once, where it is first exceeded.
                    if exceeded.Add what then
                        findings.Add(here.Source, NameCodes.LimitExceeded, span, [ what; string value ])

                let first = ImportSearch.first here.Source written

                if paths.ContainsKey written then
                    ()
                elif known.Contains first then
                    paths[written] <- first
                elif here.Depth >= limits.MaximumImportDepth then
                    limit "imports of imports" limits.MaximumImportDepth
                elif count >= limits.MaximumImports then
                    limit "imported files" limits.MaximumImports
                else
                    let! sought =
                        ImportSearch.find
                            host
                            edition
                            here.Source
                            written
                            known.Contains
                            limits.MaximumFileBytes
                            cancellation

                    match sought with
                    | ImportSearch.Sought.Known path -> paths[written] <- path
                    | ImportSearch.Sought.Unreadable(path, unreadable) ->
                        known.Add path |> ignore
                        paths[written] <- path
                        Diagnostic.locate here.Source span |> unreadable.At |> findings.AddDiagnostic
                    | ImportSearch.Sought.Nowhere(tried, isFolder) ->
                        known.Add first |> ignore
                        paths[written] <- first
                        reportNowhere findings here.Source span edition written tried isFolder
                    | ImportSearch.Sought.Found text ->
                        known.Add text.Path |> ignore
                        paths[written] <- text.Path
                        let parsed = Parser.parse text
                        parsed.Diagnostics |> List.iter findings.AddDiagnostic
                        declarations <- declarations + parsed.File.Declarations.Length

                        if declarations > limits.MaximumDeclarations then
                            limit "declarations" limits.MaximumDeclarations
                        else
                            count <- count + 1

                            queue.Enqueue {
                                Source = text
                                File = parsed.File
                                Prefix = here.Prefix + alias.Name + "."
                                Depth = here.Depth + 1
                            }

                            let isStudy (declaration: Declaration) =
                                match declaration.Node with
                                | DeclarationNode.Kind kind -> kind.Kind.Name = "study"
                                | _ -> false

                            if parsed.File.Declarations |> List.exists isStudy then
                                findings.Add(here.Source, NameCodes.ImportedStudy, span, [ text.Path ])

            let scope = Names.collect findings here.Source here.File here.Prefix paths
            reportEmpty findings scope

            if here.Depth = 0 then
                main <- ValueSome scope
            else
                scopes.Add(here.Source.Path, scope)

        let main = main.Value
        reportCircles findings main scopes
        let homes = Dictionary<string, FileScope * Symbol>(StringComparer.Ordinal)

        for home in Seq.append [ main ] scopes.Values do
            for symbol in home.Declarations do
                homes.TryAdd(symbol.Qualified, (home, symbol)) |> ignore

        return {
            Main = main
            Files = scopes
            Homes = homes
            Given = givenBy findings main scopes
        }
    }

/// Notes what the names in the blocks of imports mean, for those who help to write them.
let noteGiven (env: CheckContext) =
    for KeyValue(struct (path, name), given) in env.Program.Given do
        match env.Program.Files.TryGetValue path with
        | true, other ->
            Names.tryFind other name
            |> Option.iter (fun symbol ->
                env.Uses.Add(given.Home.Source, given.Key.Span, NameMeaning.Symbol(other, symbol)))
        | _ -> ()
