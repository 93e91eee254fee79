/// What is reported where an expression is not of the type that its place expects.
module internal WhiteMatter.Language.Checking.WrongTypes

open System
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let enumerationOf (expected: StudyType list) =
    expected
    |> List.tryPick (fun studyType ->
        match studyType with
        | StudyType.Enumeration name -> Catalogue.tryFindEnumeration name
        | _ -> None)

/// The words of an enumeration that can be used, as one writes them.
let private words (row: EnumerationRow) = [
    for case in row.Cases do
        if case.Availability = Availability.Here then
            if case.Numbered then case.Name + ":0" else case.Name
]

let unknownCase (env: CheckContext) (place: Place) (row: EnumerationRow) span written suggestion =
    let words = words row

    env.Findings.AddSuggesting(
        place.File.Source,
        NameCodes.UnknownCase,
        span,
        [ written; row.Name ],
        suggestion
        |> Option.orElseWith (fun () -> OtherPrograms.word written words)
        |> Option.orElseWith (fun () -> Suggestions.nearest written words),
        [ Suggestions.alternatives words ]
    )

    Checked.wrong place span

let reportUnknownFunction (env: CheckContext) source (expected: StudyType list) span name =
    let isWord =
        enumerationOf expected
        |> Option.exists (fun row -> row.Cases |> List.exists (fun case -> case.Name = name))

    match OtherPrograms.functionHint name with
    | _ when isWord ->
        env.Findings.Add(
            source,
            NameCodes.UnknownFunction,
            span,
            [ name; "; it is a word that stands alone, without ( )." ]
        )
    | Some hint -> env.Findings.Add(source, NameCodes.UnknownFunction, span, [ name; hint ])
    | None ->
        let meant =
            OtherPrograms.functionName name
            |> Option.orElseWith (fun () -> Suggestions.nearest name [ for row in Catalogue.functions -> row.Name ])

        env.Findings.AddSuggesting(source, NameCodes.UnknownFunction, span, [ name ], meant, [])

let quoteFix env (place: Place) descriptor span arguments replacement =
    Diagnostic.create place.File.Source descriptor span arguments
    |> Diagnostic.withFix place.File.Source $"Write '{replacement}'" span replacement
    |> env.Findings.AddDiagnostic

/// Whether a text is a number as it would be written without its quotes, with the unit that it needs.
let private isNumberOf (expected: StudyType list) (text: string) =
    let extent = Lexis.numberExtent text 0
    let unit = text.Substring extent.End

    extent.End > 0
    && Lexis.isDigit text[0]
    && expected
       |> List.exists (fun wanted ->
           match wanted, Units.tryFind unit with
           | StudyType.Int, _ -> unit = "" && extent.IsInteger
           | StudyType.Float, _ -> unit = ""
           | StudyType.Quantity Dimension.Fraction, None -> unit = ""
           | StudyType.Quantity dimension, Some found -> found.Dimension = dimension
           | _ -> false)

