/// The step that fits mixed models, before a gwas with `method = mixed(...)`.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.MixedLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The step that fits the models of a gwas.
let stepOf (gwas: CheckedDeclaration) =
    Draft.idOf VarianceParameters.KindName gwas.Name

/// The relationships that a mixed model takes, as inputs of a step of people of the tested genotypes.
let relationships
    (context: LoweringContext)
    (gwas: CheckedDeclaration)
    (tested: CheckedDeclaration)
    (arguments: Map<string, CheckedExpression>)
    =
    let relatedness =
        match Map.tryFind "relatedness" arguments with
        | None -> invalidOp $"The checked method of '{gwas.Name}' names no relatedness."
        | Some value ->
            match context.Find(Setting.reference value) with
            | Some declared -> declared
            | None -> Expressions.unplannable value "relatedness"

    let related = RelatednessLowering.genotypesOf context relatedness

    [
        StepInput("relationships", Draft.idOf RelationshipsParameters.KindName relatedness.Name)
        StepInput("relatedness", Draft.idOf RelatednessParameters.KindName relatedness.Name)
        StepInput("genotypes", Draft.idOf GenotypesParameters.KindName tested.Name)
        if related.Name <> tested.Name then
            StepInput("related", Draft.idOf GenotypesParameters.KindName related.Name)
    ]

/// The drafts, and the inputs that the association takes from them.
let steps
    (context: LoweringContext)
    (gwas: CheckedDeclaration)
    (tested: CheckedDeclaration)
    (traits: string)
    (arguments: Map<string, CheckedExpression>)
    (sizes: DataSizes)
    =
    let parameters =
        VarianceParameters(
            GenotypesLowering.references context tested,
            GenotypesLowering.keep context tested,
            context.Seed
        )

    let draft =
        Draft.create
            gwas
            parameters
            [
                StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
                StepInput("traits", traits)
                yield! relationships context gwas tested arguments
            ]
            sizes
            null

    [ draft ], [ StepInput("variance", draft.Id) ]

/// Values of h² on the grid, and those that are looked at between two of them.
let private gridPoints = 51.0
let private between = 12.0

/// Variants that scores are calibrated with.
let private calibration = 1000.0

let private cost (sizes: DataSizes) =
    Cost.known (sizes.Variants * sizes.People) (fun () ->
        let squares = sizes.Covariates * sizes.Covariates
        let perTrait = gridPoints * 2.0 * sizes.Covariates + between * squares

        let operations =
            sizes.People
            * (gridPoints * squares
               + sizes.Traits * (perTrait + calibration * sizes.Covariates))

        let memory =
            Cost.processMemory
            + 8.0 * sizes.People * (4.0 * sizes.Traits + 4.0 * sizes.Covariates)
            + 512e6

        Cost.estimate (operations / Cost.denseOperationsPerSecond) memory (8.0 * sizes.People * sizes.Traits))

let row = {
    StepRow.create<VarianceParameters>
        VarianceParameters.KindName
        (fun step _ ->
            let relatedness = StepRow.nameOf step "relatedness"
            $"estimates the variance that goes with the relationships of {relatedness}, for every trait, and calibrates its scores")
        (fun _ sizes -> cost sizes) with
        Inputs = [
            "relationships", "method = mixed(...)"
            "relatedness", "method = mixed(...)"
            "related", "method = mixed(...)"
        ]
}
