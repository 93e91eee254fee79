/// What may stand at the cursor.
module internal WhiteMatter.Language.Services.CursorSlot

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax

/// Which columns bare names may mean.
[<RequireQualifiedAccess>]
type ColumnsAt =
    | None
    /// As a setting sees them.
    | Of of Sees
    /// The columns of the table that a call names by its path.
    | OfTable of functionName: string * path: string option

/// What a value may be.
type Expected = {
    Types: StudyType list
    Columns: ColumnsAt
    /// Whether values known after the run may stand here.
    RunValues: bool
    /// The setting or argument whose value this is.
    Row: SettingRow option
    /// Its value is compared with this.
    ComparedWith: Expression option
    /// Whether it is inside `I( )` or an operator, where functions of arithmetic may stand.
    InArithmetic: bool
    /// Whether it is one of the items of a list, between its brackets.
    InList: bool
    /// Names that stand before it in the same expression of cohorts: `a - b` takes none of them again.
    Beside: string list
    /// Uses of functions that may stand here.
    Uses: FunctionUse list
}

/// What stands around the cursor.
[<RequireQualifiedAccess>]
type Slot =
    /// The first word of a line.
    | Declaration
    /// After the head of a declaration: `from`, or the block.
    | AfterName of KindRow
    /// In a block: settings, blocks and entries, but those written.
    | Item of settings: SettingRow list * blocks: BlockRow list * entries: Entries option * written: string list
    | Value of Expected
    /// What is asked of a name, and what may stand there.
    | Member of owner: Expression * Expected
    /// The name of an argument, or the value of the next one.
    | Argument of FunctionRow * given: string list * Expected
    | ColumnRole
    /// The path of an import.
    | ImportPath
    /// The path of a file outside, between its quotes, and what names it: a setting, or a function.
    | Path of PathOf * by: string
    /// A parameter of the file that is imported under a name.
    | ImportParameter of alias: string * written: string list
    /// The value of a parameter: of this file, or of the one that is imported under a name.
    | ParameterValue of alias: string option * name: string * Expected
    /// As `ParameterValue`, between the quotes of a text.
    | ParameterText of alias: string option * name: string
    | ParameterType
    /// A word that must come next, with what follows it.
    | Word of string
    /// The number behind `wmstudy`.
    | Edition
    | Unit of Expected
    | Code
    /// `{name}` inside a text.
    | Placeholder of Expected
    | Nothing

/// The cursor: where it is in its declaration, and what is replaced.
type Place = {
    Slot: Slot
    /// The word that is being written.
    Replace: Span
    /// Its part before the cursor.
    Written: string
    /// The declaration around it, as far as it is written.
    Kind: KindDeclaration option
    /// The call around it and which argument it is in, for its signature.
    Call: (FunctionRow * int) option
    /// Whether it is between quotes, where only values of a column are proposed.
    InText: bool
}
