/// The step that fits mixed models, before a gwas with `method = mixed(...)`.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.MixedLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// What genotypes count as in a dense matrix; `None` for the sparse one.
let denseScale (arguments: Map<string, CheckedExpression>) =
    match arguments |> Map.tryFind "grm" |> Option.map Expressions.text with
    | Some "dense" -> Some RelationshipScale.Standardised
    | Some "dense_centred" -> Some RelationshipScale.Centred
    | _ -> None

/// The step that fits the models of a gwas with the sparse matrix.
let stepOf (gwas: CheckedDeclaration) =
    Draft.idOf VarianceParameters.KindName gwas.Name

let private relatednessOf (context: LoweringContext) (gwas: CheckedDeclaration) arguments =
    match Map.tryFind "relatedness" arguments with
    | None -> invalidOp $"The checked method of '{gwas.Name}' names no relatedness."
    | Some value ->
        match context.Find(Setting.reference value) with
        | Some declared -> declared
        | None -> Expressions.unplannable value "relatedness"

/// The relationships that a mixed model takes, as inputs of a step of people of the tested genotypes.
let relationships
    (context: LoweringContext)
    (gwas: CheckedDeclaration)
    (tested: CheckedDeclaration)
    (arguments: Map<string, CheckedExpression>)
    =
    let relatedness = relatednessOf context gwas arguments
    let related = RelatednessLowering.genotypesOf context relatedness

    [
        if (denseScale arguments).IsNone then
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
    let related =
        RelatednessLowering.genotypesOf context (relatednessOf context gwas arguments)

    let parameters: StepParameters =
        match denseScale arguments with
        | Some scale -> DenseVarianceParameters(GenotypesLowering.references context related, scale)
        | None ->
            VarianceParameters(
                GenotypesLowering.references context tested,
                GenotypesLowering.keep context tested,
                context.Seed
            )

    // A dense matrix is of the variants that the relatedness compares people by.
    let _, compared = GenotypesLowering.sizes context related

    let sizes =
        match parameters with
        | :? DenseVarianceParameters -> { sizes with Variants = compared }
        | _ -> sizes

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

/// Operations of a decomposition for each person cubed.
let private decomposition = 9.0

/// Values of λ that a test looks at, each some ten products a person.
let private ratios = 17.0

let private matrix (sizes: DataSizes) = 8.0 * sizes.People * sizes.People

/// The exact test of every variant and trait, where every trait has the same people.
let denseCost (sizes: DataSizes) =
    let rotation = sizes.Variants * sizes.People * sizes.People
    let tests = sizes.Variants * sizes.Traits * sizes.People * ratios * 10.0

    Cost.estimate
        ((rotation + tests) / Cost.denseOperationsPerSecond)
        (Cost.processMemory + matrix sizes + 16.0 * sizes.People * sizes.Traits)
        (sizes.Variants * sizes.Traits * Cost.bytesPerResult
         + sizes.Variants * Cost.bytesPerVariant)

let denseRow = {
    StepRow.create<DenseVarianceParameters>
        DenseVarianceParameters.KindName
        (fun step _ ->
            let relatedness = StepRow.nameOf step "relatedness"
            $"decomposes the whole relationship matrix by the variants of {relatedness} and estimates the variance that goes with it, for every trait")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                Cost.estimate
                    (decomposition * sizes.People * sizes.People * sizes.People
                     / Cost.denseOperationsPerSecond)
                    (Cost.processMemory + 3.0 * matrix sizes)
                    (matrix sizes))) with
        Settings = [ "scale", "method = mixed(grm = ...)" ]
        Inputs = [ "relatedness", "method = mixed(...)"; "related", "method = mixed(...)" ]
}
