[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.GwasLowering

open System.Collections.Immutable
open System.Globalization
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

/// Methods of binary traits have no transform.
let private transform (gwas: CheckedDeclaration) =
    match Setting.tryFind "transform" gwas, Setting.text "transform" gwas with
    | _, Some "rank_int" -> TraitTransform.RankInverseNormal
    | _, (Some "none" | None) -> TraitTransform.None
    | Some word, _ -> Expressions.unplannable word "transform"
    | None, Some _ -> TraitTransform.None

let private missingGenotypes (gwas: CheckedDeclaration) =
    match Setting.text "missing_genotypes" gwas with
    | Some "mean" -> MissingGenotypes.Mean
    | _ -> MissingGenotypes.Exact

let private coding (gwas: CheckedDeclaration) =
    match Setting.text "coding" gwas with
    | Some "dominant" -> GenotypeCoding.Dominant
    | Some "recessive" -> GenotypeCoding.Recessive
    | _ -> GenotypeCoding.Additive

let private firth (call: CheckedExpression) =
    match Call.tryFind "firth" call |> Option.map Expressions.text with
    | Some "fallback" -> FirthUse.Fallback
    | Some "always" -> FirthUse.Always
    | Some "never" -> FirthUse.Never
    | Some "approximate" -> FirthUse.Approximate
    | _ -> Expressions.unplannable call "use of Firth's likelihood"

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
            Components = RelatednessLowering.columnsOf context
            Expressions = StepValues.names context
        }

        Formulas.lower names adjust

/// The column that genotypes interact with.
let private interaction (gwas: CheckedDeclaration) : string | null =
    match Setting.tryFind "gxe" gwas |> Option.map _.Node with
    | Some(CheckedNode.Column name) -> name
    | _ -> null

/// Whether a formula has a column as a term of its own.
let rec private hasTerm (column: string) (formula: FormulaExpression) =
    match formula with
    | :? ColumnFormula as found -> found.Name = column
    | :? SumFormula as sum -> hasTerm column sum.Left || hasTerm column sum.Right
    | :? CrossingFormula as crossing -> hasTerm column crossing.Left || hasTerm column crossing.Right
    | _ -> false

/// A covariate that genotypes interact with is one of the formula's.
let private withInteraction (gwas: CheckedDeclaration) (formula: FormulaExpression) : FormulaExpression =
    match interaction gwas with
    | null -> formula
    | column when hasTerm column formula -> formula
    | column -> SumFormula(formula, ColumnFormula(column, ColumnRole.Numeric))

/// What each method makes of a declaration's settings.
let private parameters (context: LoweringContext) (gwas: CheckedDeclaration) (genotypes: CheckedDeclaration) =
    let files = GenotypesLowering.references context genotypes
    let keep = GenotypesLowering.keep context genotypes
    let method = Setting.find "method" gwas

    match Call.wordOrParts method with
    | "linear", _ ->
        LinearParameters(
            files,
            keep,
            missingGenotypes gwas,
            digits (Setting.find "precision" gwas),
            Coding = coding gwas,
            Interaction = interaction gwas
        )
        :> AssociationParameters
    | "logistic", _ ->
        let firth = firth method

        let missing =
            if firth = FirthUse.Approximate then
                MissingGenotypes.Mean
            else
                missingGenotypes gwas

        LogisticParameters(
            files,
            keep,
            firth,
            MissingGenotypes = missing,
            Coding = coding gwas,
            Interaction = interaction gwas
        )
    | "ridge_two_step", _ ->
        RidgeParameters(files, keep, MissingGenotypes.Exact, digits (Setting.find "precision" gwas))
    | "mixed", arguments ->
        match MixedLowering.denseScale arguments with
        | Some _ -> DenseMixedParameters(files, keep)
        | None -> MixedParameters(files, keep, digits (Setting.find "precision" gwas))
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
            missingGenotypes gwas,
            digits (Setting.find "precision" gwas),
            context.Seed,
            Coding = coding gwas
        )
    | _ -> Expressions.unplannable method "method of association whose genotypes can be permuted"

/// Traits up to which every row is written where the study does not say; of more, rows with a P of at most `smallP`, but for programs that need all.
let private mostTraitsInFull = 16.0

let private smallP = 0.001

