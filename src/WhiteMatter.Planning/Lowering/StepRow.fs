namespace WhiteMatter.Planning

open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// What a step can be split into: whole blocks of a range.
type internal ShardRange = {
    Length: float
    Block: int
    /// Threads that work on one part.
    Threads: int
}

/// What planning says of the steps of one kind: what they do in words, what they cost, how they are split, and which settings of the
/// study their parameters come from.
type internal StepRow = {
    Kind: string
    /// What a step does, in a line of plain words.
    Summary: PlanStep -> string
    /// What the plan says below a step: what its results leave out, which nobody should find out afterwards.
    Notice: StepParameters -> string option
    /// Time over all cores, memory of one running part, bytes written. Zero where the data are not there.
    Cost: StepParameters -> DataSizes -> CostEstimate
    /// What a step can be split into; `None` where it runs whole.
    Range: StepParameters -> DataSizes -> ShardRange option
    /// The settings that properties of the parameters come from, where they are not called alike.
    Settings: (string * string) list
    /// The settings that name inputs, by their roles without a number, where they are not called alike.
    Inputs: (string * string) list
}

[<RequireQualifiedAccess>]
module internal StepRow =

    /// A step that runs whole and whose parameters are called as the study's settings.
    let create<'Parameters when 'Parameters :> StepParameters>
        kind
        (summary: PlanStep -> 'Parameters -> string)
        (cost: 'Parameters -> DataSizes -> CostEstimate)
        =
        let typed (parameters: StepParameters) =
            match parameters with
            | :? 'Parameters as own -> own
            | other -> invalidOp $"The parameters of a step '{kind}' are a {other.GetType().Name}."

        {
            Kind = kind
            Summary = fun step -> summary step (typed step.Parameters)
            Notice = fun _ -> None
            Cost = fun parameters -> cost (typed parameters)
            Range = fun _ _ -> None
            Settings = []
            Inputs = []
        }

    /// The declaration behind the role of an input.
    let nameOf (step: PlanStep) role =
        step.Inputs
        |> Seq.tryFind (fun input -> input.Role = role)
        |> Option.map (fun input -> StepId.declaration input.StepId)
        |> Option.defaultValue role

    let counted (count: int) (one: string) (many: string) =
        if count = 1 then
            $"one {one}"
        else
            $"{Quantities.count (int64 count)} {many}"

    let percent (share: float) =
        ExpressionText.number (System.Math.Round(100.0 * share, 10)) + "%"
