/// How rows of the catalogue are written.
module internal WhiteMatter.Language.Catalogue.SettingRows

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax

let setting name accepts doc : SettingRow = {
    Name = name
    Doc = doc
    Accepts = accepts
    For = []
    With = None
    Required = false
    Default = None
    Example = None
    Bounds = None
    Length = None
    Sees = Sees.Nothing
    Takes = ColumnsTaken.Any
    Texts = None
    AllowsRunValues = false
    Path = None
    Availability = Availability.Here
}

let required (row: SettingRow) = { row with Required = true }
let path what (row: SettingRow) = { row with Path = Some what }
let sees what (row: SettingRow) = { row with Sees = what }
let takes what (row: SettingRow) = { row with Takes = what }
let textsOf what (row: SettingRow) = { row with Texts = Some what }

/// A value as one would write it, of a setting without a default that can be written.
let example text (row: SettingRow) = { row with Example = Some text }

let afterRun (row: SettingRow) = { row with AllowsRunValues = true }
let only types (row: SettingRow) = { row with For = types }

/// Stands only where another setting has one of these words.
let onlyWith name words (row: SettingRow) = {
    row with
        With = Some { Setting = name; Words = words }
}

let items least most (row: SettingRow) = { row with Length = Some(least, most) }

let private bounded low lowIncluded high highIncluded (row: SettingRow) = {
    row with
        Bounds =
            Some {
                Low = low
                LowIncluded = lowIncluded
                High = high
                HighIncluded = highIncluded
            }
}

/// Both ends included.
let between low high row = bounded low true high true row
/// The lower end excluded.
let above low high row = bounded low false high true row
/// The upper end excluded.
let below low high row = bounded low true high false row
/// Both ends excluded.
let inside low high row = bounded low false high false row

let orElse text node studyType (row: SettingRow) = {
    row with
        Default =
            Some {
                Text = text
                IsLiteral = true
                Value = Some(node, studyType)
            }
}

let orNumber text value studyType =
    orElse text (CheckedNode.Number value) studyType

let orCase enumeration word =
    orElse word (CheckedNode.EnumCase word) (StudyType.Enumeration enumeration)

/// A default that depends on the study.
let orFrom text (row: SettingRow) = {
    row with
        Default =
            Some {
                Text = text
                IsLiteral = false
                Value = None
            }
}

/// Left out without anything in its place.
let optional (row: SettingRow) = { row with Required = false }

let toCome name doc = {
    setting name [ StudyType.Unknown ] doc with
        Availability = Availability.ToCome
}

let kind name yields doc : KindRow = {
    Name = name
    Edition = 1
    Doc = doc
    HasName = true
    From = None
    Yields = yields
    Settings = []
    Blocks = []
    Entries = None
    Availability = Availability.Here
    Example = ""
}

let from types =
    Some {
        Types = types
        Required = true
        Algebra = false
    }

let genomic = StudyType.Quantity Dimension.GenomicDistance
let share = StudyType.Quantity Dimension.Fraction

/// The largest whole number that a float holds together with all below it.
let largestWhole = 9007199254740992.0

let private inNoFile node studyType : CheckedExpression = {
    Node = node
    Type = studyType
    Span = Span.empty
    File = SourceText("", "")
}

let texts (values: string list) =
    CheckedNode.List [
        for value in values ->
            inNoFile (CheckedNode.Text(if value = "" then [] else [ TextPart.Literal value ])) StudyType.String
    ]

let numbers (values: int list) =
    CheckedNode.List [
        for value in values -> inNoFile (CheckedNode.Number(float value)) StudyType.Int
    ]

/// A call of a function with the defaults of all its arguments.
let callOf (row: FunctionRow) =
    CheckedNode.Call(
        row.Name,
        Map.ofList [
            for argument in row.Arguments do
                match argument.Default with
                | Some { Value = Some(node, studyType) } -> argument.Name, inNoFile node studyType
                | _ -> ()
        ]
    )
