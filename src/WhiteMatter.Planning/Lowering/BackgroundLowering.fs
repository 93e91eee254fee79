/// The step that predicts traits from the whole genome, before a gwas with `method = ridge_two_step(...)`.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.BackgroundLowering

open System
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// Penalties of each level.
let private penalties = 5.0

let private folds (value: CheckedExpression) =
    match value.Node with
    | CheckedNode.EnumCase "leave_one_out" -> 0
    | _ -> int (Expressions.number value)

/// The drafts, and the inputs that the association takes from them.
let steps
    (context: LoweringContext)
    (gwas: CheckedDeclaration)
    (tested: CheckedDeclaration)
    (traits: string)
    (arguments: Map<string, CheckedExpression>)
    (sizes: DataSizes)
    =
    let genotypes =
        match Map.tryFind "genotypes" arguments with
        | None -> tested
        | Some value ->
            match context.Find(Setting.reference value) with
            | Some declared -> declared
            | None -> Expressions.unplannable value "genotypes"

    let number name =
        match Map.tryFind name arguments with
        | Some value -> value
        | None -> invalidOp $"The checked method of '{gwas.Name}' does not say '{name}'."

    let parameters =
        BackgroundParameters(
            GenotypesLowering.references context genotypes,
            GenotypesLowering.keep context genotypes,
            int (Expressions.number (number "block")),
            folds (number "folds")
        )

    let samples, variants = GenotypesLowering.sizes context genotypes

    let input role (declaration: CheckedDeclaration) =
        StepInput(role, Draft.idOf GenotypesParameters.KindName declaration.Name)

    let draft =
        Draft.create
            gwas
            parameters
            [
                StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
                StepInput("traits", traits)
                input "genotypes" genotypes
                if genotypes.Name <> tested.Name then
                    input "tested" tested
            ]
            {
                sizes with
                    Samples = samples
                    Variants = variants
            }
            null

    let related =
        match Map.tryFind "relatedness" arguments with
        | None -> []
        | Some value ->
            match context.Find(Setting.reference value) with
            | None -> Expressions.unplannable value "relatedness"
            | Some relatedness ->
                let their = RelatednessLowering.genotypesOf context relatedness

                [
                    StepInput("relationships", Draft.idOf RelationshipsParameters.KindName relatedness.Name)
                    StepInput("relatedness", Draft.idOf RelatednessParameters.KindName relatedness.Name)
                    if their.Name <> tested.Name then
                        input "related" their
                ]

    [ draft ], StepInput("background", draft.Id) :: related

/// Multiply-adds in single precision that one core does in a second on strips.
let private operationsPerSecond = 2.5e10

let private cost (background: BackgroundParameters) (sizes: DataSizes) =
    Cost.known (sizes.Variants * sizes.People) (fun () ->
        let block = Math.Min(float background.BlockSize, sizes.Variants)
        let blocks = Math.Ceiling(sizes.Variants / block)
        let parts = Math.Max(1.0, float background.Folds)
        let rows = blocks * penalties
        let perPerson = block / 2.0 + penalties * sizes.Traits

        // Left out one by one, every person's genotypes are multiplied with the factor of each penalty.
        let leverages = if background.Folds = 0 then penalties * block else 0.0

        let seconds =
            (sizes.Variants * sizes.People * (perPerson + leverages)
             + blocks * parts * penalties * block * block * (block / 3.0 + 2.0 * sizes.Traits)
             + sizes.Traits * sizes.People * rows * rows / 2.0)
            / operationsPerSecond

        let square = 8.0 * block * block

        let memory =
            Cost.processMemory
            + block * Cost.packed sizes.People
            + (parts + 3.2) * square
            + 4.0 * parts * penalties * sizes.Traits * block
            + 8.0 * sizes.People * (sizes.Traits + sizes.Covariates)
            + 512e6

        let level0 = 4.0 * rows * sizes.Traits * sizes.People
        let predictions = 4.0 * 23.0 * sizes.Traits * sizes.People
        Cost.estimate seconds memory (level0 + predictions))

let row = {
    StepRow.create<BackgroundParameters>
        BackgroundParameters.KindName
        (fun step background ->
            let genotypes = StepRow.nameOf step "genotypes"

            let folds =
                if background.Folds = 0 then
                    "leaving people out one by one"
                else
                    $"in {background.Folds} folds"

            $"predicts every trait from the whole genome of {genotypes}, {folds}, for each chromosome without its own variants")
        cost with
        Settings = [
            "blockSize", "method = ridge_two_step(block = ...)"
            "folds", "method = ridge_two_step(folds = ...)"
        ]
        Inputs = [ "genotypes", "method = ridge_two_step(genotypes = ...)" ]
}
