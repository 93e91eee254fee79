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

let private quadraticForm joint =
    QuadraticFormParameters(
        score (Setting.text "z" joint),
        distribution (Setting.text "distribution" joint),
        Expressions.number (Setting.find "min_eigenvalue" joint)
    )

/// What each method makes of a declaration's settings.
let private parameters joint : JointParameters =
    match Setting.text "method" joint with
    | Some "minp" -> SmallestPParameters()
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

    [
        Draft.create
            joint
            (parameters joint)
            [
                StepInput("association", Draft.idOf AssociationParameters.KindName gwas.Name)
                StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
                genotypesInput
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
         + 100.0 * sizes.Variants)
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
         + 100.0 * sizes.Variants)
        (sizes.Variants * (Cost.bytesPerResult + Cost.bytesPerVariant + 4.0))

let private testCost (joint: JointParameters) (sizes: DataSizes) =
    Cost.known (sizes.Variants * sizes.People) (fun () ->
        match joint with
        | :? SmallestPParameters -> smallestPCost sizes
        | _ -> quadraticFormCost sizes)

let private testRow = {
    StepRow.create<JointParameters>
        JointParameters.KindName
        (fun step joint ->
            let association = StepRow.nameOf step "association"
            $"tests all traits of {association} at once in each variant ({joint.Method})")
        testCost with
        Settings = [ "score", "z"; "eigenvalueFloor", "min_eigenvalue" ]
        Inputs = [ "design", "from" ]
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
