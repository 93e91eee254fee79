namespace WhiteMatter.Language

/// What a quantity measures; its canonical unit is the one values are stored in.
[<RequireQualifiedAccess>]
type Dimension =
    /// Years, `y`.
    | Age
    /// Millimetres, `mm`.
    | Length
    /// Base pairs, `bp`, `kb`, `Mb`.
    | GenomicDistance
    /// Bytes, `kB`, `MB`, `GB`, `TB`.
    | Memory
    /// Seconds, `s`, `min`, `h`.
    | Time
    /// A share, `%`; 90% is 0.9.
    | Fraction
    /// `kg`.
    | Mass
    /// What arithmetic makes of units and the language has no name for, such as kilograms a square metre.
    | Unnamed

/// The types of the language. The names are those of the design and of every message.
[<RequireQualifiedAccess>]
type StudyType =
    | Int
    | Float
    | Bool
    | String
    | Quantity of Dimension
    | List of StudyType
    /// One of the words of an enumeration of the catalogue.
    | Enumeration of name: string
    /// A boolean expression over columns.
    | Predicate
    | Formula
    /// A table of people, as `tsv("…", id = …)` yields it.
    | PeopleTable
    /// Name of a column of the table at hand.
    | ColumnName
    /// What is measured on images, as `mean(…)` yields it.
    | Reduction
    /// Files of a dataset, as `bids(…)` yields them.
    | ImageQuery
    /// Volumes of one file, as `series(…)` yields them.
    | VolumeSeries
    /// The layers of a network, as `conv_autoencoder(…)` yields them.
    | Architecture
    /// How a network's weights are fitted, as `adam(…)` yields it.
    | Optimiser
    /// What learns to predict, as `ridge(…)` yields it.
    | Learner
    /// How the effects of batches are taken out of traits, as `combat(…)` yields it.
    | Harmonisation
    /// What a simulation plants, as `heritable(…)` yields it.
    | Effect
    | Cohort
    /// A cohort with known truth; a Cohort wherever one is asked for.
    | Simulation
    | Images
    | Genotypes
    | Relatedness
    | Atlas
    | Covariates
    /// What columns of tables are, named.
    | Columns
    | Traits
    | Model
    | SumStats
    | JointStats
    | Loci
    /// Leads looked for in other statistics.
    | Replication
    | Heritability
    | Correlations
    | GeneStats
    | GeneSets
    | SetStats
    | Scores
    | Predictions
    | Map
    | Table
    | Report
    | Figure
    | Reportable
    /// A declaration without a value, such as `study` or `expect`.
    | Nothing
    /// The type of what was already reported as wrong; fits everywhere.
    | Unknown

/// Names of dimensions.
[<RequireQualifiedAccess>]
module Dimension =

    /// What a value of the dimension is called in messages.
    let name dimension =
        match dimension with
        | Dimension.Age -> "age"
        | Dimension.Length -> "length"
        | Dimension.GenomicDistance -> "genomic distance"
        | Dimension.Memory -> "memory"
        | Dimension.Time -> "time"
        | Dimension.Fraction -> "share"
        | Dimension.Mass -> "mass"
        | Dimension.Unnamed -> "number in a unit without a name"

    /// As `name`, with its article.
    let phrase dimension =
        match dimension with
        | Dimension.Age -> "an age"
        | Dimension.Memory -> "an amount of memory"
        | other -> "a " + name other

/// Names of types, and what fits where.
[<RequireQualifiedAccess>]
module StudyType =

    /// The type as the reference pages and messages write it.
    let rec name studyType =
        match studyType with
        | StudyType.Int -> "int"
        | StudyType.Float -> "float"
        | StudyType.Bool -> "bool"
        | StudyType.String -> "string"
        | StudyType.Quantity dimension -> Dimension.name dimension
        | StudyType.List item -> $"[{name item}]"
        | StudyType.Enumeration enumeration -> enumeration
        | StudyType.Predicate -> "Predicate"
        | StudyType.Formula -> "Formula"
        | StudyType.PeopleTable -> "PeopleTable"
        | StudyType.ColumnName -> "ColumnName"
        | StudyType.Reduction -> "Reduction"
        | StudyType.ImageQuery -> "ImageQuery"
        | StudyType.VolumeSeries -> "VolumeSeries"
        | StudyType.Harmonisation -> "Harmonisation"
        | StudyType.Architecture -> "Architecture"
        | StudyType.Optimiser -> "Optimiser"
        | StudyType.Learner -> "Learner"
        | StudyType.Effect -> "Effect"
        | StudyType.Cohort -> "Cohort"
        | StudyType.Simulation -> "Simulation"
        | StudyType.Images -> "Images"
        | StudyType.Genotypes -> "Genotypes"
        | StudyType.Relatedness -> "Relatedness"
        | StudyType.Atlas -> "Atlas"
        | StudyType.Covariates -> "Covariates"
        | StudyType.Columns -> "Columns"
        | StudyType.Traits -> "Traits"
        | StudyType.Model -> "Model"
        | StudyType.SumStats -> "SumStats"
        | StudyType.JointStats -> "JointStats"
        | StudyType.Loci -> "Loci"
        | StudyType.Replication -> "Replication"
        | StudyType.Heritability -> "Heritability"
        | StudyType.Correlations -> "Correlations"
        | StudyType.GeneStats -> "GeneStats"
        | StudyType.GeneSets -> "GeneSets"
        | StudyType.SetStats -> "SetStats"
        | StudyType.Scores -> "Scores"
        | StudyType.Predictions -> "Predictions"
        | StudyType.Map -> "Map"
        | StudyType.Table -> "Table"
        | StudyType.Report -> "Report"
        | StudyType.Figure -> "Figure"
        | StudyType.Reportable -> "Reportable"
        | StudyType.Nothing -> "nothing"
        | StudyType.Unknown -> "unknown"

    /// Whether the type is a number, with or without a unit.
    let isNumeric studyType =
        match studyType with
        | StudyType.Int
        | StudyType.Float
        | StudyType.Quantity _ -> true
        | _ -> false

    /// Whether a value of the type stands for people, data or results, and not for a scalar.
    let isResult studyType =
        match studyType with
        | StudyType.Cohort
        | StudyType.Simulation
        | StudyType.Images
        | StudyType.Genotypes
        | StudyType.Relatedness
        | StudyType.Atlas
        | StudyType.Traits
        | StudyType.Model
        | StudyType.SumStats
        | StudyType.JointStats
        | StudyType.Loci
        | StudyType.Replication
        | StudyType.Heritability
        | StudyType.Correlations
        | StudyType.GeneStats
        | StudyType.GeneSets
        | StudyType.SetStats
        | StudyType.Scores
        | StudyType.Predictions
        | StudyType.Map
        | StudyType.Table
        | StudyType.Figure
        | StudyType.Reportable -> true
        | _ -> false

    /// Whether a value of type `actual` may stand where `expected` is asked for.
    let rec fits (expected: StudyType) (actual: StudyType) =
        match expected, actual with
        | StudyType.Unknown, _
        | _, StudyType.Unknown -> true
        | StudyType.Float, (StudyType.Int | StudyType.Quantity Dimension.Fraction)
        | StudyType.Quantity Dimension.Fraction, (StudyType.Int | StudyType.Float) -> true
        | StudyType.Predicate, StudyType.Bool -> true
        | StudyType.Cohort, StudyType.Simulation -> true
        | StudyType.Reportable, StudyType.Atlas -> false
        | StudyType.Reportable, result -> isResult result
        | StudyType.List expected, StudyType.List actual -> fits expected actual
        | expected, actual -> expected = actual
