namespace WhiteMatter.Language.Catalogue

open WhiteMatter.Language

/// The one table of what kinds, functions and types mean.
[<RequireQualifiedAccess>]
module Catalogue =

    /// Every kind: those this version carries out, then those to come.
    let kinds: KindRow list = KindsHere.all @ KindsToCome.all

    let functions: FunctionRow list = Functions.all

    let enumerations: EnumerationRow list = Enumerations.all

    let private computed name studyType doc availability : ComputedColumnRow = {
        Name = name
        Type = studyType
        Doc = doc
        Availability = availability
    }

    /// Columns computed for each variant, in the people of the step that uses them.
    let variantColumns: ComputedColumnRow list = [
        computed "maf" StudyType.Float "Minor allele frequency." Availability.Here
        computed "mac" StudyType.Int "Minor allele count." Availability.Here
        computed "missing" StudyType.Float "Share of missing genotypes." Availability.Here
        computed "hwe_p" StudyType.Float "P of the exact test of Hardy–Weinberg equilibrium." Availability.Here
        computed
            "chromosome"
            StudyType.String
            "Chromosome without `chr`: `1` to `22`, `X`, `Y`, `MT`."
            Availability.Here
        computed
            "position"
            (StudyType.Quantity Dimension.GenomicDistance)
            "Position in base pairs, as in `position >= 5Mb`."
            Availability.Here
        computed "info" StudyType.Float "Imputation quality." Availability.ToCome
    ]

    let private after name studyType doc : MemberRow = {
        Name = name
        Type = studyType
        Doc = doc
        AfterRun = true
        Availability = Availability.Here
    }

    let private typeRow studyType doc members : TypeRow = {
        Type = studyType
        Doc = doc
        Members = members
    }

    /// Every type with what can be asked of its values.
    let types: TypeRow list = [
        typeRow StudyType.Int "A whole number." []
        typeRow StudyType.Float "A number; a share such as `90%` is one." []
        typeRow StudyType.Bool "`true` or `false`." []
        typeRow StudyType.String "Text in double quotes; `{name}` is replaced by a parameter, `{{` is a brace." []
        typeRow StudyType.Predicate "A condition over columns. A comparison with a missing value is missing." []
        typeRow StudyType.Formula "A formula in R's sense: `+ * : - ^` combine terms, `I( )` returns to arithmetic." []
        typeRow StudyType.PeopleTable "A table with one person a row." []
        typeRow StudyType.ColumnName "The name of a column of the table at hand; in quotes where it is no plain word." []
        typeRow StudyType.Cohort "A set of people." [ after "count" StudyType.Int "Number of people." ]
        typeRow StudyType.Images "Brain volumes of people." []
        typeRow StudyType.Genotypes "Genotypes of people." [
            after "samples" StudyType.Int "Number of samples in the file."
            after "variants" StudyType.Int "Number of variants in the file."
        ]
        typeRow StudyType.Relatedness "Kinship and ancestry." [
            {
                after "pcs" StudyType.Formula "Ancestry principal components, as terms of a formula." with
                    AfterRun = false
                    Availability = Availability.ToCome
            }
        ]
        typeRow StudyType.Atlas "Labelled regions." []
        typeRow StudyType.Covariates "A named formula." []
        typeRow StudyType.Traits "People × named traits." [
            after "people" StudyType.Int "Number of people."
            after "traits" StudyType.Int "Number of traits."
        ]
        typeRow StudyType.Model "A learned network." []
        typeRow StudyType.SumStats "Variants × traits, signed effects." [
            after "variants" StudyType.Int "Number of variants tested."
            after "traits" StudyType.Int "Number of traits tested."
            after "lambda_gc" StudyType.Float "Genomic inflation factor, the median over traits."
            after "min_p" StudyType.Float "The smallest P."
        ]
        typeRow StudyType.JointStats "Variants, one unsigned statistic." []
        typeRow StudyType.Loci "Associated loci." [ after "count" StudyType.Int "Number of loci." ]
        typeRow StudyType.Heritability "Heritability of traits." []
        typeRow StudyType.Correlations "Genetic correlations." []
        typeRow StudyType.GeneStats "One statistic a gene." []
        typeRow StudyType.GeneSets "Named sets of genes." []
        typeRow StudyType.SetStats "One statistic a gene set." []
        typeRow StudyType.Scores "Polygenic scores of people." []
        typeRow StudyType.Predictions "Predicted values of people." []
        typeRow StudyType.Map "A volume." []
        typeRow StudyType.Table "A table of results." []
        typeRow StudyType.Report "A page." []
        typeRow StudyType.Figure "Something drawn." []
        typeRow StudyType.Reportable "Any result: a figure, a cohort, genotypes, traits, summary statistics, loci." []
    ]

    let private kindsByName = kinds |> List.map (fun row -> row.Name, row) |> Map.ofList

    let private typesByType = types |> List.map (fun row -> row.Type, row) |> dict

    let private variantColumnsByName =
        variantColumns |> List.map (fun row -> row.Name, row) |> Map.ofList

    let tryFindKind (name: string) = kindsByName.TryFind name
    let tryFindFunction (name: string) = Functions.tryFind name
    let tryFindEnumeration (name: string) = Enumerations.tryFind name
    let tryFindVariantColumn (name: string) = variantColumnsByName.TryFind name

    /// What can be asked of a value of the type.
    let membersOf (studyType: StudyType) =
        match typesByType.TryGetValue studyType with
        | true, row -> row.Members
        | _ -> []

    /// Words that begin a declaration without being kinds of the catalogue.
    let keywords = [ "import"; "param"; "accept" ]
