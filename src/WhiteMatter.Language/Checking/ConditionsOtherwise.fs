/// Conditions as another language would have them: one message with the change that mends it.
module internal WhiteMatter.Language.Checking.ConditionsOtherwise

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// Reports a comparison with what stands for a missing value elsewhere, `age == NA`, which nothing equals; `false` where the word is a
/// column, a declaration or a value of the column beside it.
let reportMissing
    (findings: Findings)
    (place: Place)
    operator
    (span: Span)
    (left: Expression)
    (right: Expression)
    : bool =
    let source = place.File.Source

    let isMissing (word: Expression) (beside: Expression) =
        match word.Node with
        | ExpressionNode.Name name when WrittenElsewhere.isMissingWord name ->
            let isValue =
                match beside.Node, place.Columns with
                | ExpressionNode.Name column, Some scope ->
                    match ColumnScope.tryFind column scope with
                    | Some { Levels = Some levels } -> List.contains name levels
                    | _ -> false
                | _ -> false

            (Names.tryFind place.File name).IsNone
            && not isValue
            && (match place.Columns with
                | Some scope -> not (scope.Columns.ContainsKey name)
                | None -> true)
        | _ -> false

    let asked =
        match operator with
        | BinaryOperator.Equal
        | BinaryOperator.NotEqual ->
            if isMissing right left then Some left
            elif isMissing left right then Some right
            else None
        | _ -> None

    match asked with
    | Some value ->
        let instead =
            (if operator = BinaryOperator.NotEqual then "not " else "")
            + $"is_missing({source.TextOf value.Span})"

        let isColumn =
            match (Checked.stripParentheses value).Node with
            | ExpressionNode.Name _
            | ExpressionNode.Call({ Node = ExpressionNode.Name "column" }, _, _) -> true
            | _ -> false

        Diagnostic.create source NameCodes.MissingCompared span [ source.TextOf span; instead ]
        |> (if isColumn then
                Diagnostic.withFix source $"Write '{instead}'" span instead
            else
                id)
        |> findings.AddDiagnostic

        true
    | None -> false

/// Reports `between(age, 45y, 80y)` with the two comparisons that it means.
let reportBetween
    (findings: Findings)
    (source: SourceText)
    (span: Span)
    (nameSpan: Span)
    (name: string)
    (arguments: Argument list)
    : bool =
    let isBetween = name.Equals("between", StringComparison.OrdinalIgnoreCase)

    match
        [
            for argument in arguments -> WrittenElsewhere.repeatable source.Text argument.Value.Span
        ]
    with
    | [ Some value; Some low; Some high ] when
        isBetween && arguments |> List.forall (fun argument -> argument.Name.IsNone)
        ->
        let both = $"{value} >= {low} and {value} <= {high}"

        // `not` and a comparison take the first of the two alone.
        let after = source.Text.AsSpan(span.End).TrimStart()

        let alone =
            not (WrittenElsewhere.isNegated source.Text span.Start)
            && not (after.StartsWith "=" || after.StartsWith "!")

        let both = if alone then both else $"({both})"

        Diagnostic.create source NameCodes.UnknownFunction nameSpan [
            name
            $"; what lies between two is asked by {both}."
        ]
        |> Diagnostic.withFix source $"Write '{both}'" span both
        |> findings.AddDiagnostic

        true
    | _ -> false

/// Reports `c("a", "b")`, a list as R has it; `false` where the arguments have names.
let reportListCall
    (findings: Findings)
    (source: SourceText)
    (span: Span)
    (nameSpan: Span)
    (name: string)
    (arguments: Argument list)
    : bool =
    match OtherPrograms.functionHint name with
    | Some hint when
        (name = "c" || name = "list")
        && not arguments.IsEmpty
        && arguments |> List.forall (fun argument -> argument.Name.IsNone)
        ->
        let list =
            "["
            + String.Join(", ", [ for argument in arguments -> source.TextOf argument.Value.Span ])
            + "]"

        Diagnostic.create source NameCodes.UnknownFunction nameSpan [ name; hint ]
        |> Diagnostic.withFix source $"Write '{list}'" span list
        |> findings.AddDiagnostic

        true
    | _ -> false

