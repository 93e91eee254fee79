namespace WhiteMatter.Planning

open WhiteMatter.Plan
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Parameters

/// A step before it has a fingerprint, shards, a cost and a state.
type internal DraftStep = {
    Id: string
    Declaration: string
    Parameters: StepParameters
    Inputs: StepInput list
    Sizes: DataSizes
    Source: SourceSpan
    Publish: string | null
}
