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

type private Pending = {
    Path: string
    Prefix: string
    Depth: int
    Source: SourceText
    Span: Span
}

let private importsOf (home: FileScope) = [
    for declaration in home.File.Declarations do
        match declaration.Node with
        | DeclarationNode.Import(path, span, alias) when path <> "" -> StudyPath.resolve home.Source path, span, alias
        | _ -> ()
]

/// Reports imports that go in a circle, each circle once.
let private reportCircles (findings: Findings) (main: FileScope) (files: Dictionary<string, FileScope>) =
    let finished = HashSet<string>()

    let rec visit (chain: string list) path (home: FileScope) =
        for next, span, _ in importsOf home do
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
        let collect source file prefix =
            Names.collect findings source file prefix (StudyPath.resolve source)

        let main = collect source file ""
        let own = StudyPath.resolve (SourceText("", "")) source.Path
        let files = Dictionary<string, FileScope>(StringComparer.Ordinal)
        let asked = HashSet<string>([ own ], StringComparer.Ordinal)
        let queue = Queue<Pending>()
        let mutable declarations = file.Declarations.Length

        let enqueue depth (home: FileScope) =
            for path, span, alias in importsOf home do
                queue.Enqueue {
                    Path = path
                    Prefix = home.Prefix + alias.Name + "."
                    Depth = depth
                    Source = home.Source
                    Span = span
                }

        enqueue 1 main

        while queue.Count > 0 do
            let next = queue.Dequeue()
            cancellation.ThrowIfCancellationRequested()

            let limit (what: string) (value: int) =
                findings.Add(next.Source, NameCodes.LimitExceeded, next.Span, [ what; string value ])

            if asked.Contains next.Path then
                ()
            elif next.Depth > limits.MaximumImportDepth then
                limit "imports of imports" limits.MaximumImportDepth
            elif files.Count >= limits.MaximumImports then
                limit "imported files" limits.MaximumImports
            else
                asked.Add next.Path |> ignore
                let! probe = host.ReadTextAsync(next.Path, limits.MaximumFileBytes, cancellation)

                match probe with
                | :? Probe<string>.Found as found ->
                    let source = SourceText(next.Path, found.Value)
                    let parsed = Parser.parse source
                    parsed.Diagnostics |> List.iter findings.AddDiagnostic
                    declarations <- declarations + parsed.File.Declarations.Length

                    if declarations > limits.MaximumDeclarations then
                        limit "declarations" limits.MaximumDeclarations
                    else
                        let home = collect source parsed.File next.Prefix
                        files.Add(next.Path, home)

                        let hasStudy =
                            home.Declarations
                            |> Seq.exists (fun symbol ->
                                match symbol.Meaning with
                                | Meaning.Declaration(kind, _) -> kind.Kind.Name = "study"
                                | _ -> false)

                        if hasStudy then
                            findings.Add(next.Source, NameCodes.ImportedStudy, next.Span, [ next.Path ])

                        enqueue (next.Depth + 1) home
                | :? Probe<string>.Unreadable as unreadable ->
                    Diagnostic.locate next.Source next.Span
                    |> unreadable.At
                    |> findings.AddDiagnostic
                | _ -> findings.Add(next.Source, DataCodes.ImportNotFound, next.Span, [ next.Path ])

        reportCircles findings main files
        let homes = Dictionary<string, FileScope * Symbol>(StringComparer.Ordinal)

        for home in Seq.append [ main ] files.Values do
            for symbol in home.Declarations do
                homes.TryAdd(symbol.Qualified, (home, symbol)) |> ignore

        return {
            Main = main
            Files = files
            Homes = homes
        }
    }
