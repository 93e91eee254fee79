namespace WhiteMatter.Language

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.Runtime.InteropServices
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

type CheckRequest = {
    Source: SourceText
    Parameters: Map<string, string>
    Limits: CheckLimits
}

type CheckResult = {
    File: StudyFile
    Study: CheckedStudy option
    Diagnostics: ImmutableArray<Diagnostic>
} with

    member this.HasErrors =
        this.Diagnostics
        |> Seq.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)

module Checker =

    let request source = {
        Source = source
        Parameters = Map.empty
        Limits = CheckLimits.Default
    }

    let private environment program findings limits overrides findTable cancellation : CheckContext = {
        Program = program
        Findings = findings
        Limits = limits
        Overrides = overrides
        Parameters = Dictionary(StringComparer.Ordinal)
        FindTable = findTable
        Cancellation = cancellation
    }

    /// The files the reachable declarations name, worked out silently: what is wrong with them is said when they are checked.
    let private wanted program limits overrides cancellation (ordered: Order.Ordered) : WantedAt list =
        let env =
            environment program (Findings()) limits overrides (fun _ -> None) cancellation

        let missing = Dictionary<string, string list>(StringComparer.Ordinal)
        let usual = [ ""; "NA" ]

        let settingOf (symbol: Symbol) name =
            match symbol.Meaning with
            | Meaning.Declaration({ Body = Some body }, _) ->
                body.Items
                |> List.tryPick (fun item ->
                    match item.Node with
                    | ItemNode.Setting(key, value) when key.Name = name -> Some value
                    | _ -> None)
            | _ -> None

        let value (home: FileScope) expected (expression: Expression) =
            let result = Expressions.check env (Place.plain home "") [ expected ] expression
            if Checked.isWrong result then None else Some result

        let pathOf (home: FileScope) symbol name what =
            settingOf symbol name
            |> Option.bind (value home StudyType.String)
            |> Option.bind (fun path ->
                PeopleTable.literal path
                |> Option.map (fun text -> {
                    What = what (StudyPath.resolve home.Source text)
                    Source = home.Source
                    Span = path.Span
                }))
            |> Option.toList

        let tableOf (home: FileScope) symbol codes =
            settingOf symbol "table"
            |> Option.bind (value home StudyType.PeopleTable)
            |> Option.bind (fun table ->
                match table.Node with
                | CheckedNode.Call(name, arguments) ->
                    match PeopleTable.formatOf name, arguments.TryFind "path" with
                    | Some format, Some path when not (Checked.isWrong path) ->
                        PeopleTable.literal path
                        |> Option.map (fun text -> {
                            What =
                                Wanted.Table(
                                    TableRequest(
                                        StudyPath.resolve home.Source text,
                                        format,
                                        ImmutableArray.CreateRange<string> codes
                                    )
                                )
                            Source = home.Source
                            Span = path.Span
                        })
                    | _ -> None
                | _ -> None)
            |> Option.toList

        let codesOf (home: FileScope) (symbol: Symbol) (kind: KindDeclaration) =
            let inherited () =
                kind.From
                |> Option.bind (value home StudyType.Cohort)
                |> Option.bind Cohorts.leftmost
                |> Option.bind (fun name ->
                    match missing.TryGetValue name with
                    | true, codes -> Some codes
                    | _ -> None)
                |> Option.defaultValue usual

            let own =
                if kind.Kind.Name = "cohort" then
                    settingOf symbol "missing"
                else
                    None

            match
                own
                |> Option.bind (value home (StudyType.List StudyType.String))
                |> Option.map _.Node
            with
            | Some(CheckedNode.List items) -> items |> List.choose PeopleTable.literal
            | _ -> inherited ()

        [
            for home, symbol in ordered.Declarations do
                if ordered.Reachable.Contains symbol.Qualified then
                    match symbol.Meaning with
                    | Meaning.Declaration(kind, Some { Name = "cohort" }) ->
                        let codes = codesOf home symbol kind
                        missing[symbol.Qualified] <- codes

                        if kind.From.IsNone then
                            yield! tableOf home symbol codes

                        yield! pathOf home symbol "withdrawals" Wanted.Plain
                    | Meaning.Declaration(kind, Some { Name = "phenotypes" }) ->
                        yield! tableOf home symbol (codesOf home symbol kind)
                    | Meaning.Declaration(_, Some { Name = "genotypes" }) ->
                        yield! pathOf home symbol "bed" Wanted.Genotypes
                    | _ -> ()
        ]

    let private requireStudy (findings: Findings) (main: FileScope) =
        let isStudy (symbol: Symbol) =
            match symbol.Meaning with
            | Meaning.Declaration(kind, Some row) -> row.Name = "study" && kind.Kind.Name = "study"
            | _ -> false

        // A misspelt or unreadable declaration may be the study.
        let mayBeStudy (declaration: Declaration) =
            match declaration.Node with
            | DeclarationNode.Skipped _ -> true
            | DeclarationNode.Kind kind ->
                (Catalogue.tryFindKind kind.Kind.Name).IsNone
                && (Suggestions.nearest kind.Kind.Name [ "study" ]).IsSome
            | _ -> false

        if
            not (main.Declarations |> Seq.exists isStudy)
            && not (main.File.Declarations |> List.exists mayBeStudy)
        then
            let span =
                match main.File.Edition with
                | Some(_, span) -> span
                | None -> Span.empty

            findings.Add(main.Source, NameCodes.StudyMissing, span, [])

    let private requireParameters (findings: Findings) (main: FileScope) (overrides: Map<string, string>) =
        let parameters = [
            for symbol in main.Symbols.Values do
                match symbol.Meaning with
                | Meaning.Parameter _ -> symbol.Local
                | _ -> ()
        ]

        for KeyValue(name, _) in overrides do
            if not (List.contains name parameters) then
                let near = Suggestions.phrase (Suggestions.nearest name parameters)

                Diagnostic.Create(NameCodes.UnknownParameter, null, ReadOnlySpan.op_Implicit [| name; near |])
                |> findings.AddDiagnostic

    /// Whether no error lies inside a declaration, for each declaration, from all that was found.
    let private soundness (found: Diagnostic list) =
        let errors = Dictionary<string, ResizeArray<int>>()

        for diagnostic in found do
            match diagnostic.Span with
            | null -> ()
            | span when diagnostic.Severity = DiagnosticSeverity.Error ->
                match errors.TryGetValue span.Path with
                | true, starts -> starts.Add span.Start
                | _ -> errors.Add(span.Path, ResizeArray [ span.Start ])
            | _ -> ()

        // `found` is in order of place.
        fun (home: FileScope) (symbol: Symbol) ->
            match errors.TryGetValue home.Source.Path with
            | true, starts ->
                let at = starts.BinarySearch symbol.Declaration.Span.Start
                let next = if at >= 0 then at else ~~~at
                next >= starts.Count || starts[next] >= symbol.Declaration.Span.End
            | _ -> true

    let private finish (file: StudyFile) study (diagnostics: Diagnostic list) = {
        File = file
        Study = study
        Diagnostics = ImmutableArray.CreateRange diagnostics
    }

    let check (request: CheckRequest) (host: IStudyHost) (cancellation: CancellationToken) : Task<CheckResult> =
        task {
            cancellation.ThrowIfCancellationRequested()
            let findings = Findings()
            let source = request.Source
            let limits = request.Limits
            let parsed = Parser.parse source
            parsed.Diagnostics |> List.iter findings.AddDiagnostic

            if parsed.File.Declarations.Length > limits.MaximumDeclarations then
                findings.Add(
                    source,
                    NameCodes.LimitExceeded,
                    parsed.File.Declarations[limits.MaximumDeclarations].Span,
                    [ "declarations"; string limits.MaximumDeclarations ]
                )

                return finish parsed.File None (findings.Finish())
            else
                let! program = Imports.load findings limits host cancellation source parsed.File
                requireStudy findings program.Main
                requireParameters findings program.Main request.Parameters
                let ordered = Order.arrange findings program

                let! outside =
                    wanted program limits request.Parameters cancellation ordered
                    |> Outside.look findings limits host cancellation

                let findTable path =
                    match outside.TablesByPath.TryGetValue path with
                    | true, header -> Some header
                    | _ -> None

                let env =
                    environment program findings limits request.Parameters findTable cancellation

                let analysis: Analysis = {
                    Env = env
                    Outside = outside
                    Cohorts = Dictionary(StringComparer.Ordinal)
                    Checked = Dictionary(StringComparer.Ordinal)
                    Build = None
                    Used = HashSet()
                }

                // The study's own settings first: the genome build is everyone's.
                let isStudy (_, symbol: Symbol) =
                    match symbol.Meaning with
                    | Meaning.Declaration(kind, _) -> kind.Kind.Name = "study"
                    | _ -> false

                let studies, others = ordered.Declarations |> List.partition isStudy

                for home, symbol in studies @ others do
                    Declarations.check analysis home symbol
                    |> Option.iter (fun declaration -> analysis.Checked[symbol.Qualified] <- declaration)

                // Parameters that nothing uses are checked too.
                for home in Seq.append [ program.Main ] program.Files.Values do
                    for symbol in home.Symbols.Values do
                        match symbol.Meaning with
                        | Meaning.Parameter _ -> Expressions.parameter env home symbol |> ignore
                        | _ -> ()

                let facts: StudyFacts = {
                    Tables = Map.ofSeq (outside.TablesByPath |> Seq.map (|KeyValue|))
                    Genotypes = Map.ofSeq (outside.Genotypes |> Seq.map (|KeyValue|))
                    Images = Map.ofSeq (outside.Images |> Seq.map (|KeyValue|))
                    ImageSets = Map.ofSeq (outside.ImageSets |> Seq.map (|KeyValue|))
                    Absent = Set.ofSeq outside.Absent
                }

                let reachable =
                    others
                    |> List.filter (fun (_, symbol) -> ordered.Reachable.Contains symbol.Qualified)

                let before = findings.Finish()
                Lints.check analysis facts (soundness before) reachable

                let hasErrors (diagnostics: Diagnostic list) =
                    diagnostics
                    |> List.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)

                let complete = not (hasErrors before) && outside.Absent.Count = 0

                let diagnostics, accepted =
                    Accepts.apply findings (Seq.append [ program.Main ] program.Files.Values) complete

                let study =
                    match
                        studies
                        |> List.tryFind (fun (home, _) -> obj.ReferenceEquals(home, program.Main))
                    with
                    | Some(_, symbol) when not (hasErrors diagnostics) ->
                        match analysis.Checked.TryGetValue symbol.Qualified with
                        | true, declaration ->
                            let title =
                                declaration.Body.Settings.TryFind "title"
                                |> Option.bind PeopleTable.literal
                                |> Option.defaultValue symbol.Local

                            Some {
                                Name = symbol.Local
                                Title = title
                                Doc = declaration.Doc
                                File = source
                                Study = declaration
                                Declarations = [
                                    for _, symbol in reachable do
                                        match analysis.Checked.TryGetValue symbol.Qualified with
                                        | true, declaration -> declaration
                                        | _ -> ()
                                ]
                                Accepted = accepted
                                Facts = facts
                            }
                        | _ -> None
                    | _ -> None

                return finish parsed.File study diagnostics
        }

[<AbstractClass; Sealed>]
type StudyChecker =

    static member CheckAsync
        (text: string, path: string, host: IStudyHost, [<Optional>] cancellationToken: CancellationToken)
        =
        Checker.check (Checker.request (SourceText(path, text))) host cancellationToken
