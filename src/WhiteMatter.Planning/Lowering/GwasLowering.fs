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
            TableBytes = CohortLowering.tableSize context parts.Cohort
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

/// What each method makes of a declaration's settings.
let private parameters (context: LoweringContext) (gwas: CheckedDeclaration) (genotypes: CheckedDeclaration) =
    let files = GenotypesLowering.references context genotypes
    let keep = GenotypesLowering.keep context genotypes
    let method = Setting.find "method" gwas

    match Call.wordOrParts method with
    | "linear", _ ->
        LinearParameters(files, keep, MissingGenotypes.Exact, digits (Setting.find "precision" gwas))
        :> AssociationParameters
    | _ -> Expressions.unplannable method "method of association"

/// The association of a gwas with its genotypes permuted, for the null of a joint test.
let permuted (context: LoweringContext) (gwas: CheckedDeclaration) =
    let genotypes = (parts context gwas).Genotypes
    let method = Setting.find "method" gwas

    match Call.wordOrParts method with
    | "linear", _ ->
        PermutedLinearParameters(
            GenotypesLowering.references context genotypes,
            GenotypesLowering.keep context genotypes,
            digits (Setting.find "precision" gwas),
            context.Seed
        )
    | _ -> Expressions.unplannable method "method of association whose genotypes can be permuted"

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
            (parameters context gwas parts.Genotypes)
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

/// Multiply-adds of one base-256 digit that one core does in a second on packed genotypes.
let private digitOperationsPerSecond = 6e10

/// Turning sums into β, standard error and P, for one variant and trait.
let private secondsPerResult = 150e-9

let private designRow = {
    StepRow.create<DesignParameters>
        DesignParameters.KindName
        (fun _ _ -> "joins people, traits and covariates, and takes the covariates out of the traits")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                // QR of people × covariates, then every trait projected: 2·n·k·(k + t) operations at 2 GFLOP/s.
                let columns = sizes.Covariates + sizes.Traits
                let matrix = 8.0 * sizes.People * columns

                Cost.estimate
                    (2.0 * sizes.People * sizes.Covariates * columns / Cost.denseOperationsPerSecond)
                    (Cost.processMemory + 3.0 * matrix)
                    matrix)) with
        Settings = [ "formula", "adjust" ]
}

let private linearCost (precision: int) (sizes: DataSizes) =
    let columns = sizes.Traits + sizes.Covariates
    let digits = float precision
    let results = sizes.Variants * sizes.Traits

    let seconds =
        sizes.Variants * sizes.People * columns * digits / digitOperationsPerSecond
        + results * secondsPerResult
        + sizes.Variants * Cost.packed sizes.Samples / 1e9

    // The panel of traits and covariates as doubles and as digits, and for the blocks in flight the packed genotypes and results.
    let panel = sizes.People * columns * (8.0 + digits)
    let block = float AssociationParameters.VariantBlock

    let blocks =
        4.0
        * block
        * (Cost.packed sizes.Samples
           + columns * 16.0
           + sizes.Traits * Cost.bytesPerResult
           + Cost.bytesPerVariant)

    Cost.estimate
        seconds
        (Cost.processMemory + panel + blocks)
        (results * Cost.bytesPerResult + sizes.Variants * Cost.bytesPerVariant)

let private associationCost (association: AssociationParameters) (sizes: DataSizes) =
    Cost.known (sizes.Variants * sizes.People) (fun () ->
        match association with
        | :? LinearParameters as linear -> linearCost linear.Precision sizes
        | :? PermutedLinearParameters as linear -> linearCost linear.Precision sizes
        | other -> invalidOp $"The cost of the association method '{other.Method}' is not known.")

let private associationRow = {
    StepRow.create<AssociationParameters>
        AssociationParameters.KindName
        (fun _ association -> $"tests every trait against every variant kept ({association.Method})")
        associationCost with
        Range =
            fun _ sizes ->
                Some {
                    Length = sizes.Variants
                    Block = AssociationParameters.VariantBlock
                    Threads = 1
                }
}

let private statisticsRow = {
    StepRow.create<SummaryStatisticsParameters>
        SummaryStatisticsParameters.KindName
        (fun _ _ -> "writes the statistics of every trait as tables")
        (fun _ sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                Cost.ofStatistics sizes.Variants (sizes.Variants * sizes.Traits))) with
        Settings = [ "maximumP", "write_p" ]
}

let rule = {
    Kind = "gwas"
    Steps = [ designRow; associationRow; statisticsRow ]
    Files = fun _ _ -> []
    Lower = lower
}
