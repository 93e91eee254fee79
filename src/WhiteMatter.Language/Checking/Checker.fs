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
    ParameterOrigins: Map<string, string>
    Limits: CheckLimits
}

type CheckResult = {
    File: StudyFile
    Study: CheckedStudy option
    Diagnostics: ImmutableArray<Diagnostic>
    Accepted: ImmutableArray<AcceptedFinding>
} with

    member this.HasErrors =
        this.Diagnostics
        |> Seq.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)

/// A checked study with what was learnt on the way, for those who help to write it.
type internal AnalysedStudy = {
    Result: CheckResult
    Analysis: Analysis
}

module Checker =

    let request source = {
        Source = source
        Parameters = Map.empty
        ParameterOrigins = Map.empty
        Limits = CheckLimits.Default
    }

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
            not (StandardLibrary.isOf main.Source.Path)
            && not (main.Declarations |> Seq.exists isStudy)
            && not (main.File.Declarations |> List.exists mayBeStudy)
        then
            let span =
                match main.File.Edition with
                | Some(_, span) -> span
                | None -> Span.empty

            findings.Add(main.Source, NameCodes.StudyMissing, span, [])

    /// Of more parameters than these none is listed in a message.
    let private mostListed = 12

    let private requireParameters (findings: Findings) (program: Program) (request: CheckRequest) =
        let parameters = [
            for home in Seq.append [ program.Main ] program.Files.Values do
                for symbol in home.Symbols.Values do
                    match symbol.Meaning with
                    | Meaning.Parameter _ -> symbol.Qualified
                    | _ -> ()
        ]

        for KeyValue(name, _) in request.Parameters do
            if not (List.contains name parameters) then
                let where =
                    match request.ParameterOrigins.TryFind name with
                    | Some origin -> $" in '{origin}'"
                    | None -> ""

                let known =
                    match Suggestions.nearest name parameters, parameters with
                    | None, [] -> "; it declares none."
                    | None, _ when parameters.Length <= mostListed -> $"; it has {Suggestions.listed parameters}."
                    | near, _ -> Suggestions.phrase near

                Diagnostic.Create(NameCodes.UnknownParameter, null, ReadOnlySpan.op_Implicit [| name; known; where |])
                |> findings.AddDiagnostic

    /// Which declarations' design can be judged, from all that was found: no error lies in them, and what they are made from could be
    /// read, through all that it is made from. What is said of people nobody can tell would only repeat the error.
    let private soundness (found: Diagnostic list) (ordered: Order.Ordered) =
        let errors = Dictionary<string, ResizeArray<int>>()

        let note (span: SourceSpan) =
            match errors.TryGetValue span.Path with
            | true, starts -> starts.Add span.Start
            | _ -> errors.Add(span.Path, ResizeArray [ span.Start ])

        for diagnostic in found do
            match diagnostic.Span with
            | null -> ()
            | span when diagnostic.Severity = DiagnosticSeverity.Error ->
                note span

                // The other uses of a name are as wrong as the first.
                if Repeats.gathersUses diagnostic then
                    for related in diagnostic.Related do
                        note related.Span
            | _ -> ()

        for starts in errors.Values do
            starts.Sort()

        let hasErrorIn (home: FileScope) start finish =
            match errors.TryGetValue home.Source.Path with
            | true, starts ->
                let at = starts.BinarySearch start
                let next = if at >= 0 then at else ~~~at
                next < starts.Count && starts[next] < finish
            | _ -> false

        let headEnd (declaration: Declaration) =
            match declaration.Node with
            | DeclarationNode.Kind { Body = Some body } -> body.Span.Start
            | _ -> declaration.Span.End

        let ofUnknown = HashSet<string>(StringComparer.Ordinal)

        // Each stands after what it refers to.
        for home, symbol in ordered.Declarations do
            let declaration = symbol.Declaration

            if
                hasErrorIn home declaration.Span.Start (headEnd declaration)
                || ordered.References[symbol.Qualified]
                   |> List.exists (fun other -> ofUnknown.Contains other.Qualified)
            then
                ofUnknown.Add symbol.Qualified |> ignore

        fun (home: FileScope) (symbol: Symbol) ->
            let span = symbol.Declaration.Span

            not (ofUnknown.Contains symbol.Qualified)
            && not (hasErrorIn home span.Start span.End)

    let private finish
        analysis
        (file: StudyFile)
        study
        (accepted: AcceptedFinding list)
        (diagnostics: Diagnostic list)
        = {
        Result = {
            File = file
            Study = study
            Diagnostics = ImmutableArray.CreateRange diagnostics
            Accepted = ImmutableArray.CreateRange accepted
        }
        Analysis = analysis
    }

    let private analysisOf env outside references : Analysis = {
        Env = env
        Outside = outside
        Cohorts = Dictionary(StringComparer.Ordinal)
        MadeTables = Dictionary(StringComparer.Ordinal)
        References = references
        Checked = Dictionary(StringComparer.Ordinal)
        Build = None
        Used = HashSet()
        Lacking = Dictionary()
        WrittenOut = Dictionary(StringComparer.Ordinal)
    }

    /// What is known of a file that is not checked: the names it declares.
    let private unchecked (request: CheckRequest) (file: StudyFile) cancellation =
        let main =
            Names.collect (Findings()) request.Source file "" (Dictionary(StringComparer.Ordinal))

        let program = {
            Main = main
            Files = Dictionary(StringComparer.Ordinal)
            Homes = Dictionary(StringComparer.Ordinal)
            Given = Dictionary()
        }

        let env =
            CheckContext.make program (Findings()) request.Limits request.Parameters (fun _ _ -> None) cancellation

        analysisOf env (Outside.nothing ()) (Dictionary(StringComparer.Ordinal))

    /// Checks what a part chooses of the declarations; `None` if it chooses nothing. Accepts without effect are told where all are checked.
    let private analyseChosen
        (request: CheckRequest)
        (parsed: ParseResult)
        (host: IStudyHost)
        (cancellation: CancellationToken)
        (part: Order.Part option)
        : Task<AnalysedStudy option> =
        task {
            cancellation.ThrowIfCancellationRequested()
            let findings = Findings()
            let source = request.Source
            let limits = request.Limits
            parsed.Diagnostics |> List.iter findings.AddDiagnostic

            if parsed.File.Declarations.Length > limits.MaximumDeclarations then
                findings.Add(
                    source,
                    NameCodes.LimitExceeded,
                    parsed.File.Declarations[limits.MaximumDeclarations].Span,
                    [ "declarations"; string limits.MaximumDeclarations ]
                )

                let analysis = unchecked request parsed.File cancellation
                return Some(finish analysis parsed.File None [] (findings.Finish()))
            else
                let! program = Imports.load findings limits host cancellation source parsed.File
                requireStudy findings program.Main
                requireParameters findings program request

                let all =
                    let known =
                        part |> Option.map _.References |> Option.defaultValue (fun _ _ -> ValueNone)

                    Order.arrange findings program known

                let chosen =
                    match part with
                    | None -> Some all
                    | Some part -> part.Choose program all

                match chosen with
                | None -> return None
                | Some ordered ->

                    let! outside =
                        WantedFiles.find program limits request.Parameters cancellation ordered
                        |> Outside.look findings limits host cancellation

                    let findTable path format =
                        match outside.TablesAsRead.TryGetValue(struct (path, format)) with
                        | true, header -> Some header
                        | _ -> None

                    let env = {
                        CheckContext.make program findings limits request.Parameters findTable cancellation with
                            Origins = request.ParameterOrigins
                    }

                    env.Circular.UnionWith ordered.Circular
                    let analysis = analysisOf env outside all.References

                    // The study's own settings first: the genome build is everyone's.
                    let studies, others =
                        ordered.Declarations |> List.partition (fun (_, symbol) -> Names.isStudy symbol)

                    for home, symbol in studies @ others do
                        Declarations.check analysis home symbol
                        |> Option.iter (fun declaration -> analysis.Checked[symbol.Qualified] <- declaration)

                    Imports.noteGiven env

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
                        RegionNames = Map.ofSeq (outside.RegionNames |> Seq.map (|KeyValue|))
                        Absent = Set.ofSeq outside.Absent
                    }

                    let reachable =
                        others
                        |> List.filter (fun (_, symbol) -> ordered.Reachable.Contains symbol.Qualified)

                    let before = findings.Finish()
                    Lints.check analysis facts (soundness before ordered) reachable

                    let hasErrors (diagnostics: Diagnostic list) =
                        diagnostics
                        |> List.exists (fun diagnostic -> diagnostic.Severity = DiagnosticSeverity.Error)

                    let complete = part.IsNone && not (hasErrors before) && outside.Absent.Count = 0

                    let diagnostics, accepted =
                        Accepts.apply findings (Seq.append [ program.Main ] program.Files.Values) complete

                    let diagnostics = Repeats.merge diagnostics

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
                                    Accepted = [
                                        for one in accepted ->
                                            {
                                                Code = one.Found.Code
                                                Reason = one.Reason
                                                Message = one.Found.Message
                                            }
                                    ]
                                    Facts = facts
                                }
                            | _ -> None
                        | _ -> None

                    return Some(finish analysis parsed.File study accepted diagnostics)
        }

    let analyseParsed request parsed host cancellation : Task<AnalysedStudy> =
        task {
            match! analyseChosen request parsed host cancellation None with
            | Some analysed -> return analysed
            | None -> return invalidOp "all declarations are checked"
        }

    let analysePart request parsed host cancellation part =
        analyseChosen request parsed host cancellation (Some part)

    let analyse (request: CheckRequest) host cancellation =
        analyseParsed request (Parser.parse request.Source) host cancellation

    let check (request: CheckRequest) (host: IStudyHost) (cancellation: CancellationToken) : Task<CheckResult> =
        task {
            let! analysed = analyse request host cancellation
            return analysed.Result
        }

[<AbstractClass; Sealed>]
type StudyChecker =

    static member CheckAsync
        (text: string, path: string, host: IStudyHost, [<Optional>] cancellationToken: CancellationToken)
        =
        Checker.check (Checker.request (SourceText(path, text))) host cancellationToken
