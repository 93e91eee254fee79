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
    /// As one writes it.
    Name: string
    /// One line for hover and reference.
    Doc: string
    /// Whether a colon and a whole number belong to it: `cuda:0`.
    Numbered: bool
    /// Whether this version has it.
    Availability: Availability
}

/// The words that a setting may be one of.
type EnumerationRow = {
    /// What messages call it.
    Name: string
    /// One line for hover and reference.
    Doc: string
    /// In the order of the reference.
    Cases: EnumerationCase list
}

/// The value a setting or an argument has when it is not written.
type DefaultValue = {
    /// As one would write it, or in words where it depends on the study (`IsLiteral` is false).
    Text: string
    /// Whether `Text` can be written in a study as it stands.
    IsLiteral: bool
    /// The value; `None` where it depends on the study.
    Value: (CheckedNode * StudyType) option
}

/// Limits of a number, or of each number of a list.
type Bounds = {
    /// The least value, in the canonical unit.
    Low: float
    /// Whether the least value itself is allowed.
    LowIncluded: bool
    /// The greatest value, in the canonical unit; infinity for none.
    High: float
    /// Whether the greatest value itself is allowed.
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

/// What something asks of another setting of the same declaration.
type Condition = {
    /// The other setting.
    Setting: string
    /// The words it may have; empty where it only has to be written.
    Words: string list
}

/// What a path names, and so what is looked at of it before anything runs.
[<RequireQualifiedAccess>]
type PathOf =
    /// A folder that is written.
    | Results
    /// A file that must be there.
    | File
    /// A table of people: its header.
    | Table
    /// Weights of a network: the shapes of its tensors.
    | Weights
    /// Genotype files, one or several by `{1..22,X}`: their sizes and chromosomes.
    | Genotypes
    /// A mask or a volume of labels: its grid.
    | Volume
    /// The table of an atlas's names.
    | RegionNames
    /// Each person's image, by columns of the cohort's table.
    | PersonImages
    /// A file of each person that is no image, by columns of the cohort's table.
    | PersonTransforms
    /// A text of each person, or one of all, that a run reads.
    | PersonText

/// Which columns of people a setting that names them takes.
[<RequireQualifiedAccess>]
type ColumnsTaken =
    | Any
    /// None that names people.
    | Values
    /// Those of numbers.
    | Numbers
    /// Those of numbers, and those of two values.
    | Outcomes

/// What the texts of a setting name, as far as that is known before a run.
[<RequireQualifiedAccess>]
type TextsOf =
    /// Values of the column that another setting, or argument of the same call, names.
    | Column of setting: string
    /// Regions of the atlas that another setting of the declaration names.
    | Atlas of setting: string

/// A setting of a kind or of a block, or an argument of a function.
type SettingRow = {
    /// As one writes it before `=`.
    Name: string
    /// One line for hover and reference.
    Doc: string
    /// The types a value may have, any of them.
    Accepts: StudyType list
    /// The types after `from` with which it may be written, and with which it is required; empty for all.
    For: StudyType list
    /// What another setting must be for it to be written; without that it has no default either.
    With: Condition option
    /// Whether leaving it out is an error.
    Required: bool
    /// What holds when it is left out.
    Default: DefaultValue option
    /// A value as one would write it, where there is no default that can be written.
    Example: string option
    /// What a number must lie between.
    Bounds: Bounds option
    /// The least and the greatest number of items of a list.
    Length: (int * int) option
    /// What bare names in its value mean.
    Sees: Sees
    /// Which columns it takes, where it names some.
    Takes: ColumnsTaken
    /// What its texts name.
    Texts: TextsOf option
    /// Whether values known only after a run may stand in it.
    AllowsRunValues: bool
    /// What it names outside, where it is a path.
    Path: PathOf option
    /// Whether this version has it.
    Availability: Availability
}

/// What bare entries of a block mean.
[<RequireQualifiedAccess>]
type Entries =
    /// Terms of a formula, summed.
    | Terms
    /// Conditions, and-ed.
    | Conditions
    /// `name : role` or `name : unit`, or a set of columns.
    | ColumnRoles

/// A block inside a declaration, such as `train { … }`.
type BlockRow = {
    /// As one writes it before `{`.
    Name: string
    /// One line for hover and reference.
    Doc: string
    /// What bare entries mean; `None` if there may be none.
    Entries: Entries option
    /// Settings inside it; their defaults hold also where the block is not written.
    Settings: SettingRow list
    /// Whether this version has it.
    Availability: Availability
}

/// What stands after `from`.
type FromRow = {
    /// The types that may stand there, any of them.
    Types: StudyType list
    /// Whether leaving it out is an error.
    Required: bool
    /// Whether `a - b` and `a & b` of cohorts may stand there.
    Algebra: bool
}

/// A kind of declaration.
type KindRow = {
    /// The word that begins the declaration.
    Name: string
    /// The first edition that has it.
    Edition: int
    /// One line for hover and reference.
    Doc: string
    /// Whether a name follows: `expect` and `accept` have none.
    HasName: bool
    /// What follows `from`; `None` if nothing may.
    From: FromRow option
    /// The type of the declared name.
    Yields: StudyType
    /// What stands in its body before `=`.
    Settings: SettingRow list
    /// The blocks that may stand in its body.
    Blocks: BlockRow list
    /// What bare entries of its body mean; `None` if there may be none.
    Entries: Entries option
    /// Whether this version has it.
    Availability: Availability
    /// A declaration as one would write it.
    Example: string
}

/// A column that is computed for each variant of a genotype set, or for each image.
type ComputedColumnRow = {
    /// As one writes it in a predicate.
    Name: string
    /// The type of its values.
    Type: StudyType
    /// One line for hover and reference.
    Doc: string
    /// Whether this version has it.
    Availability: Availability
}

/// What can be asked of a value with a dot, such as `leads.count`.
type MemberRow = {
    /// As one writes it after the dot.
    Name: string
    /// The type of the answer.
    Type: StudyType
    /// One line for hover and reference.
    Doc: string
    /// Known only after the step has run.
    AfterRun: bool
    /// What a setting must be for the declaration to have it.
    Needs: Condition option
    /// Whether this version has it.
    Availability: Availability
}

/// A type with its members.
type TypeRow = {
    /// The type.
    Type: StudyType
    /// One line for hover and reference.
    Doc: string
    /// What can be asked of its values.
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

/// A function of the language.
type FunctionRow = {
    /// As one writes it before `(`.
    Name: string
    /// One line for hover and reference.
    Doc: string
    /// In the order in which they may be given without names.
    Arguments: SettingRow list
    /// The type of a call.
    Yields: StudyType
    /// Where it may be called.
    Use: FunctionUse
    /// Whether this version has it.
    Availability: Availability
    /// A call as one would write it.
    Example: string
}
