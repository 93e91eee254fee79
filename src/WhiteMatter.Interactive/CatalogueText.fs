/// The rows of the catalogue and of the table of codes in words, as `explain` and `:help` say them.
[<RequireQualifiedAccess>]
module WhiteMatter.Interactive.CatalogueText

open System
open System.Text
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Plan.Diagnostics

/// The severity of a code, in lower case.
let severity (row: DiagnosticDescriptor) =
    row.Severity.ToString().ToLowerInvariant()

/// A code: its title, what it says, what to do, why, and the studies of its page.
let ofCode (row: DiagnosticDescriptor) : string =
    let text = StringBuilder()
    text.AppendLine $"{row.Code}  {row.Title} ({severity row})" |> ignore

    text.AppendLine().AppendLine(row.Outline).AppendLine().AppendLine(row.Advice)
    |> ignore

    if row.Acceptable then
        text.AppendLine $"A study may take it upon itself: accept {row.Code} because \"…\""
        |> ignore

    match CodePages.sections row.Code with
    | "" -> ()
    | sections -> text.AppendLine().AppendLine sections |> ignore

    text.ToString()

let private toCome availability =
    if availability = Availability.ToCome then
        " (not in this version)"
    else
        ""

let private setting (row: SettingRow) =
    let need =
        match row.Required, row.Default with
        | true, _ -> "required"
        | false, Some value when value.Text <> "" -> $"default {value.Text}"
        | _ -> "optional"

    let source =
        match row.For with
        | [] -> ""
        | types -> $", from {String.Join('/', types |> List.map StudyType.name)}"

    let only =
        match row.With with
        | Some { Words = []; Setting = other } -> $", with {other}"
        | Some condition -> $", with {condition.Setting} = {String.Join('/', condition.Words)}"
        | None -> ""

    $"  {row.Name} ({need}{source}{only}){toCome row.Availability}: {row.Doc}"

/// The enumerations whose words a setting takes.
let private enumerationsOf (row: SettingRow) =
    row.Accepts
    |> List.choose (fun studyType ->
        match studyType with
        | StudyType.Enumeration name
        | StudyType.List(StudyType.Enumeration name) -> Catalogue.tryFindEnumeration name
        | _ -> None)

let private word (case: EnumerationCase) =
    let name = if case.Numbered then case.Name + ":N" else case.Name
    $"{name}{toCome case.Availability}: {case.Doc}"

/// A setting with the words it takes, each in a line of its own.
let private settingAndWords (indent: string) (row: SettingRow) : string list = [
    indent + setting row
    for enumeration in enumerationsOf row do
        for case in enumeration.Cases do
            indent + "      " + word case
]

/// A kind with its settings, blocks and an example.
let ofKind (row: KindRow) =
    let text = StringBuilder()
    text.AppendLine $"{row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    if not row.Settings.IsEmpty then
        text.AppendLine().AppendLine("Settings") |> ignore

        for line in row.Settings |> List.collect (settingAndWords "") do
            text.AppendLine line |> ignore

    if not row.Blocks.IsEmpty then
        text.AppendLine().AppendLine("Blocks") |> ignore

        for block in row.Blocks do
            text.AppendLine $"  {block.Name}{toCome block.Availability}: {block.Doc}"
            |> ignore

            for line in block.Settings |> List.collect (settingAndWords "  ") do
                text.AppendLine line |> ignore

    if row.Example <> "" then
        text.AppendLine().AppendLine("Example").AppendLine("  " + row.Example.Replace("\n", "\n  "))
        |> ignore

    text.ToString()

/// A function with its arguments and an example.
let ofFunction (row: FunctionRow) =
    let text = StringBuilder()
    let arguments = String.Join(", ", row.Arguments |> List.map _.Name)

    text.AppendLine $"{row.Name}({arguments}){toCome row.Availability}: {row.Doc}"
    |> ignore

    for argument in row.Arguments do
        let need = if argument.Required then "" else " (optional)"
        text.AppendLine $"  {argument.Name}{need}: {argument.Doc}" |> ignore

    if row.Example <> "" then
        text.AppendLine().AppendLine("Example").AppendLine("  " + row.Example) |> ignore

    text.ToString()

/// Every setting with the kind, or the kind and the block, that it stands in.
let allSettings: (string * SettingRow) list = [
    for kind in Catalogue.kinds do
        for one in kind.Settings do
            kind.Name, one

        for block in kind.Blocks do
            for one in block.Settings do
                $"{kind.Name}, {block.Name}", one
]