let private table (word: CheckedExpression) =
    match Expressions.text word with
    | "gwas_ssf" -> StatisticsTable.GwasSsf
    | "plink" -> StatisticsTable.Plink
    | "regenie" -> StatisticsTable.Regenie
    | "ldsc" -> StatisticsTable.Ldsc
    | "cojo" -> StatisticsTable.Cojo
    | "metal" -> StatisticsTable.Metal
    | _ -> Expressions.unplannable word "table of statistics"

/// Each table once, in one order, so that the order of the list and a word that stands twice change no fingerprint.
let tables (gwas: CheckedDeclaration) =
    match Setting.tryFind "export" gwas with
    | None -> [ StatisticsTable.GwasSsf ]
    | Some export -> Expressions.items export |> List.map table |> List.distinct |> List.sort

/// What other programs estimate from a table is of all variants.
let private needsEveryRow table =
    match table with
    | StatisticsTable.Regenie
    | StatisticsTable.Ldsc
    | StatisticsTable.Cojo
    | StatisticsTable.Metal -> true
    | _ -> false

let private largestP (gwas: CheckedDeclaration) (sizes: DataSizes) =
    match Setting.number "write_p" gwas with
    | Some p -> p
    | None when List.exists needsEveryRow (tables gwas) -> 1.0
    // The rows are few whatever their P.
    | None when (Setting.tryFind "top" gwas).IsSome -> 1.0
    | None -> if sizes.Traits > mostTraitsInFull then smallP else 1.0

/// The principal components that the covariates take, and, where the method takes people for unrelated, who is related.
let private relatednessInputs (context: LoweringContext) (gwas: CheckedDeclaration) =
    let used =
        match Setting.tryFind "adjust" gwas with
        | Some adjust -> RelatednessLowering.usedBy context adjust
        | None -> []

    let takesThemForUnrelated =
        List.contains (fst (Call.wordOrParts (Setting.find "method" gwas))) [ "linear"; "logistic" ]

    used
    |> List.mapi (fun index name -> [
        StepInput($"components{index + 1}", Draft.idOf ComponentsParameters.KindName name)
        if takesThemForUnrelated then
            StepInput($"relatedness{index + 1}", Draft.idOf RelatednessParameters.KindName name)
    ])
    |> List.concat

/// Where the steps are of what a gwas tests in the place of its traits, as inputs of a step that has its genotypes already.
let testedInstead (context: LoweringContext) (gwas: CheckedDeclaration) =
    match Call.wordOrParts (Setting.find "method" gwas) with
    | "ridge_two_step", _ -> [ StepInput("background", Draft.idOf BackgroundParameters.KindName gwas.Name) ]
    | "mixed", arguments when (MixedLowering.denseScale arguments).IsNone -> [
        StepInput("variance", MixedLowering.stepOf gwas)
        yield!
            MixedLowering.relationships context gwas (parts context gwas).Genotypes arguments
            |> List.filter (fun input -> input.Role <> "genotypes")
      ]
    | _ -> []

/// The steps that a method takes before the association, and the association's inputs from them.
let private before (context: LoweringContext) (gwas: CheckedDeclaration) sizes =
    match Call.wordOrParts (Setting.find "method" gwas) with
    | "ridge_two_step", arguments ->
        let parts = parts context gwas
        BackgroundLowering.steps context gwas parts.Genotypes (TraitSteps.idOf context parts.Traits) arguments sizes
    | "mixed", arguments ->
        let parts = parts context gwas
        MixedLowering.steps context gwas parts.Genotypes (TraitSteps.idOf context parts.Traits) arguments sizes
    | _ -> [], []

