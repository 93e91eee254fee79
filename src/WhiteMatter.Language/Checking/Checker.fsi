namespace WhiteMatter.Language

open System.Collections.Immutable
open System.Runtime.InteropServices
open System.Threading
open System.Threading.Tasks
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

/// A study to be checked.
type CheckRequest = {
    /// The study's own text.
    Source: SourceText
    /// Values for the study's parameters, as text that is read by each parameter's type.
    Parameters: Map<string, string>
    /// The files that values of parameters are from, by the parameter, for messages: `params.json`.
    ParameterOrigins: Map<string, string>
    /// How much of it, and of what it names, is looked at.
    Limits: CheckLimits
}

/// What checking found.
type CheckResult = {
    /// The tree of the study's own file, whatever was wrong.
    File: StudyFile
    /// The study for planning; `Some` exactly when no diagnostic is an error.
    Study: CheckedStudy option
    /// In order of place, the parser's included.
    Diagnostics: ImmutableArray<Diagnostic>
    /// What the study accepts, with its reasons; none of it is among the diagnostics.
    Accepted: ImmutableArray<AcceptedFinding>
} with

    /// Whether a diagnostic is an error.
    member HasErrors: bool

/// A checked study with what was learnt on the way, for those who help to write it.
type internal AnalysedStudy = {
    Result: CheckResult
    Analysis: Checking.Analysis
}

/// Checks names, types, units, settings, formulas, the data's headers and the design of a study.
module Checker =

    /// A request without parameters and with the usual limits.
    val request: source: SourceText -> CheckRequest

    /// Checks a study. Reads imports and the headers of data through the host; never throws for a study, only when cancelled.
    /// The text is parsed before the first wait and without looking at `cancellation`, in about a second for a million characters.
    val check: request: CheckRequest -> host: IStudyHost -> cancellation: CancellationToken -> Task<CheckResult>

    /// As `check`, with what was learnt.
    val internal analyse:
        request: CheckRequest -> host: IStudyHost -> cancellation: CancellationToken -> Task<AnalysedStudy>

    /// As `analyse`, of a text that is parsed already.
    val internal analyseParsed:
        request: CheckRequest ->
        parsed: ParseResult ->
        host: IStudyHost ->
        cancellation: CancellationToken ->
            Task<AnalysedStudy>

    /// As `analyseParsed`, of a part of the declarations alone; `None` if that is none.
    /// What is said of a study as a whole, such as accepts without effect, may be missing.
    val internal analysePart:
        request: CheckRequest ->
        parsed: ParseResult ->
        host: IStudyHost ->
        cancellation: CancellationToken ->
        part: Checking.Order.Part ->
            Task<AnalysedStudy option>

/// The checker for callers from C#.
[<AbstractClass; Sealed>]
type StudyChecker =

    /// Checks a study's text. `path` is what messages show and what relative paths start from.
    static member CheckAsync:
        text: string * path: string * host: IStudyHost * [<Optional>] cancellationToken: CancellationToken ->
            Task<CheckResult>
