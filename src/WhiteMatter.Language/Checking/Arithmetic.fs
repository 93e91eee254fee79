/// Operators on numbers: types, units and values already known.
module internal WhiteMatter.Language.Checking.Arithmetic

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

let private resultType operator (left: StudyType) (right: StudyType) =
    let plain studyType =
        match studyType with
        | StudyType.Int
        | StudyType.Float
        | StudyType.Quantity Dimension.Fraction -> true
        | _ -> false

    match operator, left, right with
    | _, StudyType.Unknown, _
    | _, _, StudyType.Unknown -> StudyType.Unknown
    | (BinaryOperator.Add | BinaryOperator.Subtract | BinaryOperator.Multiply), StudyType.Int, StudyType.Int ->
        StudyType.Int
    | (BinaryOperator.Add | BinaryOperator.Subtract), StudyType.Quantity a, StudyType.Quantity b when a = b -> left
    | BinaryOperator.Divide, StudyType.Quantity a, StudyType.Quantity b when a = b && a <> Dimension.Unnamed ->
        StudyType.Float
    | (BinaryOperator.Multiply | BinaryOperator.Divide), StudyType.Quantity _, other when
        plain other && not (plain left)
        ->
        left
    | BinaryOperator.Multiply, other, StudyType.Quantity _ when plain other && not (plain right) -> right
    | _, a, b when plain a && plain b -> StudyType.Float
    | _ -> StudyType.Quantity Dimension.Unnamed

/// Whether a number has a unit, which an exponent must not have.
let private hasUnit (value: CheckedExpression) =
    match value.Type with
    | StudyType.Quantity dimension -> dimension <> Dimension.Fraction
    | _ -> false

let private compute operator (left: float) (right: float) =
    match operator with
    | BinaryOperator.Add -> left + right
    | BinaryOperator.Subtract -> left - right
    | BinaryOperator.Multiply -> left * right
    | BinaryOperator.Divide -> left / right
    | _ -> Math.Pow(left, right)

let private checkOperand (env: CheckContext) (place: Place) symbol (operand: CheckedExpression) =
    if StudyType.isNumeric operand.Type || Checked.isWrong operand then
        true
    else
        match Comparisons.columnOf place operand with
        | Some column ->
            env.Findings.Add(
                place.File.Source,
                NameCodes.TextAsNumber,
                operand.Span,
                [ column.Name; Column.describe column ]
            )
        | None ->
            env.Findings.Add(
                place.File.Source,
                NameCodes.NotArithmetic,
                operand.Span,
                [ symbol; Names.describeType operand.Type ]
            )

        false

/// A number where arithmetic needs one; reports anything else.
let requireNumber env place symbol operand =
    if checkOperand env place symbol operand then
        operand
    else
        Checked.wrong place operand.Span

let negate env (place: Place) span (operand: CheckedExpression) =
    if not (checkOperand env place "-" operand) then
        Checked.wrong place span
    else
        match operand.Node with
        | CheckedNode.Number value -> Checked.make place span operand.Type (CheckedNode.Number -value)
        | _ -> Checked.make place span operand.Type (CheckedNode.Unary(UnaryOperator.Negate, operand))

/// `+ - * / ^` on two numbers; worked out at once where both are known.
let combine (env: CheckContext) (place: Place) span operator left right =
    let symbol = Operators.spelling operator
    let leftGood = checkOperand env place symbol left
    let rightGood = checkOperand env place symbol right

    if not (leftGood && rightGood) then
        Checked.wrong place span
    else
        match operator with
        | BinaryOperator.Add
        | BinaryOperator.Subtract -> Comparisons.checkDimensions env place left right
        | BinaryOperator.Power when hasUnit right ->
            env.Findings.Add(
                place.File.Source,
                NameCodes.WrongType,
                right.Span,
                [ "'^'"; "a number without a unit"; Names.describeType right.Type ]
            )
        | _ -> ()

        let result = resultType operator left.Type right.Type

        match left.Node, right.Node with
        | CheckedNode.Number a, CheckedNode.Number b ->
            let value = compute operator a b

            if Double.IsFinite value then
                Checked.make place span result (CheckedNode.Number value)
            else
                env.Findings.Add(place.File.Source, NameCodes.NotFinite, span, [ place.File.Source.TextOf span ])
                Checked.wrong place span
        | _, CheckedNode.Number 0.0 when operator = BinaryOperator.Divide ->
            env.Findings.Add(place.File.Source, NameCodes.NotFinite, span, [ place.File.Source.TextOf span ])
            Checked.wrong place span
        | _ -> Checked.make place span result (CheckedNode.Binary(operator, left, right))