/// Every argument with the function that takes it.
let private allArguments: (string * SettingRow) list = [
    for row in Catalogue.functions do
        for one in row.Arguments do
            $"{row.Name}(…)", one
]

/// Every block with the kind that has it.
let allBlocks: (string * BlockRow) list = [
    for kind in Catalogue.kinds do
        for block in kind.Blocks do
            kind.Name, block
]

/// A block, in every kind that has it.
let ofBlock (name: string) =
    let text = StringBuilder()

    for owner, block in allBlocks do
        if block.Name = name then
            text.AppendLine $"{block.Name}, a block in {owner}{toCome block.Availability}: {block.Doc}"
            |> ignore

            for line in block.Settings |> List.collect (settingAndWords "") do
                text.AppendLine line |> ignore

    text.ToString()

/// The unit that others of the same dimension are counted in.
let canonicalOf (unit: Unit) =
    (Units.ofDimension unit.Dimension).Head.Name

/// A unit with what it measures and how much it is.
let ofUnit (name: string) =
    match Units.tryFind name with
    | None -> ""
    | Some unit ->
        let factor =
            unit.Factor.ToString("#,0.####", Globalization.CultureInfo.InvariantCulture)

        let amount =
            if unit.Dimension = Dimension.Fraction then
                $"1{name} is {factor}"
            elif canonicalOf unit = name then
                ""
            elif unit.Dimension = Dimension.Memory then
                $"1{name} is {factor} bytes"
            else
                $"1{name} is {factor}{canonicalOf unit}"

        let others =
            Units.ofDimension unit.Dimension
            |> List.map _.Name
            |> List.filter (fun other -> other <> name)
            |> String.concat ", "

        let beside =
            if others = "" then
                ""
            else
                $"others of this dimension: {others}"

        let more =
            [ amount; beside ]
            |> List.filter (fun part -> part <> "")
            |> List.map (fun part -> "; " + part)
            |> String.concat ""

        $"{name} (unit of {Dimension.name unit.Dimension}): {unit.Doc}{more}{Environment.NewLine}"

/// The words that the language is made of beside the kinds: what each says, and an example.
let syntax: (string * string * string) list =
    let row word doc example = word, doc, example

    [
        row "wmstudy" "The first line of a file names the edition of the language that it is written in." "wmstudy 1"
        row
            "import"
            "Brings the parameters and declarations of another file, or of the library, under a name: they are written name.declaration."
            "import \"std/ukb\" as ukb"
        row "as" "Gives an imported file the name that its declarations are known by." "import \"std/ukb\" as ukb"
        row
            "param"
            "Declares a value with a type and a default; '--set name=value' gives it another."
            "param latents : int = 128"
        row
            "from"
            "After the name of a declaration: what it is made from, such as the cohort whose people it is of."
            "genotypes chips from everyone { bed = \"chips.bed\" }"
        row
            "accept"
            "Takes a warning upon the study, with the reason."
            "accept WM3002 because \"everybody was seen at one site\""
        row "because" "Gives the reason of an accept." "accept WM3002 because \"everybody was seen at one site\""
        row "and" "Holds where both conditions do." "include = age >= 45y and sex == \"1\""
        row "or" "Holds where one of two conditions does, or both." "include = site == \"1\" or site == \"2\""
        row "not" "Holds where a condition does not." "include = not (site == \"3\")"
        row "in" "Holds where a value is one of a list." "include = site in [\"1\", \"2\"]"
        row "true" "What a condition is that holds." "param strict : bool = true"
        row "false" "What a condition is that does not hold." "param strict : bool = false"
    ]

/// A word of the language, with an example.
let ofSyntax (name: string) =
    let text = StringBuilder()

    for word, doc, example in syntax do
        if word = name then
            text.AppendLine($"{word} (word of the language): {doc}").AppendLine("  " + example)
            |> ignore

    text.ToString()

/// An enumeration with its words.
let ofEnumeration (row: EnumerationRow) =
    let text = StringBuilder()
    text.AppendLine $"{row.Name}: {row.Doc}" |> ignore

    for case in row.Cases do
        text.AppendLine("  " + word case) |> ignore

    text.ToString()

/// A word, in every enumeration that has it, with the settings that take it.
let ofWord (name: string) =
    let text = StringBuilder()

    for row in Catalogue.enumerations do
        for case in row.Cases do
            if case.Name = name then
                text.AppendLine $"{case.Name} ({row.Name}){toCome case.Availability}: {case.Doc}"
                |> ignore

                for owner, one in allSettings @ allArguments do
                    if enumerationsOf one |> List.exists (fun other -> other.Name = row.Name) then
                        text.AppendLine $"  {one.Name} = {case.Name} in {owner}" |> ignore

    text.ToString()

