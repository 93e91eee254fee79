/// Which values can be compared, and what units, levels and types have to say to it.
module internal WhiteMatter.Language.Checking.Comparisons

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private dimensionOf studyType =
    match studyType with
    | StudyType.Quantity Dimension.Fraction -> None
    | StudyType.Quantity dimension -> Some dimension
    | _ -> None

/// The column an expression is, if it is one.
let columnOf = UnitProducts.columnOf

/// Whether it is a column of which nothing is known here.
let private isUnseen (place: Place) (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Column name ->
        place.Columns
        |> Option.forall (fun scope -> not scope.Complete && (ColumnScope.tryFind name scope).IsNone)
    | _ -> false

let private describe (place: Place) (expression: CheckedExpression) =
    let text = place.File.Source.TextOf expression.Span

    match columnOf place expression with
    | Some column when Column.typeOf column = StudyType.String -> $"'{text}' ({Column.describe column})"
    | _ -> $"'{text}' ({Names.describeType expression.Type})"

let private isLiteralNumber (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Number _ -> true
    | _ -> false

/// Whether a text is a number as it is written, and no name or sum that stands for one.
let private isNumberText (text: string) =
    text <> ""
    && (Char.IsAsciiDigit text[0] || text[0] = '.')
    && Char.IsAsciiDigit text[text.Length - 1]
    && fst (Double.TryParse(text, Globalization.NumberStyles.Float, Globalization.CultureInfo.InvariantCulture))

/// Reports a number without the unit it needs, with one fix for each unit where the number itself stands there.
let reportUnitMissing (env: CheckContext) (place: Place) what (dimension: Dimension) (first: Unit option) (span: Span) =
    let source = place.File.Source
    let text = source.TextOf span

    let units =
        match first with
        | Some unit ->
            unit
            :: (Units.ofDimension dimension
                |> List.filter (fun other -> other.Name <> unit.Name))
        | None -> Units.ofDimension dimension

    // The unit one would most often mean comes first.
    let units =
        if first.IsNone && dimension = Dimension.GenomicDistance then
            units |> List.sortBy (fun unit -> if unit.Name = "kb" then 0 else 1)
        else
            units

    let diagnostic =
        Diagnostic.create source NameCodes.UnitMissing span [
            what
            Dimension.phrase dimension
            text
            (if isNumberText text then
                 Suggestions.alternatives [ for unit in units -> text + unit.Name ]
             else
                 $"the unit where the number stands, as in 1{units.Head.Name}; a parameter that has one is declared as 'quantity'")
        ]

    (if isNumberText text then units else [])
    |> List.fold
        (fun diagnostic unit ->
            Diagnostic.withFix source $"Write '{text}{unit.Name}'" span (text + unit.Name) diagnostic)
        diagnostic
    |> env.Findings.AddDiagnostic

let reportWrongDimension (env: CheckContext) (place: Place) what expected (actual: Dimension) (span: Span) =
    let source = place.File.Source
    let text = source.TextOf span

    // 16Mb for 16MB: the same letters of another dimension.
    let meant =
        Units.ofDimension expected
        |> List.tryPick (fun unit ->
            if
                text.Length > unit.Name.Length
                && isNumberText (text.Substring(0, text.Length - unit.Name.Length))
                && text.EndsWith(unit.Name, System.StringComparison.OrdinalIgnoreCase)
                && not (text.EndsWith(unit.Name, System.StringComparison.Ordinal))
            then
                Some(text.Substring(0, text.Length - unit.Name.Length) + unit.Name)
            else
                None)

    let diagnostic =
        Diagnostic.create source NameCodes.WrongDimension span [
            what
            Dimension.phrase expected
            text
            Dimension.phrase actual
            (match meant with
             | Some _ -> Suggestions.phrase meant
             | None ->
                 // Which number is meant in another unit is not known.
                 let units =
                     Suggestions.alternatives [ for unit in Units.ofDimension expected -> unit.Name ]

                 $"; {Dimension.phrase expected} is written with {units}.")
        ]

    (match meant with
     | Some other -> Diagnostic.withFix source $"Write '{other}'" span other diagnostic
     | None -> diagnostic)
    |> env.Findings.AddDiagnostic

/// Reports numbers of differing dimensions, if they differ.
let checkDimensions (env: CheckContext) (place: Place) (left: CheckedExpression) (right: CheckedExpression) =
    let source = place.File.Source
    let textOf (side: CheckedExpression) = source.TextOf side.Span

    let oneSided dimension (measured: CheckedExpression) (bare: CheckedExpression) =
        match columnOf place bare with
        | Some { Computed = Some _; Name = name } ->
            let diagnostic =
                Diagnostic.create source NameCodes.ComputedColumnUnit measured.Span [ name; Dimension.phrase dimension ]

            let written = textOf measured
            let unit = written |> Seq.rev |> Seq.takeWhile System.Char.IsLetter |> Seq.length
            let number = written.Substring(0, written.Length - unit).TrimEnd()

            if unit > 0 && isNumberText number then
                Diagnostic.withFix source $"Write '{number}'" measured.Span number diagnostic
            else
                diagnostic
            |> env.Findings.AddDiagnostic
        | Some column ->
            let diagnostic =
                Diagnostic.create source NameCodes.ColumnUnitMissing bare.Span [
                    column.Name
                    Dimension.phrase dimension
                ]

            match place.Columns |> Option.bind _.Declare, column.Declared, Units.ofDimension dimension with
            | Some declare, None, unit :: _ ->
                let file, span, text = declare $"{column.Name} : {unit.Name}"
                Diagnostic.withFix file $"Declare '{column.Name} : {unit.Name}'" span text diagnostic
            | _ -> diagnostic
            |> env.Findings.AddDiagnostic
        | None when isLiteralNumber bare ->
            let unit =
                match columnOf place measured |> Option.bind _.Declared with
                | Some(DeclaredRole.Measure unit) -> Some unit
                | _ -> None

            reportUnitMissing env place $"'{textOf measured}'" dimension unit bare.Span
        // What unit a column of a table not seen yet has is for the cohort to say that uses it.
        | None when Checked.exists (isUnseen place) bare -> ()
        | None ->
            env.Findings.Add(
                source,
                NameCodes.WrongType,
                bare.Span,
                [
                    $"'{textOf measured}'"
                    Dimension.phrase dimension
                    "a number without a unit"
                ]
            )

    match dimensionOf left.Type, dimensionOf right.Type with
    | Some Dimension.Unnamed, _
    | _, Some Dimension.Unnamed -> UnitProducts.check env place left right
    | Some a, Some b when a <> b -> reportWrongDimension env place $"'{textOf left}'" a b right.Span
    | Some a, None -> oneSided a left right
    | None, Some b -> oneSided b right left
    | _ -> ()

/// The text that a number stands for: of an ID what is written, as 001 and 1 are two people.
let private textOf (place: Place) (column: Column) (value: CheckedExpression) number =
    let written = place.File.Source.TextOf value.Span

    if
        column.Declared = Some DeclaredRole.Id
        && not (written.Contains("..", StringComparison.Ordinal))
        && Seq.forall (fun c -> Char.IsAsciiDigit c || Seq.contains c ".eE+-") written
    then
        written
    else
        Checked.number number

/// A number written where a column's values are texts becomes that text.
let private asLevel (place: Place) (column: CheckedExpression) (value: CheckedExpression) =
    match columnOf place column, value.Node with
    | Some known, CheckedNode.Number number when
        Column.typeOf known = StudyType.String
        && (known.Computed.IsSome
            || (match known.Declared with
                | Some(DeclaredRole.Factor _ | DeclaredRole.Id) -> true
                | _ -> false))
          ->
          {
              value with
                  Node = CheckedNode.Text [ TextPart.Literal(textOf place known value number) ]
                  Type = StudyType.String
          }
    | _ -> value

let private checkLevel (env: CheckContext) (place: Place) (column: CheckedExpression) (value: CheckedExpression) =
    match columnOf place column with
    | Some { Levels = Some levels; Name = name } when StudyType.String = column.Type ->
        match PeopleTable.literal value with
        | Some text when value.Type = StudyType.String && not (List.contains text levels) ->
            let nearest = Suggestions.nearest text levels

            let suggestion =
                nearest |> Option.orElseWith (fun () -> Suggestions.level text levels)

            let known =
                match suggestion with
                | Some _ -> Suggestions.phrase suggestion
                | None when levels.Length <= 8 ->
                    "; its values are "
                    + Suggestions.alternatives [ for level in levels -> $"'{level}'" ]
                    + "."
                | None -> "."

            let source = place.File.Source

            let diagnostic =
                Diagnostic.create source NameCodes.UnknownLevel value.Span [ name; text; known ]

            // A parameter that has the value stays: its value is said elsewhere.
            let isNamed =
                let written = source.TextOf value.Span
                written <> "" && Lexis.isLetter written[0]

            match suggestion with
            | Some level when not isNamed ->
                (if nearest.IsSome then
                     Diagnostic.withFix
                 else
                     Diagnostic.withProposal)
                    source
                    $"Write \"{level}\""
                    value.Span
                    $"\"{level}\""
                    diagnostic
            | _ -> diagnostic
            |> env.Findings.AddDiagnostic
        | _ -> ()
    | _ -> ()

let private isOrder operator =
    match operator with
    | BinaryOperator.Less
    | BinaryOperator.LessOrEqual
    | BinaryOperator.Greater
    | BinaryOperator.GreaterOrEqual -> true
    | _ -> false

/// The number that a text between quotes beside a number is meant as, and whether its unit is not its own but the column's.
let private numberBetweenQuotes (place: Place) (text: string) (beside: CheckedExpression) : (string * bool) option =
    let digits =
        text.TrimEnd([| 'a' .. 'z' |]).TrimEnd([| 'A' .. 'Z' |]).TrimEnd('%').TrimEnd()

    let unit = text.Substring(digits.Length).Trim()

    if not (isNumberText digits) then
        None
    elif unit <> "" then
        Units.tryFind unit |> Option.map (fun unit -> digits + unit.Name, false)
    else
        match columnOf place beside |> Option.bind _.Declared with
        | Some(DeclaredRole.Measure unit) -> Some(digits + unit.Name, true)
        | _ -> Some(digits, false)

/// Reports a column's name between quotes that is compared with a value, as in `"age" > 40y`; `false` where there is none.
let private reportQuotedColumn (env: CheckContext) (place: Place) (left: CheckedExpression) (right: CheckedExpression) =
    let source = place.File.Source

    /// Whether a side is a value where it stands, not the name of one.
    let isLiteral (side: CheckedExpression) =
        let written = source.TextOf side.Span
        written <> "" && not (Lexis.isLetter written[0])

    /// The column that a text names where the other side is a value too.
    let columnOf (side: CheckedExpression) (other: CheckedExpression) =
        match PeopleTable.literal side, place.Columns, other.Node with
        | Some name, Some scope, (CheckedNode.Text _ | CheckedNode.Number _) when
            source.TextOf side.Span = $"\"{name}\""
            && scope.Columns.ContainsKey name
            && isLiteral other
            ->
            Some(side, name)
        | _ -> None

    match columnOf left right |> Option.orElseWith (fun () -> columnOf right left) with
    | Some(side, name) ->
        let span = Span.union left.Span right.Span

        let written =
            if
                Lexis.isLetter name[0]
                && Lexis.wordEnd name 0 = name.Length
                && not (Lexis.isReserved name)
            then
                name
            else
                $"column(\"{name}\")"

        Diagnostic.create source NameCodes.ConditionOfNoColumn span [ source.TextOf span; place.What.Trim '\'' ]
        |> Diagnostic.withFix source $"Write '{written}'" side.Span written
        |> env.Findings.AddDiagnostic

        true
    | None -> false

/// Checks one comparison and gives both sides, numbers turned into texts where a column's values are texts.
let compare (env: CheckContext) (place: Place) operator (left: CheckedExpression) (right: CheckedExpression) =
    let left, right =
        if isOrder operator then
            left, right
        else
            asLevel place right left, asLevel place left right

    let notComparable () =
        let source = place.File.Source

        let number (side: CheckedExpression) (other: CheckedExpression) =
            match PeopleTable.literal side with
            | Some text when StudyType.isNumeric other.Type && source.TextOf side.Span = $"\"{text}\"" ->
                numberBetweenQuotes place text other
                |> Option.map (fun (written, chosen) -> side, written, chosen)
            | _ -> None

        let meant = number right left |> Option.orElseWith (fun () -> number left right)

        let rest =
            match meant with
            | Some(_, number, _) -> $"; a number stands without quotes: {number}"
            | None -> ""

        let found =
            Diagnostic.create source NameCodes.NotComparable (Span.union left.Span right.Span) [
                describe place left
                describe place right
                Operators.spelling operator
                rest
            ]

        match meant with
        | Some(side, number, false) -> Diagnostic.withFix source $"Write '{number}'" side.Span number found
        | Some(side, number, true) -> Diagnostic.withProposal source $"Write '{number}'" side.Span number found
        | None -> found
        |> env.Findings.AddDiagnostic

    match left.Type, right.Type with
    | StudyType.Unknown, _
    | _, StudyType.Unknown -> ()
    | _ when reportQuotedColumn env place left right -> ()
    | a, b when StudyType.isNumeric a && StudyType.isNumeric b -> checkDimensions env place left right
    | StudyType.String, StudyType.String when not (isOrder operator) ->
        checkLevel env place left right
        checkLevel env place right left
    | StudyType.Bool, StudyType.Bool when not (isOrder operator) -> ()
    | _ -> notComparable ()

    left, right
