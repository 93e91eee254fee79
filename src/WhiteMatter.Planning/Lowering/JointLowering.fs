[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.JointLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The gwas whose traits are tested together.
let private gwasOf (context: LoweringContext) (joint: CheckedDeclaration) =
    match StatisticsSteps.sources context joint with
    | [ { Kind = "gwas" } as gwas ] -> gwas
    | _ -> invalidOp $"The checked joint '{joint.Name}' is of no gwas."

let private score word =
    match word with
    | Some "wald" -> JointScore.Wald
    | _ -> JointScore.Score

let private distribution word =
    match word with
    | Some "f" -> JointDistribution.F
    | _ -> JointDistribution.ChiSquared

let private leastEigenvalue joint =
    Expressions.number (Setting.find "min_eigenvalue" joint)

let private quadraticForm joint =
    QuadraticFormParameters(
        score (Setting.text "z" joint),
        distribution (Setting.text "distribution" joint),
        leastEigenvalue joint
    )

/// What each method makes of a declaration's settings.
let private parameters joint : JointParameters =
    match Setting.text "method" joint with
    | Some "minp" -> SmallestPParameters()
    | Some "mostest" ->
        let form =
            match Setting.text "statistic" joint with
            | Some "minp" -> PermutedForm.SmallestP
            | _ -> PermutedForm.QuadraticForm

        PermutationParameters(
            form,
            score (Setting.text "z" joint),
            leastEigenvalue joint,
            int (Expressions.number (Setting.find "keep_eigenvalues" joint))
        )
    | _ -> quadraticForm joint

let private lower (context: LoweringContext) (joint: CheckedDeclaration) =
    let gwas = gwasOf context joint
    let genotypes = (GwasLowering.parts context gwas).Genotypes

    let genotypesInput =
        StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name)

    let statistics =
        JointStatisticsParameters(
            GenotypesLowering.build genotypes,
            Setting.number "write_p" joint |> Option.defaultValue 1.0
        )

    let design = StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
    let test = parameters joint

    // The permuted association is a step of the joint test's own.
    let permuted =
        match test with
        | :? PermutationParameters -> [
            Draft.create
                joint
                (GwasLowering.permuted context gwas)
                [ design; genotypesInput ]
                (StatisticsSteps.sizes context gwas)
                null
          ]
        | _ -> []

    [
        yield! permuted
        Draft.create
            joint
            test
            [
                StepInput("association", Draft.idOf AssociationParameters.KindName gwas.Name)
                design
                genotypesInput
                yield! permuted |> List.map (fun draft -> StepInput("permuted", draft.Id))
                yield! GwasLowering.testedInstead context gwas
            ]
            (StatisticsSteps.sizes context gwas)
            null
        Draft.create
            joint
            statistics
            [
                StepInput("joint", Draft.idOf JointParameters.KindName joint.Name)
                genotypesInput
            ]
            (StatisticsSteps.sizes context joint)
            $"{joint.Name}/"
    ]

/// The correlation of the residuals once, its decomposition, and a form of all traits for each variant.
let private quadraticFormCost (sizes: DataSizes) =
    let traits = sizes.Traits
    let block = float AssociationParameters.VariantBlock

    Cost.estimate
        (traits * traits * (sizes.People + 10.0 * traits + sizes.Variants)
         / Cost.denseOperationsPerSecond
         + sizes.Variants * traits * 5e-9)
        (Cost.processMemory
         + 8.0 * traits * (sizes.People + 3.0 * traits)
         + 4.0 * block * traits * Cost.bytesPerResult
         + Cost.bytesPerPosition * sizes.Variants)
        (sizes.Variants * (Cost.bytesPerResult + Cost.bytesPerVariant + 4.0))

/// The same correlation and its eigenvalues, and one look at each result.
let private smallestPCost (sizes: DataSizes) =
    let traits = sizes.Traits

    Cost.estimate
        (traits * traits * (sizes.People + 10.0 * traits) / Cost.denseOperationsPerSecond
         + sizes.Variants * traits * 5e-9)
        (Cost.processMemory
         + 8.0 * traits * (sizes.People + 3.0 * traits)
         + float AssociationParameters.VariantBlock * traits * Cost.bytesPerResult
         + Cost.bytesPerPosition * sizes.Variants)
        (sizes.Variants * (Cost.bytesPerResult + Cost.bytesPerVariant + 4.0))

/// Two passes over the permuted association, one of products of traits and one of forms, and one over the association.
let private permutationCost (sizes: DataSizes) =
    let traits = sizes.Traits
    let block = float AssociationParameters.VariantBlock

    Cost.estimate
        (2.5 * traits * traits * sizes.Variants / Cost.denseOperationsPerSecond
         + 3.0 * sizes.Variants * traits * 5e-9)
        (Cost.processMemory
         + 8.0 * traits * (sizes.People + 6.0 * traits)
         + 4.0 * block * traits * Cost.bytesPerResult
         + Cost.bytesPerPosition * sizes.Variants)
        (sizes.Variants * (Cost.bytesPerResult + Cost.bytesPerVariant + 4.0))

let private testCost (joint: JointParameters) (sizes: DataSizes) =
    Cost.known (sizes.Variants * sizes.People) (fun () ->
        match joint with
        | :? SmallestPParameters -> smallestPCost sizes
        | :? PermutationParameters -> permutationCost sizes
        | _ -> quadraticFormCost sizes)

let private testRow = {
    StepRow.create<JointParameters>
        JointParameters.KindName
        (fun step joint ->
            let association = StepRow.nameOf step "association"
            $"tests all traits of {association} at once in each variant ({joint.Method})")
        testCost with
        Settings = [
            "score", "z"
            "eigenvalueFloor", "min_eigenvalue"
            "form", "statistic"
            "eigenvaluesKept", "keep_eigenvalues"
        ]
        Inputs = [
            for role in
                [
                    "design"
                    "background"
                    "variance"
                    "relationships"
                    "relatedness"
                    "related"
                ] do
                role, "from"
        ]
}

let private statisticsRow = {
    StepRow.create<JointStatisticsParameters>
        JointStatisticsParameters.KindName
        (fun _ _ -> "writes the joint statistics as a table")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () -> Cost.ofStatistics sizes.Variants sizes.Variants)) with
        Settings = [ "maximumP", "write_p" ]
}

let rule = {
    Kind = "joint"
    Steps = [ testRow; statisticsRow ]
    Files = fun _ _ -> []
    Lower = lower
}
