[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.JointLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

/// The gwas that statistics come from: a gwas itself, or the one that a joint test is made of.
let rec gwasBehind (context: LoweringContext) (statistics: CheckedDeclaration) : CheckedDeclaration =
    match statistics.Kind, statistics.From with
    | "gwas", _ -> statistics
    | _, Some from ->
        match context.Find(Setting.reference from) with
        | Some source -> gwasBehind context source
        | None -> Expressions.unplannable from "gwas"
    | _, None -> invalidOp $"The checked {statistics.Kind} '{statistics.Name}' has no gwas."

/// The step whose artifact holds the statistics of a gwas or of a joint test, variant by variant.
let stepOf (statistics: CheckedDeclaration) =
    match statistics.Kind with
    | "joint" -> Draft.idOf JointParameters.KindName statistics.Name
    | _ -> Draft.idOf AssociationParameters.KindName statistics.Name

/// Sizes of what is computed on statistics: a joint test has one result a variant.
let sizes (context: LoweringContext) (statistics: CheckedDeclaration) =
    let gwas = gwasBehind context statistics
    let sizes = GwasLowering.sizes context gwas (GwasLowering.formula context gwas)

    if statistics.Kind = "joint" then
        {
            sizes with
                Traits = 1.0
                Shown = sizes.Variants
        }
    else
        sizes

let private score word =
    match word with
    | Some "wald" -> JointScore.Wald
    | _ -> JointScore.Score

let private distribution word =
    match word with
    | Some "f" -> JointDistribution.F
    | _ -> JointDistribution.ChiSquared

let private lower (context: LoweringContext) (joint: CheckedDeclaration) =
    let gwas = gwasBehind context joint
    let genotypes = (GwasLowering.parts context gwas).Genotypes

    let genotypesInput =
        StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name)

    let parameters =
        JointParameters(
            Expressions.text (Setting.find "method" joint),
            score (Setting.text "z" joint),
            distribution (Setting.text "distribution" joint),
            Expressions.number (Setting.find "min_eigenvalue" joint)
        )

    let statistics =
        JointStatisticsParameters(
            GenotypesLowering.build genotypes,
            Setting.number "write_p" joint |> Option.defaultValue 1.0
        )

    [
        Draft.create
            joint
            parameters
            [
                StepInput("association", Draft.idOf AssociationParameters.KindName gwas.Name)
                StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
                genotypesInput
            ]
            (sizes context gwas)
            null
        Draft.create
            joint
            statistics
            [
                StepInput("joint", Draft.idOf JointParameters.KindName joint.Name)
                genotypesInput
            ]
            (sizes context joint)
            $"{joint.Name}/"
    ]

let rule = {
    Kind = "joint"
    Files = fun _ _ -> []
    Lower = lower
}
