/// What the rows of the catalogue say. The rows themselves stand in the files beside this one.
namespace WhiteMatter.Language.Catalogue

open WhiteMatter.Language

/// Whether something of the edition can be used with this version of the product.
[<RequireQualifiedAccess>]
type Availability =
    | Here
    /// Part of the edition, not of this version: its use is reported once and nothing else about it.
    | ToCome

/// A word of an enumeration.
type EnumerationCase = {
    Name: string
    Doc: string
    /// Whether a colon and a whole number belong to it: `cuda:0`.
    Numbered: bool
    Availability: Availability
}

type EnumerationRow = {
    Name: string
    Doc: string
    Cases: EnumerationCase list
}

/// The value a setting or an argument has when it is not written.
type DefaultValue = {
    /// As one would write it, or in words where it depends on the study (`IsLiteral` is false).
    Text: string
    IsLiteral: bool
    /// The value; `None` where it depends on the study.
    Value: (CheckedNode * StudyType) option
}

/// Limits of a number, or of each number of a list.
type Bounds = {
    Low: float
    LowIncluded: bool
    High: float
    HighIncluded: bool
}

/// What bare names inside a setting's expression may mean besides parameters.
[<RequireQualifiedAccess>]
type Sees =
    | Nothing
    /// Columns of the cohort's table, of people.
    | PeopleColumns
    /// Columns computed for each variant.
    | VariantColumns
    /// Columns computed for each person's image, and those of the cohort's table.
    | ImageColumns
    /// Names of the columns of the table at hand, not their values.
    | TableColumns
    /// Columns of the cohort's table inside a text: `{eid}`.
    | Placeholders

/// What a path names, and so what is looked at of it before anything runs.
[<RequireQualifiedAccess>]
type PathOf =
    /// A folder that is written.
    | Results
    /// A file that must be there.
    | File
    /// The .bed file of a PLINK 1 set: its sizes and chromosomes.
    | Genotypes
    /// A mask or a volume of labels: its grid.
    | Volume
    /// The table of an atlas's names.
    | RegionNames
    /// Each person's image, by columns of the cohort's table.
    | PersonImages

/// A setting of a kind or of a block, or an argument of a function.
type SettingRow = {
    Name: string
    Doc: string
    /// The types a value may have, any of them.
    Accepts: StudyType list
    /// The types after `from` with which it may be written, and with which it is required; empty for all.
    For: StudyType list
    Required: bool
    Default: DefaultValue option
    Bounds: Bounds option
    /// The least and the greatest number of items of a list.
    Length: (int * int) option
    Sees: Sees
    /// Whether values known only after a run may stand in it.
    AllowsRunValues: bool
    /// What it names outside, where it is a path.
    Path: PathOf option
    Availability: Availability
}

/// What bare entries of a block mean.
[<RequireQualifiedAccess>]
type Entries =
    /// Terms of a formula, summed.
    | Terms
    /// Conditions, and-ed.
    | Conditions
    /// `name : role` or `name : unit`.
    | ColumnRoles

type BlockRow = {
    Name: string
    Doc: string
    Entries: Entries option
    /// Settings inside it; their defaults hold also where the block is not written.
    Settings: SettingRow list
    Availability: Availability
}

/// What stands after `from`.
type FromRow = {
    Types: StudyType list
    Required: bool
    /// Whether `a - b` and `a & b` of cohorts may stand there.
    Algebra: bool
}

type KindRow = {
    Name: string
    /// The first edition that has it.
    Edition: int
    Doc: string
    HasName: bool
    From: FromRow option
    Yields: StudyType
    Settings: SettingRow list
    Blocks: BlockRow list
    Entries: Entries option
    Availability: Availability
    /// A declaration as one would write it.
    Example: string
}

/// A column that is computed for each variant of a genotype set, or for each image.
type ComputedColumnRow = {
    Name: string
    Type: StudyType
    Doc: string
    Availability: Availability
}

type MemberRow = {
    Name: string
    Type: StudyType
    Doc: string
    /// Known only after the step has run.
    AfterRun: bool
    /// A setting without which the declaration does not have it.
    Needs: string option
    Availability: Availability
}

type TypeRow = {
    Type: StudyType
    Doc: string
    Members: MemberRow list
}

/// Where a function may be called.
[<RequireQualifiedAccess>]
type FunctionUse =
    /// As a setting's value.
    | Value
    /// In predicates, in `I( )` and in arithmetic.
    | Arithmetic
    /// In formulas.
    | Formula
    /// In a report's `show`.
    | Show

type FunctionRow = {
    Name: string
    Doc: string
    /// In the order in which they may be given without names.
    Arguments: SettingRow list
    Yields: StudyType
    Use: FunctionUse
    Availability: Availability
    Example: string
}
