[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.LociLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Parameters

let gwasOf (context: LoweringContext) (loci: CheckedDeclaration) =
    match loci.From with
    | Some from ->
        match context.Find(Setting.reference from) with
        | Some gwas -> gwas
        | None -> Expressions.unplannable from "gwas"
    | None -> invalidOp $"The checked loci '{loci.Name}' have no gwas."

/// Genotypes for r²: those named, else those of the gwas.
let private reference (context: LoweringContext) (loci: CheckedDeclaration) (gwas: CheckedDeclaration) =
    match Setting.tryFind "reference" loci with
    | None -> (GwasLowering.parts context gwas).Genotypes
    | Some value ->
        match context.Find(Setting.reference value) with
        | Some genotypes -> genotypes
        | None -> Expressions.unplannable value "genotypes"

let private lower (context: LoweringContext) (loci: CheckedDeclaration) =
    let gwas = gwasOf context loci
    let genotypes = reference context loci gwas
    let p = Expressions.lower (StepValues.names context) (Setting.find "p" loci)
    let number name = Expressions.number (Setting.find name loci)

    let parameters =
        LociParameters(
            context.Files.Reference(GenotypesLowering.bedPath genotypes),
            p,
            number "r2",
            int64 (number "window"),
            number "member_p",
            int64 (number "merge")
        )

    let inputs =
        [
            StepInput("association", Draft.idOf AssociationParameters.KindName gwas.Name)
            StepInput("design", Draft.idOf DesignParameters.KindName gwas.Name)
            StepInput("genotypes", Draft.idOf GenotypesParameters.KindName genotypes.Name)
        ]
        |> Draft.withValues (Expressions.stepsUsed p)

    let sizes = GwasLowering.sizes context gwas (GwasLowering.formula context gwas)
    [ Draft.create loci parameters inputs sizes $"{loci.Name}/" ]

let rule = {
    Kind = "loci"
    Files = fun _ -> []
    Lower = lower
}
