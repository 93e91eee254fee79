/// Conditions on rows whose answer does not depend on the row.
module internal WhiteMatter.Language.Checking.FixedConditions

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// The comparisons that name nothing at all: neither a column nor a parameter.
let rec private ofLiterals (expression: Expression) : Expression list =
    let rec isLiteral (side: Expression) =
        match side.Node with
        | ExpressionNode.Number _
        | ExpressionNode.Boolean _ -> true
        | ExpressionNode.Text parts ->
            parts
            |> List.forall (fun part ->
                match part with
                | TextPart.Literal _ -> true
                | _ -> false)
        | ExpressionNode.List(items, _) -> items |> List.forall (fun item -> isLiteral item.Value)
        | ExpressionNode.Parenthesised inner -> isLiteral inner.Value
        | ExpressionNode.Unary(_, operand) -> isLiteral operand
        | ExpressionNode.Binary(_, _, left, right) -> isLiteral left && isLiteral right
        | _ -> false

    match expression.Node with
    | ExpressionNode.Parenthesised inner -> ofLiterals inner.Value
    | ExpressionNode.Unary(UnaryOperator.Not, operand) -> ofLiterals operand
    | ExpressionNode.Binary((BinaryOperator.And | BinaryOperator.Or), _, left, right) ->
        ofLiterals left @ ofLiterals right
    | ExpressionNode.Boolean _ -> [ expression ]
    | ExpressionNode.Binary(_, _, left, right) when isLiteral left && isLiteral right -> [ expression ]
    | _ -> []

/// Reports what is true of every row or of none: the whole condition, or a comparison in it.
let report (env: CheckContext) (home: FileScope) setting (written: Expression) (condition: CheckedExpression) =
    let add (span: Span) =
        env.Findings.Add(home.Source, NameCodes.ConditionOfNoColumn, span, [ home.Source.TextOf span; setting ])

    let isColumn (part: CheckedExpression) =
        match part.Node with
        | CheckedNode.Column _ -> true
        | _ -> false

    if not (Checked.isWrong condition) then
        match ofLiterals written with
        | [] ->
            if not (Checked.exists Checked.isWrong condition || Checked.exists isColumn condition) then
                add condition.Span
        | comparisons ->
            for comparison in comparisons do
                add comparison.Span

/// What a column must be by the parts of a condition that all have to hold: its bounds, and whether they are included.
type private Range = {
    Low: float
    LowIncluded: bool
    High: float
    HighIncluded: bool
}

/// Shares that are computed of variants, and what they lie between.
let private boundsOfVariants =
    Map [ "maf", (0.0, 0.5); "missing", (0.0, 1.0); "hwe_p", (0.0, 1.0) ]

/// Whether a number has a unit other than per cent, which is said where it is compared.
let private isMeasured (numberType: StudyType) =
    match numberType with
    | StudyType.Quantity dimension -> dimension <> Dimension.Fraction
    | _ -> false

/// Why no row can meet a condition: two of its parts exclude each other, or what is computed of a variant is never so. Only plain comparisons with
/// numbers are looked at.
let contradiction (ofVariants: bool) (condition: CheckedExpression) : string option =
    let ranges = System.Collections.Generic.Dictionary<string, Range>()
    let mutable found = None

    let narrow (name: string) (next: Range) =
        let before =
            match ranges.TryGetValue name with
            | true, range -> range
            | _ ->
                let low, high =
                    match boundsOfVariants.TryFind name with
                    | Some bounds when ofVariants -> bounds
                    | _ -> -infinity, infinity

                {
                    Low = low
                    LowIncluded = true
                    High = high
                    HighIncluded = true
                }

        let low, lowIncluded =
            if next.Low > before.Low then
                next.Low, next.LowIncluded
            elif next.Low = before.Low then
                before.Low, before.LowIncluded && next.LowIncluded
            else
                before.Low, before.LowIncluded

        let high, highIncluded =
            if next.High < before.High then
                next.High, next.HighIncluded
            elif next.High = before.High then
                before.High, before.HighIncluded && next.HighIncluded
            else
                before.High, before.HighIncluded

        ranges[name] <- {
            Low = low
            LowIncluded = lowIncluded
            High = high
            HighIncluded = highIncluded
        }

        if
            found.IsNone
            && (low > high || (low = high && not (lowIncluded && highIncluded)))
        then
            let at included =
                if included then "at least" else "more than"

            let most included =
                if included then "at most" else "less than"

            found <-
                Some
                    $"'{name}' would be {at lowIncluded} {Checked.number low} and {most highIncluded} {Checked.number high}"

    let from low lowIncluded high highIncluded = {
        Low = low
        LowIncluded = lowIncluded
        High = high
        HighIncluded = highIncluded
    }

    let read (part: CheckedExpression) =
        match part.Node with
        | CheckedNode.Binary(operator,
                             { Node = CheckedNode.Column name },
                             {
                                 Node = CheckedNode.Number number
                                 Type = numberType
                             }) when not ofVariants || not (isMeasured numberType) ->
            match operator with
            | BinaryOperator.Greater -> narrow name (from number false infinity true)
            | BinaryOperator.GreaterOrEqual -> narrow name (from number true infinity true)
            | BinaryOperator.Less -> narrow name (from -infinity true number false)
            | BinaryOperator.LessOrEqual -> narrow name (from -infinity true number true)
            | BinaryOperator.Equal -> narrow name (from number true number true)
            | _ -> ()
        | _ -> ()

    if not (Checked.isWrong condition) then
        Checked.conjuncts condition |> List.iter read

    found

