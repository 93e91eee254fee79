namespace WhiteMatter.Language

open System.Collections.Immutable
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Language.Syntax

/// An expression with every name resolved, every parameter replaced by its value, and its type.
type CheckedExpression = {
    /// What it is.
    Node: CheckedNode
    /// Its type; never unknown in a study without errors.
    Type: StudyType
    /// Where it was written.
    Span: Span
    /// The file that holds it; relative paths inside are relative to this file.
    File: SourceText
}

/// The forms of a checked expression.
and [<RequireQualifiedAccess>] CheckedNode =
    /// In the canonical unit of its dimension (`250kb` is 250000, `90%` is 0.9, `5GB` is 5e9).
    | Number of float
    /// Parameters and `{{` are replaced; placeholders that name columns remain.
    | Text of TextPart list
    | Boolean of bool
    /// A word of an enumeration.
    | EnumCase of string
    /// A column of the cohort's table, or one that the item computes (`maf`).
    | Column of string
    /// A declaration, by its qualified name.
    | Declaration of string
    | Member of CheckedExpression * string
    /// A table of people that the step of a declaration makes.
    | MadeTable of MadeTable
    /// A function of the catalogue with all its arguments by name, defaults filled in.
    | Call of name: string * arguments: Map<string, CheckedExpression>
    | List of CheckedExpression list
    | Unary of UnaryOperator * CheckedExpression
    | Binary of BinaryOperator * CheckedExpression * CheckedExpression

/// A table of people that the step of a declaration makes, known before it runs.
and MadeTable = {
    /// The declaration, by its qualified name.
    Declaration: string
    /// Its kind, which is that of the step and the role of the input of steps that read the table.
    Kind: string
    /// The file of the step's artifact, separated by tabs.
    File: string
    /// The column that names people.
    IdColumn: string
    /// The column that names their families, if it has one.
    FamilyColumn: string option
    /// Texts that mean missing in it, whatever the cohort that has it says.
    MissingCodes: string list
} with

    /// The id of the step, by which the study's facts know the table's header.
    member this.Step = $"{this.Kind}:{this.Declaration}"

/// The body of a declaration or of a block in it, defaults filled in.
type CheckedBlock = {
    /// Every setting that has a value, given or by default, by its catalogue name.
    Settings: Map<string, CheckedExpression>
    /// Blocks inside it, by name.
    Blocks: Map<string, CheckedBlock>
    /// Bare entries, in order.
    Entries: CheckedExpression list
    /// Declared columns of a `columns { … }` block: name, role and unit.
    Columns: (string * ColumnRole * string option) list
    /// The levels of declared columns that have some.
    Levels: Map<string, string list>
}

/// Makes bodies.
module CheckedBlock =
    /// A body in which nothing is written.
    let empty = {
        Settings = Map.empty
        Blocks = Map.empty
        Entries = []
        Columns = []
        Levels = Map.empty
    }

/// A declaration with its settings checked and completed.
type CheckedDeclaration = {
    /// Qualified for imports (`jhu.icbm48`); for kinds without a name (`expect`) the kind with its number, such as `expect#1`.
    Name: string
    /// The word that began it.
    Kind: string
    /// What stood after `from`.
    From: CheckedExpression option
    /// Its settings, blocks and entries.
    Body: CheckedBlock
    /// What its kind yields.
    Type: StudyType
    /// Lines of `##` above it.
    Doc: string list
    /// Where it was written, from its kind to its end.
    Span: Span
    /// The file that holds it.
    File: SourceText
}

/// What the outside showed while checking, so that planning need not look again.
type StudyFacts = {
    /// By path; a table that a step makes by the id of the step, such as `simulation:NAME`.
    Tables: Map<string, TableHeader>
    /// Headers of genotype files, by the keys of their requests.
    Genotypes: Map<string, GenotypeHeader>
    /// Masks and volumes of labels, by path.
    Images: Map<string, ImageHeader>
    /// People's images, by the template that `ImagePath.template` gives.
    ImageSets: Map<string, ImageSetHeader>
    /// Names of the regions of atlases, in their order, by the path of their table.
    RegionNames: Map<string, string list>
    /// Paths that were looked for and are not there.
    Absent: Set<string>
}

/// A warning that the study accepts.
type AcceptedCode = {
    /// The diagnostic's code, such as `WM3001`.
    Code: string
    /// Why, in the study's words.
    Reason: string
    /// What the diagnostic said.
    Message: string
}

/// A study without errors, ready for planning.
type CheckedStudy = {
    /// The name after `study`.
    Name: string
    /// Its `title`, or its name where it has none.
    Title: string
    /// Lines of `##` above the `study` declaration.
    Doc: string list
    /// The study's file.
    File: SourceText
    /// Settings of the `study` declaration: `build`, `seed`, `results`, `cores`, `memory` …
    Study: CheckedDeclaration
    /// Every declaration but `study`, `param` and `import`, each after those it refers to.
    Declarations: CheckedDeclaration list
    /// The warnings that the study accepts.
    Accepted: AcceptedCode list
    /// What the outside showed.
    Facts: StudyFacts
}

/// Finds what a study declares.
module CheckedStudy =
    /// The declaration of a name, qualified for imports.
    let tryFind (name: string) (study: CheckedStudy) =
        study.Declarations |> List.tryFind (fun declaration -> declaration.Name = name)