/// Whether `not` or `!` stands directly before an expression.
let private isNegated (source: SourceText) (expression: Expression) =
    WrittenElsewhere.isNegated source.Text expression.Span.Start

let private isValue (expression: Expression) =
    match expression.Node with
    | ExpressionNode.Text _
    | ExpressionNode.Number _ -> true
    | _ -> false

/// A comparison with a value, as the one of several values that is meant: `site == "a"` before `or "b"`.
let private oneOf (source: SourceText) operator (comparison: Expression) (others: Expression list) =
    match comparison.Node with
    | ExpressionNode.Binary(compared, _, left, value) when isValue value ->
        match operator, compared with
        | BinaryOperator.Or, BinaryOperator.Equal
        | BinaryOperator.And, BinaryOperator.NotEqual ->
            let listed =
                String.Join(", ", [ for item in value :: others -> source.TextOf item.Span ])

            let inWords = $"{source.TextOf left.Span} in [{listed}]"

            Some(
                if operator = BinaryOperator.And then
                    $"not {inWords}"
                else
                    inWords
            )
        | _ -> None
    | _ -> None

/// Reports `site == "a" or "b"`, where a value stands for a condition; `false` where something else stands beside the sign.
let reportValuesJoined
    (findings: Findings)
    (source: SourceText)
    operator
    (operatorSpan: Span)
    (left: Expression)
    (right: Expression)
    : bool =
    /// The comparison that a row of values begins with, and those values; of a longer chain the last values are met first.
    let rec begin' (left: Expression) (values: Expression list) =
        match left.Node with
        | ExpressionNode.Binary(joined, _, first, value) when joined = operator && isValue value ->
            begin' first (value :: values)
        | ExpressionNode.Binary((BinaryOperator.And | BinaryOperator.Or), _, _, comparison) -> comparison, values, false
        | _ -> left, values, true

    if not (isValue right) then
        false
    else
        let comparison, values, alone = begin' left [ right ]

        match oneOf source operator comparison values with
        | Some meant ->
            let span = Span.union comparison.Span right.Span

            let found =
                Diagnostic.create source NameCodes.NotACondition operatorSpan [
                    Operators.spelling operator
                    $"a value; one of several is asked by {meant}"
                ]

            (if alone && not (isNegated source comparison) then
                 Diagnostic.withFix
             else
                 Diagnostic.withProposal)
                source
                $"Write '{meant}'"
                span
                meant
                found
            |> findings.AddDiagnostic

            true
        | None -> false

/// Reports `site == ["a", "b"]`, which is asked by `in`.
let reportListCompared
    (findings: Findings)
    (source: SourceText)
    operator
    (operatorSpan: Span)
    (span: Span)
    (left: Expression)
    (right: Expression)
    : bool =
    match right.Node, WrittenElsewhere.repeatable source.Text span with
    | ExpressionNode.List(_ :: _, _), Some _ when operator = BinaryOperator.Equal || operator = BinaryOperator.NotEqual ->
        let meant = $"{source.TextOf left.Span} in {source.TextOf right.Span}"

        let meant =
            if operator = BinaryOperator.Equal then
                meant
            else
                $"not {meant}"

        let sign = Operators.spelling operator

        Diagnostic.create source NameCodes.NotComparable span [
            $"'{source.TextOf left.Span}'"
            "a list"
            sign
            $"; one of several values is asked by {meant}"
        ]
        |> (if operator = BinaryOperator.Equal then
                Diagnostic.withFix source "Write `in`" operatorSpan "in"
            elif isNegated source left then
                id
            else
                Diagnostic.withFix source $"Write '{meant}'" span meant)
        |> findings.AddDiagnostic

        true
    | _ -> false