let private reportWrongType (env: CheckContext) (place: Place) expected (actual: CheckedExpression) =
    let source = place.File.Source
    let written = source.TextOf actual.Span

    let arguments = [ place.What; Names.describeExpected expected; Names.describeType actual.Type ]

    let dimension =
        expected
        |> List.tryPick (fun studyType ->
            match studyType with
            | StudyType.Quantity dimension when dimension <> Dimension.Fraction -> Some dimension
            | _ -> None)

    let unquoted = PeopleTable.literal actual

    match dimension, actual.Type, actual.Node with
    | Some dimension, (StudyType.Int | StudyType.Float), CheckedNode.Number _ ->
        Comparisons.reportUnitMissing env place place.What dimension None actual.Span
    | Some dimension, StudyType.Quantity other, _ ->
        Comparisons.reportWrongDimension env place place.What dimension other actual.Span
    | _ ->
        match enumerationOf expected, unquoted with
        | Some row, Some word when
            row.Cases
            |> List.exists (fun case ->
                if case.Numbered then
                    word.StartsWith(case.Name + ":", StringComparison.Ordinal)
                else
                    case.Name = word)
            ->
            quoteFix env place NameCodes.WrongType actual.Span arguments word
        | Some row, Some word when expected.Length = 1 -> unknownCase env place row actual.Span word None |> ignore
        | _ ->
            let listOf =
                expected
                |> List.exists (fun studyType ->
                    match studyType with
                    | StudyType.List item -> StudyType.fits item actual.Type
                    | _ -> false)

            match unquoted, actual.Node with
            | _, CheckedNode.List items when
                actual.Type = StudyType.List StudyType.String
                && List.contains (StudyType.List StudyType.ColumnName) expected
                ->
                // The texts of a parameter: columns are names of the table, and are written where they are used.
                let names = items |> List.map PeopleTable.literal

                let written =
                    if not items.IsEmpty && names |> List.forall Option.isSome then
                        let entries =
                            names
                            |> List.map (fun name ->
                                let name = Option.get name

                                if
                                    name <> ""
                                    && Lexis.isLetter name[0]
                                    && Lexis.wordEnd name 0 = name.Length
                                    && not (Lexis.isReserved name)
                                then
                                    name
                                else
                                    $"\"{name}\"")

                        Some("[" + System.String.Join(", ", entries) + "]")
                    else
                        None

                let arguments =
                    arguments[..1]
                    @ [
                        "a list of texts; columns are named where they are used, as in "
                        + (written |> Option.defaultValue "[height, weight]")
                    ]

                match written with
                | Some written -> quoteFix env place NameCodes.WrongType actual.Span arguments written
                | None -> env.Findings.Add(source, NameCodes.WrongType, actual.Span, arguments)
            | _ when listOf -> quoteFix env place NameCodes.WrongType actual.Span arguments $"[{written}]"
            | Some path, _ when List.contains StudyType.PeopleTable expected ->
                let how =
                    if path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) then
                        "csv"
                    elif path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) then
                        "tsv"
                    else
                        "space_separated"

                let hint = $"; say how it is read: {how}({written}, id = IID)"
                env.Findings.Add(source, NameCodes.WrongType, actual.Span, arguments[..1] @ [ arguments[2] + hint ])
            // A name between quotes, as other programs have it.
            | Some name, _ when
                Names.tryFind place.File name
                |> Option.exists (fun symbol ->
                    symbol.Meaning.IsDeclaration
                    && expected |> List.exists (fun wanted -> StudyType.fits wanted symbol.Type))
                ->
                quoteFix env place NameCodes.WrongType actual.Span arguments name
            | Some number, _ when isNumberOf expected number ->
                quoteFix env place NameCodes.WrongType actual.Span arguments number
            | _, CheckedNode.Number _ when List.contains (StudyType.List StudyType.String) expected ->
                quoteFix env place NameCodes.WrongType actual.Span arguments $"[\"{written}\"]"
            | _, CheckedNode.Number _ when List.contains StudyType.String expected ->
                quoteFix env place NameCodes.WrongType actual.Span arguments $"\"{written}\""
            | _, CheckedNode.Declaration _ when
                actual.Type = StudyType.PeopleTable && List.contains StudyType.Cohort expected
                ->
                let hint = $"; a cohort has it as its table: table = {written}"
                env.Findings.Add(source, NameCodes.WrongType, actual.Span, arguments[..1] @ [ arguments[2] + hint ])
            | _, CheckedNode.Declaration _ ->
                // What else is declared and would do.
                match
                    [
                        for KeyValue(name, symbol) in place.File.Symbols do
                            match symbol.Meaning with
                            | Meaning.Declaration _ when
                                expected |> List.exists (fun wanted -> StudyType.fits wanted symbol.Type)
                                ->
                                name
                            | _ -> ()
                    ]
                with
                | [ only ] ->
                    Diagnostic.create
                        source
                        NameCodes.WrongType
                        actual.Span
                        (arguments[..1] @ [ $"{arguments[2]}; '{only}' is one" ])
                    |> Diagnostic.withProposal source $"Write '{only}'" actual.Span only
                    |> env.Findings.AddDiagnostic
                | _ -> env.Findings.Add(source, NameCodes.WrongType, actual.Span, arguments)
            | _ -> env.Findings.Add(source, NameCodes.WrongType, actual.Span, arguments)

/// Keeps an expression whose type fits, and reports any other.
let conform env place (expected: StudyType list) (actual: CheckedExpression) =
    if expected.IsEmpty || Checked.isWrong actual then
        actual
    else
        match expected |> List.tryFind (fun studyType -> studyType = actual.Type) with
        | Some _ -> actual
        | None ->
            match expected |> List.tryFind (fun studyType -> StudyType.fits studyType actual.Type) with
            | Some(StudyType.Quantity dimension) -> {
                actual with
                    Type = StudyType.Quantity dimension
              }
            | Some _ -> actual
            | None ->
                reportWrongType env place expected actual
                Checked.wrong place actual.Span
