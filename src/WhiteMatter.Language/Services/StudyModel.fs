namespace WhiteMatter.Language.Services

open System.Collections.Concurrent
open System.Collections.Generic
open System.Collections.Immutable
open System.Threading
open WhiteMatter.Language
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// A place in one of a study's files.
type StudyLocation = {
    /// The file.
    Source: SourceText
    /// Where in it.
    Span: Span
}

/// A study as it was checked, with what its names mean: what an editor, a REPL or a notebook asks. Immutable.
[<Sealed>]
type StudyModel internal (source: SourceText, analysed: AnalysedStudy) =

    let knownTokens =
        ConcurrentDictionary<Declaration, SemanticToken[]>(HashIdentity.Reference)

    /// The text that was checked.
    member _.Source = source

    /// What checking found.
    member _.Result = analysed.Result

    /// The tree of the study's own file.
    member _.File: StudyFile = analysed.Result.File

    /// What is wrong, in order of place.
    member _.Diagnostics: ImmutableArray<Diagnostic> = analysed.Result.Diagnostics

    /// The paths of the files it imports, as the host knows them.
    member _.Imports: string list = List.ofSeq analysed.Analysis.Env.Program.Files.Keys

    /// The text of the study or of a file it imports.
    member _.TryFindSource(path: string) : SourceText option =
        if path = source.Path then
            Some source
        else
            match analysed.Analysis.Env.Program.Files.TryGetValue path with
            | true, home -> Some home.Source
            | _ -> None

    member internal _.Analysis = analysed.Analysis

    /// The words of declarations whose colours were asked for: they stay what they are for this check.
    member internal _.KnownTokens = knownTokens
    member internal _.Uses = analysed.Analysis.Env.Uses
    member internal _.Main = analysed.Analysis.Env.Program.Main

    /// The names of the study's file or of one it imports.
    member internal this.ScopeOf(path: string) : FileScope option =
        if path = source.Path then
            Some this.Main
        else
            match analysed.Analysis.Env.Program.Files.TryGetValue path with
            | true, home -> Some home
            | _ -> None

    /// The study's file and those it imports.
    member internal this.Scopes: FileScope seq =
        Seq.append [ this.Main ] analysed.Analysis.Env.Program.Files.Values

/// Makes models.
module StudyModel =

    /// Checks a study and keeps what was learnt. As `Checker.check`: never throws for a study, only when cancelled.
    let check (request: CheckRequest) (host: IStudyHost) (cancellation: CancellationToken) =
        task {
            let! analysed = Checker.analyse request host cancellation
            return StudyModel(request.Source, analysed)
        }

    /// As `check`, of a text that is parsed already.
    let checkParsed (request: CheckRequest) (parsed: ParseResult) (host: IStudyHost) (cancellation: CancellationToken) =
        task {
            let! analysed = Checker.analyseParsed request parsed host cancellation
            return StudyModel(request.Source, analysed)
        }
