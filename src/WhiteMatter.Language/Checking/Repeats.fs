/// One cause that shows in many declarations, told once: where it shows first, with the other places.
module internal WhiteMatter.Language.Checking.Repeats

open System.Collections.Generic
open System.Collections.Immutable
open WhiteMatter.Plan.Diagnostics

/// Findings of a column of a cohort that its associations leave out: what is left out is the same in each.
let isGathered (found: Diagnostic) =
    found.Code = DesignCodes.SiteNotAdjusted.Code
    || found.Code = DesignCodes.HeadSizeNotAdjusted.Code

/// Whether a finding is one of a name, told where it is used first with its other uses as further places.
let gathersUses (found: Diagnostic) =
    found.Code = NameCodes.UndeclaredName.Code
    || found.Code = NameCodes.UnknownColumn.Code
    || found.Code = ModuleCodes.ColumnsLacking.Code

let private at (span: SourceSpan | null) (related: RelatedLocation seq) (found: Diagnostic) =
    Diagnostic(
        found.Code,
        found.Severity,
        found.Message,
        found.Advice,
        span,
        ImmutableArray.CreateRange related,
        found.Fixes
    )

/// Each finding of a gathered code at its own place again.
let split (found: Diagnostic seq) : Diagnostic seq =
    found
    |> Seq.collect (fun one ->
        if isGathered one && not one.Related.IsEmpty then
            seq {
                at one.Span [] one

                for related in one.Related do
                    at related.Span [] one
            }
        else
            Seq.singleton one)

/// Findings that say the same of several declarations, gathered at the first; in order of the first.
let merge (found: Diagnostic seq) : Diagnostic list =
    let all = List.ofSeq found
    let places = Dictionary<string, ResizeArray<SourceSpan>>()

    for one in all do
        match one.Span with
        | NonNull span when isGathered one ->
            match places.TryGetValue(one.Code + one.Message) with
            | true, known -> known.Add span
            | _ -> places.Add(one.Code + one.Message, ResizeArray [ span ])
        | _ -> ()

    let told = HashSet<string>()

    [
        for one in all do
            match places.TryGetValue(one.Code + one.Message) with
            | true, known when known.Count > 1 && isGathered one ->
                if told.Add(one.Code + one.Message) then
                    at
                        known[0]
                        [
                            for span in Seq.skip 1 known -> RelatedLocation(span, "left out here as well")
                        ]
                        one
            | _ -> one
    ]
