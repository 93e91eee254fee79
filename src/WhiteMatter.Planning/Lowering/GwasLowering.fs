[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.GwasLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

/// Base-256 digits of the fixed-point traits: 5 carry 40 bits and agree with double precision, 3 carry 24 as single precision does.
let private digits (precision: CheckedExpression) =
    match Expressions.text precision with
    | "single" -> 3
    | "double" -> 5
    | _ -> Expressions.unplannable precision "precision"

let private transform (word: CheckedExpression) =
    match Expressions.text word with
    | "rank_int" -> TraitTransform.RankInverseNormal
    | "none" -> TraitTransform.None
    | _ -> Expressions.unplannable word "transform"

/// What a gwas refers to.
type Parts = {
    Cohort: CheckedDeclaration
    Traits: CheckedDeclaration
    Genotypes: CheckedDeclaration
}

let private declaration (context: LoweringContext) (value: CheckedExpression) =
    match context.Find(Setting.reference value) with
    | Some found -> found
    | None -> Expressions.unplannable value "declaration"

let parts (context: LoweringContext) (gwas: CheckedDeclaration) =
    match gwas.From with
    | None -> invalidOp $"The checked gwas '{gwas.Name}' has no cohort."
    | Some from -> {
        Cohort = declaration context from
        Traits = declaration context (Setting.find "traits" gwas)
        Genotypes = declaration context (Setting.find "genotypes" gwas)
      }

/// Sizes of everything a gwas computes on. People are at most those of the cohort and of the genotype file.
let sizes (context: LoweringContext) (gwas: CheckedDeclaration) (formula: FormulaExpression) =
    let parts = parts context gwas
    let samples, variants = GenotypesLowering.sizes context parts.Genotypes
    let cohort = CohortLowering.largest context parts.Cohort
    let traits = PhenotypesLowering.traits context parts.Traits

    {
        DataSizes.none with
            People = if cohort = 0.0 then samples else min cohort samples
            TableBytes = context.Files.Size (CohortLowering.table context parts.Cohort).File.Path
            Samples = samples
            Variants = variants
            Traits = traits
            Covariates =
                1.0
                + Formulas.width (CohortLowering.levelsOfColumn context parts.Cohort) formula
            Shown = variants * traits
    }

let formula (context: LoweringContext) (gwas: CheckedDeclaration) : FormulaExpression =
    match Setting.tryFind "adjust" gwas with
    | None -> EmptyFormula()
    | Some adjust ->
        let names: Formulas.Names = {
            RoleOf = StudyColumns.roleOf context.Study.Facts (parts context gwas).Cohort
            Covariates = CovariatesLowering.entries context
            Expressions = StepValues.names context
        }

        Formulas.lower names adjust

/// Drafts share the declaration and differ in kind.
let private lower (context: LoweringContext) (gwas: CheckedDeclaration) =
    let parts = parts context gwas
    let formula = formula context gwas
    let sizes = sizes context gwas formula
    let genotypes = Draft.idOf GenotypesParameters.KindName parts.Genotypes.Name
    let design = Draft.idOf DesignParameters.KindName gwas.Name
    let association = Draft.idOf AssociationParameters.KindName gwas.Name

    let designParameters =
        DesignParameters(
            CohortLowering.table context parts.Cohort,
            CohortLowering.columns parts.Cohort,
            formula,
            ExpressionText.formula formula,
            transform (Setting.find "transform" gwas)
        )

    let associationParameters =
        AssociationParameters(
            context.Files.Reference(GenotypesLowering.bedPath parts.Genotypes),
            GenotypesLowering.keep context parts.Genotypes,
            "exact",
            digits (Setting.find "precision" gwas)
        )

    let statisticsParameters =
        SummaryStatisticsParameters(
            GenotypesLowering.build parts.Genotypes,
            Expressions.number (Setting.find "write_p" gwas)
        )

    [
        Draft.create
            gwas
            designParameters
            [
                StepInput("cohort", Draft.idOf CohortParameters.KindName parts.Cohort.Name)
                StepInput("traits", TraitSteps.idOf context parts.Traits)
                StepInput("genotypes", genotypes)
                yield! CohortLowering.tableInputs parts.Cohort
            ]
            sizes
            null
        Draft.create
            gwas
            associationParameters
            [ StepInput("design", design); StepInput("genotypes", genotypes) ]
            sizes
            null
        Draft.create
            gwas
            statisticsParameters
            [ StepInput("association", association); StepInput("genotypes", genotypes) ]
            sizes
            $"{gwas.Name}/"
    ]

let rule = {
    Kind = "gwas"
    Files = fun _ _ -> []
    Lower = lower
}
