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

/// What a value's unit is made of, each dimension with its power; `None` where something of it has a unit that nothing declares.
let rec private unitOf (place: Place) (value: CheckedExpression) : Map<Dimension, float> option =
    let isUndeclared (part: CheckedExpression) =
        match part.Node with
        | CheckedNode.Column _ ->
            match Comparisons.columnOf place part with
            | Some {
                       Declared = Some(DeclaredRole.Numeric | DeclaredRole.Measure _)
                   }
            | Some { Computed = Some _ } -> false
            | _ -> true
        | _ -> false

    let joined sign left right =
        match unitOf place left, unitOf place right with
        | Some left, Some right ->
            (left, right)
            ||> Map.fold (fun all dimension power ->
                let power = sign * power + (all |> Map.tryFind dimension |> Option.defaultValue 0.0)

                if power = 0.0 then
                    all.Remove dimension
                else
                    all.Add(dimension, power))
            |> Some
        | _ -> None

    match value.Type, value.Node with
    | StudyType.Quantity Dimension.Unnamed, CheckedNode.Binary(operator, left, right) ->
        match operator, right.Node with
        | BinaryOperator.Multiply, _ -> joined 1.0 left right
        | BinaryOperator.Divide, _ -> joined -1.0 left right
        | BinaryOperator.Power, CheckedNode.Number power when power <> 0.0 ->
            unitOf place left |> Option.map (Map.map (fun _ own -> own * power))
        | (BinaryOperator.Add | BinaryOperator.Subtract), _ -> unitOf place left
        | _ -> None
    | StudyType.Quantity Dimension.Unnamed, CheckedNode.Unary(_, operand) -> unitOf place operand
    | StudyType.Quantity Dimension.Unnamed, _ -> None
    | (StudyType.Int | StudyType.Float | StudyType.Quantity Dimension.Fraction), _ ->
        if Checked.exists isUndeclared value then
            None
        else
            Some Map.empty
    | StudyType.Quantity dimension, _ -> Some(Map [ dimension, 1.0 ])
    | _ -> None

/// The unit in which values of a dimension are computed with.
let private unitName dimension =
    Units.ofDimension dimension
    |> List.tryFind (fun unit -> unit.Factor = 1.0)
    |> Option.map _.Name
    |> Option.defaultValue (Dimension.name dimension)

let private phrase (unit: Map<Dimension, float>) =
    match Map.toList unit with
    | [] -> "a number without a unit"
    | [ dimension, 1.0 ] -> Dimension.phrase dimension
    | parts ->
        let powers = [
            for dimension, power in parts ->
                if power = 1.0 then
                    unitName dimension
                else
                    $"{unitName dimension}^{Checked.number power}"
        ]

        "a number in " + String.Join(" * ", powers)

/// A number as a product and quotient of numbers with units, where its unit is made of few.
let private written (number: string) (unit: Map<Dimension, float>) =
    let parts = Map.toList unit
    let isWhole = parts |> List.forall (fun (_, power) -> Double.IsInteger power)
    let count = parts |> List.sumBy (snd >> abs)

    let units wanted = [
        for dimension, power in parts do
            for _ in 1 .. int (abs power) do
                if float (sign power) = wanted then
                    unitName dimension
    ]

    if isWhole && count <= 4.0 then
        let first, others =
            match units 1.0 with
            | first :: others -> number + first, others
            | [] -> number, []

        String.concat "" [
            yield first

            for unit in others do
                yield $" * 1{unit}"

            for unit in units -1.0 do
                yield $" / 1{unit}"
        ]
        |> Some
    else
        None

/// Reports two sides of a sum whose units differ, of which one has no name. That of a column without a declared unit may be any.
let private checkSum (env: CheckContext) (place: Place) (left: CheckedExpression) (right: CheckedExpression) =
    let source = place.File.Source
    let textOf (side: CheckedExpression) = source.TextOf side.Span

    match unitOf place left, unitOf place right with
    | Some own, Some theirs when own <> theirs ->
        let measured, unit, bare =
            if own.IsEmpty then
                right, theirs, left
            else
                left, own, right

        match bare.Node with
        | CheckedNode.Number _ when own.IsEmpty || theirs.IsEmpty ->
            env.Findings.Add(
                source,
                NameCodes.UnitMissing,
                bare.Span,
                [
                    $"'{textOf measured}'"
                    phrase unit
                    textOf bare
                    written (textOf bare) unit
                    |> Option.defaultValue "it as a product of numbers that have their units"
                ]
            )
        | _ ->
            env.Findings.Add(
                source,
                NameCodes.WrongDimension,
                right.Span,
                [ $"'{textOf left}'"; phrase own; textOf right; phrase theirs; "." ]
            )
    | _ -> ()

let private isUnnamed (value: CheckedExpression) =
    value.Type = StudyType.Quantity Dimension.Unnamed

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
        | BinaryOperator.Subtract when isUnnamed left || isUnnamed right -> checkSum env place left right
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
