/// Units of products, quotients and powers, which have no name of their own.
module internal WhiteMatter.Language.Checking.UnitProducts

open System
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Diagnostics

/// The column an expression is, if it is one.
let columnOf (place: Place) (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Column name
    | CheckedNode.Binary(BinaryOperator.Multiply, { Node = CheckedNode.Column name }, { Node = CheckedNode.Number _ }) ->
        place.Columns |> Option.bind (ColumnScope.tryFind name)
    | _ -> None

/// A power without the rounding of its decimals: 0.1 and 0.2 are 0.3.
let private exact (power: float) = Math.Round(power, 9)

/// What a value's unit is made of, each dimension with its power; `None` where something of it has a unit that nothing declares.
let rec private unitOf (place: Place) (value: CheckedExpression) : Map<Dimension, float> option =
    let isUndeclared (part: CheckedExpression) =
        match part.Node with
        | CheckedNode.Column _ ->
            match columnOf place part with
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
                let power =
                    exact (sign * power + (all |> Map.tryFind dimension |> Option.defaultValue 0.0))

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
            unitOf place left |> Option.map (Map.map (fun _ own -> exact (own * power)))
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
            // A share has its own sign: 50% * 1y.
            | first :: others when Char.IsAsciiDigit number[number.Length - 1] -> number + first, others
            | all -> number, all

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

/// Reports two sides of a sum or a comparison whose units differ, of which one has no name. That of a column without a declared unit may be any.
let check (env: CheckContext) (place: Place) (left: CheckedExpression) (right: CheckedExpression) =
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