/// Drafts share the declaration and differ in kind.
let private lower (context: LoweringContext) (gwas: CheckedDeclaration) =
    let parts = parts context gwas
    let formula = withInteraction gwas (formula context gwas)
    let sizes = sizes context gwas formula
    let genotypes = Draft.idOf GenotypesParameters.KindName parts.Genotypes.Name
    let design = Draft.idOf DesignParameters.KindName gwas.Name
    let association = Draft.idOf AssociationParameters.KindName gwas.Name

    let condition =
        match Setting.tryFind "condition" gwas with
        | Some variants -> ImmutableArray.CreateRange(Expressions.items variants |> List.map Expressions.text)
        | None -> ImmutableArray.Empty

    let designParameters =
        DesignParameters(
            CohortLowering.table context parts.Cohort,
            CohortLowering.columns parts.Cohort,
            formula,
            ExpressionText.formula formula,
            transform gwas,
            Interaction = interaction gwas,
            Condition = condition,
            Genotypes =
                (if condition.IsEmpty then
                     ImmutableArray.Empty
                 else
                     GenotypesLowering.references context parts.Genotypes),
            Outcome =
                match Call.wordOrParts (Setting.find "method" gwas) with
                | "logistic", _ -> TraitOutcome.Binary
                | _ -> TraitOutcome.Quantitative
        )

    let statisticsParameters =
        SummaryStatisticsParameters(
            GenotypesLowering.build parts.Genotypes,
            largestP gwas sizes,
            (Setting.number "top" gwas |> Option.map int |> Option.toNullable),
            ImmutableArray.CreateRange(tables gwas)
        )

    let before, fromBefore = before context gwas sizes

    [
        Draft.create
            gwas
            designParameters
            [
                StepInput("cohort", Draft.idOf CohortParameters.KindName parts.Cohort.Name)
                StepInput("traits", TraitSteps.idOf context parts.Traits)
                StepInput("genotypes", genotypes)
                yield! CohortLowering.tableInputs parts.Cohort
                yield! relatednessInputs context gwas
            ]
            sizes
            null
        yield! before
        Draft.create
            gwas
            (parameters context gwas parts.Genotypes)
            [
                StepInput("design", design)
                StepInput("genotypes", genotypes)
                yield! fromBefore
            ]
            sizes
            null
        Draft.create
            gwas
            statisticsParameters
            [ StepInput("association", association); StepInput("genotypes", genotypes) ]
            sizes
            $"{gwas.Name}/"
    ]

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
        Settings = [ "formula", "adjust"; "interaction", "gxe" ]
        Inputs = [ "components", "adjust"; "relatedness", "adjust" ]
}

let private associationRow = {
    StepRow.create<AssociationParameters>
        AssociationParameters.KindName
        (fun _ association -> $"tests every trait against every variant kept ({association.Method})")
        AssociationCost.estimate with
        Settings = [ "interaction", "gxe" ]
        Range =
            fun _ sizes ->
                Some {
                    Length = sizes.Variants
                    Block = AssociationParameters.VariantBlock
                    Threads = 1
                }
}

let private nameOf table =
    match table with
    | StatisticsTable.GwasSsf -> "GWAS-SSF"
    | StatisticsTable.Plink -> "PLINK"
    | StatisticsTable.Regenie -> "regenie"
    | StatisticsTable.Ldsc -> "LDSC"
    | StatisticsTable.Cojo -> "COJO"
    | _ -> "METAL"

/// Which rows are written where not all are.
let private rowsInWords (statistics: SummaryStatisticsParameters) =
    let p = statistics.MaximumP.ToString("R", CultureInfo.InvariantCulture)

    match Option.ofNullable statistics.Top with
    | Some top when statistics.MaximumP < 1.0 -> Some $"the {top} smallest P of each trait, at most {p}"
    | Some top -> Some $"the {top} smallest P of each trait"
    | None when statistics.MaximumP < 1.0 -> Some $"rows with P at most {p}"
    | None -> None

let private statisticsInWords (statistics: SummaryStatisticsParameters) =
    let tables = statistics.Export |> Seq.map nameOf |> String.concat ", "
    let rows = rowsInWords statistics |> Option.defaultValue "all rows"
    $"writes the statistics of every trait as tables ({tables}): {rows}"

let private leftOut (parameters: StepParameters) =
    match parameters with
    | :? SummaryStatisticsParameters as statistics ->
        rowsInWords statistics
        |> Option.map (fun rows -> $"writes {rows}; the store keeps every result")
    | _ -> None

let private statisticsRow = {
    StepRow.create<SummaryStatisticsParameters>
        SummaryStatisticsParameters.KindName
        (fun _ statistics -> statisticsInWords statistics)
        (fun statistics sizes ->
            Cost.known (sizes.Variants * sizes.People) (fun () ->
                // Without associations P is uniform: so many rows are below the limit.
                let rows =
                    match Option.ofNullable statistics.Top with
                    | Some top -> min (sizes.Variants * statistics.MaximumP) (float top)
                    | None -> sizes.Variants * statistics.MaximumP

                Cost.ofStatistics sizes.Variants (rows * sizes.Traits * float statistics.Export.Length))) with
        Settings = [ "maximumP", "write_p" ]
        Notice = leftOut
}

let rule = {
    Kind = "gwas"
    Steps = [
        designRow
        BackgroundLowering.row
        MixedLowering.row
        MixedLowering.denseRow
        associationRow
        statisticsRow
    ]
    Files = fun _ _ -> []
    Lower = lower
}