/// A type with its members.
let ofType (row: TypeRow) =
    let text = StringBuilder()
    text.AppendLine $"{StudyType.name row.Type}: {row.Doc}" |> ignore

    for one in row.Members do
        let known = if one.AfterRun then " (known after the run)" else ""

        text.AppendLine $"  .{one.Name}{known}{toCome one.Availability}: {one.Doc}"
        |> ignore

    text.ToString()

/// A setting, in every kind that has it, or an argument, in every function.
let ofSetting (name: string) =
    let text = StringBuilder()

    for owner, one in allSettings @ allArguments do
        if one.Name = name then
            text.AppendLine owner |> ignore

            for line in settingAndWords "" one do
                text.AppendLine line |> ignore

    text.ToString()

/// Whether a row is that of a type of this name, in any case.
let isType (name: string) (row: TypeRow) =
    String.Equals(StudyType.name row.Type, name, StringComparison.OrdinalIgnoreCase)

/// Everything there is, a line each.
let list () =
    let text = StringBuilder()
    text.AppendLine "Kinds" |> ignore

    for row in Catalogue.kinds do
        text.AppendLine $"  {row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Functions") |> ignore

    for row in Catalogue.functions do
        text.AppendLine $"  {row.Name}{toCome row.Availability}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Types") |> ignore

    for row in Catalogue.types do
        text.AppendLine $"  {StudyType.name row.Type}: {row.Doc}" |> ignore

    text.AppendLine().AppendLine("Blocks") |> ignore

    for name, rows in allBlocks |> List.groupBy (fun (_, block) -> block.Name) do
        let owners = rows |> List.map fst |> String.concat ", "
        text.AppendLine $"  {name} in {owners}" |> ignore

    text.AppendLine().AppendLine("Units") |> ignore

    for unit in Units.all do
        text.AppendLine $"  {unit.Name}: {unit.Doc}" |> ignore

    text.AppendLine().AppendLine("Words of the language") |> ignore

    for word, doc, _ in syntax do
        text.AppendLine $"  {word}: {doc}" |> ignore

    text.AppendLine().AppendLine("Words of settings") |> ignore

    for row in Catalogue.enumerations do
        let words = String.Join(", ", row.Cases |> List.map _.Name)
        text.AppendLine $"  {row.Name}: {words}" |> ignore

    text.AppendLine().AppendLine("Codes") |> ignore

    for row in DiagnosticTable.All do
        text.AppendLine $"  {row.Code}  {row.Title} ({severity row})" |> ignore

    text.ToString()


/// Every word that can be explained.
let known () : string list =
    List.distinct [
        for row in Catalogue.kinds do
            row.Name
        for row in Catalogue.functions do
            row.Name
        for row in Catalogue.types do
            StudyType.name row.Type
        for row in Catalogue.enumerations do
            for case in row.Cases do
                case.Name
        for _, row in allSettings @ allArguments do
            row.Name
        for _, row in allBlocks do
            row.Name
        for word, _, _ in syntax do
            word
        for row in DiagnosticTable.All do
            row.Code
    ]

/// What a code, kind, function, enumeration, type, word, setting, block or unit is; `None` where nothing is called so.
let find (topic: string) : string option =
    match DiagnosticTable.Find(topic.ToUpperInvariant()) with
    | null ->
        match
            Catalogue.tryFindKind topic,
            Catalogue.tryFindFunction topic,
            Catalogue.tryFindEnumeration topic,
            Catalogue.types |> List.tryFind (isType topic)
        with
        // A kind or a function may have the name of a block.
        | Some row, _, _, _ -> Some(ofKind row + ofBlock topic)
        | _, Some row, _, _ -> Some(ofFunction row + ofBlock topic)
        | _, _, Some row, _ -> Some(ofEnumeration row)
        // A word and a setting may have one name, as a type may have that of a kind: all that is known is said.
        | _, _, _, found ->
            match
                [
                    found |> Option.map ofType |> Option.defaultValue ""
                    ofWord topic
                    ofSetting topic
                    ofBlock topic
                    ofUnit topic
                    ofSyntax topic
                ]
                |> List.filter (fun text -> text <> "")
            with
            | [] -> None
            | texts -> Some(String.Join(Environment.NewLine, texts))
    | row -> Some(ofCode row)