/// The comparisons of a column with a number that all have to hold.
let private comparisonsOf (condition: CheckedExpression) = [
    for part in Checked.conjuncts condition do
        match part.Node with
        | CheckedNode.Binary(operator,
                             { Node = CheckedNode.Column name },
                             ({ Node = CheckedNode.Number value } as number)) when not (isMeasured number.Type) ->
            struct (part, operator, name, value, number)
        | _ -> ()
]

/// What good variants have much of, or little, and which are kept where that is turned around.
let private quality =
    Map [
        "hwe_p", (true, "those out of Hardy-Weinberg equilibrium")
        "info", (true, "those that were imputed badly")
        "missing", (false, "those whose genotypes are missing most often")
    ]

let private isFromBelow operator =
    operator = BinaryOperator.Greater || operator = BinaryOperator.GreaterOrEqual

let private isFromAbove operator =
    operator = BinaryOperator.Less || operator = BinaryOperator.LessOrEqual

/// Reports comparisons in what is kept of variants that leave none out, as they ask for a share of at most so many where a share is at most one, and
/// those that keep what they are meant to leave out.
let reportQuality (env: CheckContext) (condition: CheckedExpression) =
    let comparisons = comparisonsOf condition
    let textOf (part: CheckedExpression) = part.File.TextOf part.Span

    let isWrittenAsShare (number: CheckedExpression) =
        match number.Type with
        | StudyType.Quantity _ -> true
        | _ -> false

    for struct (part, operator, name, value, number) in comparisons do
        match boundsOfVariants.TryFind name, quality.TryFind name with
        | Some(_, most), _ when
            isFromAbove operator
            && (value > most
                || name = "missing" && value = most && not (isWrittenAsShare number))
            ->
            let finding =
                Diagnostic.create part.File VariantFilterCodes.FilterKeepsAll part.Span [
                    textOf part
                    name
                    Checked.number most
                ]

            (if name <> "hwe_p" && value <= 100.0 && not (isWrittenAsShare number) then
                 finding
                 |> Diagnostic.withFix part.File $"Write `{textOf number}%%`" number.Span (textOf number + "%")
             else
                 finding)
            |> env.Findings.AddDiagnostic
        | _, Some(isMuch, kept) when
            (if isMuch then
                 isFromAbove operator
             else
                 isFromBelow operator)
            // A band is meant.
            && not (
                comparisons
                |> List.exists (fun struct (_, other, otherName, _, _) ->
                    otherName = name && (if isMuch then isFromBelow other else isFromAbove other))
            )
            ->
            let turned =
                match operator with
                | BinaryOperator.Less -> ">="
                | BinaryOperator.LessOrEqual -> ">="
                | _ -> "<="

            let better = $"{name} {turned} {textOf number}"

            Diagnostic.create part.File VariantFilterCodes.FilterTurnedAround part.Span [ textOf part; kept ]
            |> Diagnostic.withFix part.File $"Write `{better}`" part.Span better
            |> env.Findings.AddDiagnostic
        | _ -> ()
