namespace WhiteMatter.Language.Services

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Checking
open WhiteMatter.Language.Syntax

/// What there is to say of a word.
type HoverText = {
    /// The word.
    Span: Span
    /// What it means, in Markdown: a line of code, then sentences.
    Markdown: string
    /// The declaration that it names, qualified for imports, so that a host can add what it knows of it.
    Declaration: string option
}

/// What a word means: its type and documentation off the catalogue, its value and numbers off the checked study.
[<RequireQualifiedAccess>]
module Hover =

    let private paragraphs (parts: string list) =
        String.Join("\n\n", parts |> List.filter (fun part -> part <> ""))

    let private code (line: string) = $"```wmstudy\n{line}\n```"

    let private toCome availability =
        if availability = Availability.ToCome then
            "Not in this version."
        else
            ""

    let private ofEnumerations (accepts: StudyType list) =
        accepts
        |> List.choose (fun studyType ->
            match studyType with
            | StudyType.Enumeration name
            | StudyType.List(StudyType.Enumeration name) -> Catalogue.tryFindEnumeration name
            | _ -> None)
        |> List.collect (fun row -> [
            for case in row.Cases do
                if case.Availability = Availability.Here then
                    $"- `{case.Name}`: {case.Doc}"
        ])
        |> fun lines -> String.Join("\n", lines)

    /// What a row of a setting or an argument says.
    let internal ofSetting (row: SettingRow) (value: string option) =
        let condition =
            match row.With with
            | Some wanted -> $"Stands with `{RowText.condition wanted}`."
            | None -> ""

        let known =
            match value with
            | Some value -> $"Here: `{value}`."
            | None -> ""

        paragraphs [
            code $"{row.Name} : {RowText.accepted row}"
            row.Doc
            ofEnumerations row.Accepts
            (match row.Required, row.Default with
             | true, _ -> "Required."
             | false, Some _ -> $"Default: {RowText.defaultOf row}."
             | false, None -> "May be left out.")
            condition
            known
            toCome row.Availability
        ]

    /// A function with its arguments, those that may be left out in brackets.
    let internal signature (row: FunctionRow) =
        let arguments = [
            for argument in row.Arguments do
                if argument.Required then
                    argument.Name
                else
                    $"[{argument.Name}]"
        ]

        $"""{row.Name}({String.Join(", ", arguments)})"""

    let internal ofFunction (row: FunctionRow) =
        let arguments = [
            for argument in row.Arguments do
                $"- `{argument.Name}` ({RowText.accepted argument}): {argument.Doc}"
        ]

        paragraphs [
            code $"{signature row} : {StudyType.name row.Yields}"
            row.Doc
            String.Join("\n", arguments)
            (if row.Example = "" then "" else $"As in `{row.Example}`.")
            toCome row.Availability
        ]

    let internal ofKind (row: KindRow) =
        let source =
            match row.From with
            | Some from -> $" from {RowText.types from.Types}"
            | None -> ""

        let name = if row.HasName then " NAME" else ""

        let yields =
            if row.Yields = StudyType.Nothing then
                ""
            else
                $" : {StudyType.name row.Yields}"

        paragraphs [
            code $"{row.Name}{name}{source}{yields}"
            row.Doc
            (if row.Example = "" then
                 ""
             else
                 $"As in\n{code row.Example}")
            toCome row.Availability
        ]

    let private roleText role =
        match role with
        | DeclaredRole.Factor [] -> "factor"
        | DeclaredRole.Factor levels ->
            let listed = String.Join(", ", levels |> List.map (fun level -> $"\"{level}\""))
            $"factor({listed})"
        | DeclaredRole.Id -> "id"
        | DeclaredRole.Numeric -> "numeric"
        | DeclaredRole.Measure unit -> unit.Name

    /// What the sets of columns that the study reads say of a column.
    let private docOfColumn (model: StudyModel) (column: Column) =
        model.Analysis.Env.ColumnSets.Values
        |> Seq.collect id
        |> Seq.tryFind (fun entry -> entry.Name = column.Name && entry.Doc <> "" && Some entry.Role = column.Declared)
        |> Option.map _.Doc
        |> Option.defaultValue ""

    /// The entries of a set of columns, as they are written.
    let private entriesOf (model: StudyModel) (symbol: Symbol) =
        match model.Analysis.Env.ColumnSets.TryGetValue symbol.Qualified with
        | true, entries when symbol.Type = StudyType.Columns ->
            let shown = 20

            let lines = [
                for entry in List.truncate shown entries do
                    let doc = if entry.Doc = "" then "" else ": " + entry.Doc
                    $"- `{entry.Name} : {roleText entry.Role}`{doc}"

                if entries.Length > shown then
                    $"- and {entries.Length - shown} more"
            ]

            String.Join("\n", lines)
        | _ -> ""

    let internal ofColumn (model: StudyModel) (scope: ColumnScope) (column: Column) =
        let role =
            match column.Declared with
            | Some(DeclaredRole.Measure unit) -> $"{Dimension.name unit.Dimension} in {unit.Name}"
            | Some role -> roleText role
            | None -> Column.word column |> Option.defaultValue "column"

        let doc =
            Catalogue.variantColumns @ Catalogue.imageColumns
            |> List.tryFind (fun row -> column.Computed.IsSome && row.Name = column.Name)
            |> Option.map _.Doc
            |> Option.defaultValue $"A column of {scope.Owner}."

        let levels =
            match column.Levels, column.Examples with
            // Names of people are nobody's business.
            | _ when column.Declared = Some DeclaredRole.Id -> ""
            | Some levels, _ when levels.Length <= 12 ->
                let listed = String.Join(", ", levels |> List.map (fun level -> $"`{level}`"))
                $"Values: {listed}."
            | Some levels, _ -> $"{levels.Length} values."
            | None, [] -> ""
            | None, examples ->
                let listed = String.Join(", ", examples |> List.map (fun level -> $"`{level}`"))
                $"Values such as {listed}."

        paragraphs [ code $"{column.Name} : {role}"; docOfColumn model column; doc; levels ]

    let private docOf (symbol: Symbol) =
        String.Join("\n", Trivia.docLines symbol.Declaration.Trivia)

    /// What an imported file says of itself at its top, and what it offers.
    let private ofFile (model: StudyModel) (path: string) =
        match model.ScopeOf path with
        | None -> ""
        | Some home ->
            let about = [
                for trivia in home.File.EditionTrivia.Leading do
                    match trivia with
                    | LeadingTrivia.Comment comment -> comment.Text.Trim()
                    | LeadingTrivia.BlankLine -> ()
            ]

            let offers = [
                for symbol in home.Symbols.Values do
                    if not (symbol.Meaning.IsImport || symbol.Local.Contains '#') then
                        let typeName =
                            match symbol.Type with
                            | StudyType.Unknown -> "quantity"
                            | other -> StudyType.name other

                        $"- `{symbol.Local} : {typeName}`"
            ]

            paragraphs [ String.Join("\n", about); String.Join("\n", offers) ]

    let internal ofSymbol (model: StudyModel) (symbol: Symbol) =
        match symbol.Meaning with
        | Meaning.Import path ->
            paragraphs [
                code $"import \"{StandardLibrary.shown path}\" as {symbol.Local}"
                docOf symbol
                ofFile model path
            ]
        | Meaning.Parameter(_, _) ->
            let value =
                match model.Analysis.Env.Parameters.TryGetValue symbol.Qualified with
                | true, Some value -> ValueText.tryWrite value
                | _ -> None

            let typeName =
                match symbol.Type with
                | StudyType.Unknown -> "quantity"
                | other -> StudyType.name other

            paragraphs [
                code (
                    match value with
                    | Some value -> $"param {symbol.Local} : {typeName} = {value}"
                    | None -> $"param {symbol.Local} : {typeName}"
                )
                docOf symbol
            ]
        | Meaning.Declaration(kind, row) ->
            let numbers =
                match KnownNumbers.ofDeclaration model symbol.Qualified with
                | Some numbers -> numbers + "."
                | None -> ""

            let members =
                match Catalogue.membersOf symbol.Type with
                | [] -> ""
                | members ->
                    let listed = String.Join(", ", members |> List.map (fun row -> $"`.{row.Name}`"))
                    $"Can be asked for {listed}."

            paragraphs [
                code (
                    if symbol.Type = StudyType.Nothing then
                        $"{kind.Kind.Name} {symbol.Local}"
                    else
                        $"{kind.Kind.Name} {symbol.Qualified} : {StudyType.name symbol.Type}"
                )
                docOf symbol
                entriesOf model symbol
                numbers
                row |> Option.map _.Doc |> Option.defaultValue ""
                members
            ]

    let private ofCase (row: EnumerationRow) (case: EnumerationCase) =
        let name = if case.Numbered then case.Name + ":N" else case.Name

        paragraphs [
            code $"{name} : {row.Name}"
            case.Doc.Substring(0, 1).ToUpperInvariant() + case.Doc.Substring 1 + "."
            row.Doc
            toCome case.Availability
        ]

    let internal ofMember (owner: StudyType) (row: MemberRow) =
        paragraphs [
            code $".{row.Name} : {StudyType.name row.Type}"
            row.Doc
            (if row.AfterRun then "Known after the run." else "")
            (match row.Needs with
             | Some needed -> $"Where the {StudyType.name owner} have `{RowText.condition needed}`."
             | None -> "")
        ]

    /// The block of a declaration that a place is in.
    let private blockAt (declaration: Declaration) (offset: int) =
        match declaration.Node with
        | DeclarationNode.Kind { Body = Some body } ->
            body.Items
            |> List.tryPick (fun item ->
                match item.Node with
                | ItemNode.Block(key, inner) when inner.Span.Start <= offset && offset < inner.Span.End ->
                    Some key.Name
                | _ -> None)
        | _ -> None

    /// The value that an argument of a call around a place has.
    let rec private argumentAt (word: Word) (name: string) (value: CheckedExpression) : CheckedExpression option =
        let among values =
            values |> Seq.tryPick (argumentAt word name)

        match value.Node with
        | CheckedNode.Call(_, arguments) when value.Span.Start <= word.Span.Start && word.Span.End <= value.Span.End ->
            among arguments.Values |> Option.orElseWith (fun () -> arguments.TryFind name)
        | CheckedNode.List items -> among items
        | CheckedNode.Binary(_, left, right) -> among [ left; right ]
        | CheckedNode.Unary(_, operand) -> argumentAt word name operand
        | _ -> None

    /// The value that a setting of the declaration at a place has, of its block there, or an argument of a call there.
    let private valueOf (model: StudyModel) (home: FileScope) (word: Word) (isArgument: bool) (name: string) =
        Meanings.declarationAt home.File word.Span.Start
        |> Option.bind (fun declaration ->
            home.Declarations
            |> Seq.tryFind (fun symbol -> symbol.Declaration.Span = declaration.Span))
        |> Option.bind (fun symbol ->
            match model.Analysis.Checked.TryGetValue symbol.Qualified with
            | true, declaration ->
                let inBlock =
                    blockAt symbol.Declaration word.Span.Start
                    |> Option.bind (fun block -> declaration.Body.Blocks.TryFind block)

                let settings =
                    inBlock
                    |> Option.map _.Settings
                    |> Option.defaultValue declaration.Body.Settings

                if isArgument then
                    settings.Values |> Seq.tryPick (argumentAt word name)
                else
                    settings.TryFind name
                |> Option.bind ValueText.tryWrite
            | _ -> None)

    /// A column with the role that the declaration at a place says of it, or a cohort of the same table: where the table is named the header alone is read.
    let private declaredColumn (model: StudyModel) (home: FileScope) offset (scope: ColumnScope) (column: Column) =
        let analysis = model.Analysis

        let own =
            Meanings.declarationAt home.File offset
            |> Option.bind (fun declaration ->
                match declaration.Node with
                | DeclarationNode.Kind { Name = Some name } -> Some(home.Prefix + name.Name)
                | _ -> None)

        let ofOwn =
            own
            |> Option.bind (fun name ->
                match analysis.Cohorts.TryGetValue name, analysis.MadeTables.TryGetValue name with
                | (true, cohort), _ -> Some cohort.Columns
                | _, (true, made) -> Some made.Columns
                | _ -> None)

        if column.Declared.IsSome || column.Computed.IsSome then
            column
        else
            Seq.append
                (Option.toList ofOwn)
                (analysis.Cohorts.Values
                 |> Seq.map _.Columns
                 |> Seq.filter (fun other -> other.Owner = scope.Owner))
            |> Seq.tryPick (ColumnScope.tryFind column.Name >> Option.filter _.Declared.IsSome)
            |> Option.defaultValue column

    /// What the word at an offset of the study's file, or of a file it imports, means.
    let at (model: StudyModel) (path: string) (offset: int) : HoverText option =
        /// Of a word of the language, or of what stands between quotes.
        let ofPlain (home: FileScope) =
            PlainWords.at model home offset (ofColumn model)
            |> Option.map (fun (span, text) -> {
                Span = span
                Markdown = text
                Declaration = None
            })

        model.ScopeOf path
        |> Option.bind (fun home ->
            Meanings.at model home offset
            |> Option.bind (fun word ->
                let text =
                    match word.Meaning with
                    | WordMeaning.Kind row -> Some(ofKind row)
                    | WordMeaning.Keyword "import" ->
                        Some(
                            paragraphs [
                                code "import \"PATH\" as NAME { PARAMETER = VALUE }"
                                "Makes the declarations and parameters of another file known as `NAME.…`. A path starts from the folder of the file that holds it; what is not there is looked for in the folders of libraries, and `std/…` in the library that comes with the program. The block gives parameters of the file their values."
                            ]
                        )
                    | WordMeaning.Keyword "param" ->
                        Some(
                            paragraphs [
                                code "param NAME : TYPE = VALUE"
                                "A value that `--set NAME=VALUE` replaces."
                            ]
                        )
                    | WordMeaning.Keyword _ ->
                        Some(
                            paragraphs [
                                code "accept CODE because \"REASON\""
                                "Takes a warning upon the study: in a block for that declaration, else for the file."
                            ]
                        )
                    | WordMeaning.Setting(_, row) -> Some(ofSetting row (valueOf model home word false row.Name))
                    | WordMeaning.Argument(_, row) -> Some(ofSetting row (valueOf model home word true row.Name))
                    | WordMeaning.Block(_, row) -> Some(paragraphs [ code $"{row.Name} {{ … }}"; row.Doc ])
                    | WordMeaning.Function row -> Some(ofFunction row)
                    | WordMeaning.Unit unit ->
                        Some(paragraphs [ code $"1{unit.Name}"; $"{unit.Doc} ({Dimension.name unit.Dimension})" ])
                    | WordMeaning.Code row ->
                        Some(paragraphs [ $"**{row.Code}: {row.Title}**"; row.Outline; row.Advice ])
                    | WordMeaning.ImportPath path ->
                        Some(paragraphs [ code $"import \"{StandardLibrary.shown path}\""; ofFile model path ])
                    | WordMeaning.TypeName typeName -> Some(PlainWords.ofType typeName)
                    | WordMeaning.Declared symbol
                    | WordMeaning.Unchecked symbol
                    | WordMeaning.Name(NameMeaning.Symbol(_, symbol)) -> Some(ofSymbol model symbol)
                    | WordMeaning.Name(NameMeaning.Column(scope, column)) ->
                        Some(ofColumn model scope (declaredColumn model home word.Span.Start scope column))
                    | WordMeaning.Name(NameMeaning.Word(row, case)) -> Some(ofCase row case)
                    | WordMeaning.Name(NameMeaning.Member(owner, row)) -> Some(ofMember owner row)

                text
                |> Option.map (fun text -> {
                    Span = word.Span
                    Markdown = text
                    Declaration =
                        match Meanings.symbolOf home word.Meaning with
                        | Some(_, { Meaning = Meaning.Declaration _ } & symbol) -> Some symbol.Qualified
                        | _ -> None
                }))
            |> Option.orElseWith (fun () -> ofPlain home))
