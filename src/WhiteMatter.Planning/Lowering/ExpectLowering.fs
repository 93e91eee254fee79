[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.ExpectLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let private condition context (entry: CheckedExpression) =
    let lowered = Expressions.lower (StepValues.names context) entry
    ExpectCondition(lowered, (entry.File.TextOf entry.Span).Trim())

let private lower (context: LoweringContext) (expect: CheckedDeclaration) =
    let conditions = expect.Body.Entries |> List.map (condition context)

    let inputs =
        Draft.withValues (conditions |> List.collect (fun one -> Expressions.stepsUsed one.Condition)) []

    [
        Draft.create expect (ExpectParameters(ImmutableArray.CreateRange conditions)) inputs DataSizes.none null
    ]

let private row =
    StepRow.create<ExpectParameters>
        ExpectParameters.KindName
        (fun _ expect ->
            let conditions = StepRow.counted expect.Conditions.Length "condition" "conditions"
            $"checks {conditions}")
        (fun _ _ -> Cost.estimate 0.01 Cost.processMemory 1e3)

let rule = {
    Kind = "expect"
    Steps = [ row ]
    Files = fun _ _ -> []
    Lower = lower
}
