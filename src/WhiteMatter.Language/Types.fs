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
    | Cohort
    | Images
    | Genotypes
    | Relatedness
    | Atlas
    | Covariates
    | Traits
    | Model
    | SumStats
    | JointStats
    | Loci
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
