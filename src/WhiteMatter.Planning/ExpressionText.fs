[<RequireQualifiedAccess>]
module WhiteMatter.Planning.ExpressionText

open System
open System.Globalization
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Parameters

let number (value: float) =
    if Double.IsFinite value then
        let text = value.ToString("R", CultureInfo.InvariantCulture)

        match text.IndexOf 'E' with
        | -1 -> text
        | at ->
            // .NET writes 5E-08 and 1E+20; the language writes 5e-8 and 1e20.
            let exponent = Int32.Parse(text.AsSpan(at + 1), NumberStyles.Integer, CultureInfo.InvariantCulture)
            $"{text.Substring(0, at)}e{exponent}"
    else
        value.ToString CultureInfo.InvariantCulture

let private quoted (text: string) =
    let escaped =
        text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("{", "{{").Replace("}", "}}")

    $"\"{escaped}\""

/// The name alone where it is a plain word, else `column("FEV1/FVC")`.
let private column (name: string) =
    let plain =
        name <> ""
        && (Char.IsAsciiLetter name[0] || name[0] = '_')
        && name |> Seq.forall (fun letter -> Char.IsAsciiLetterOrDigit letter || letter = '_')

    if plain then name else $"column({quoted name})"

/// How tightly an operator binds; a looser one inside a tighter one needs brackets.
let private strength operation =
    match operation with
    | BinaryOperation.Or -> 1
    | BinaryOperation.And -> 2
    | BinaryOperation.Equal
    | BinaryOperation.NotEqual
    | BinaryOperation.Less
    | BinaryOperation.LessOrEqual
    | BinaryOperation.Greater
    | BinaryOperation.GreaterOrEqual
    | BinaryOperation.In -> 4
    | BinaryOperation.Add
    | BinaryOperation.Subtract -> 5
    | BinaryOperation.Multiply
    | BinaryOperation.Divide -> 6
    | _ -> 8

let private symbol operation =
    match operation with
    | BinaryOperation.Or -> " or "
    | BinaryOperation.And -> " and "
    | BinaryOperation.Equal -> " == "
    | BinaryOperation.NotEqual -> " != "
    | BinaryOperation.Less -> " < "
    | BinaryOperation.LessOrEqual -> " <= "
    | BinaryOperation.Greater -> " > "
    | BinaryOperation.GreaterOrEqual -> " >= "
    | BinaryOperation.In -> " in "
    | BinaryOperation.Add -> " + "
    | BinaryOperation.Subtract -> " - "
    | BinaryOperation.Multiply -> " * "
    | BinaryOperation.Divide -> " / "
    | _ -> "^"

let private notStrength = 3
let private negateStrength = 7

let private bracketed needed text = if needed then $"({text})" else text


let rec private write outer (expression: PlanExpression) =
    match expression with
    | :? NumberExpression as x -> bracketed (x.Value < 0.0 && outer > negateStrength) (number x.Value)
    | :? TextExpression as x -> quoted x.Value
    | :? BooleanExpression as x -> if x.Value then "true" else "false"
    | :? ColumnExpression as x -> column x.Name
    | :? StepValueExpression as x -> $"{StepId.declaration x.Step}.{x.Member}"
    | :? ListExpression as x -> "[" + String.Join(", ", x.Items |> Seq.map (write 0)) + "]"
    | :? FunctionExpression as x when x.Name = "missing" -> $"is_missing({write 0 x.Argument})"
    | :? FunctionExpression as x -> $"{x.Name}({write 0 x.Argument})"
    | :? NotExpression as x -> bracketed (outer > notStrength) $"not {write notStrength x.Operand}"
    | :? NegateExpression as x -> bracketed (outer > negateStrength) $"-{write negateStrength x.Operand}"
    | :? BinaryExpression as x ->
        let own = strength x.Operation

        // Comparisons do not chain, powers bind to the right, all others to the left.
        let left, right =
            match x.Operation with
            | BinaryOperation.Power -> own + 1, own
            | _ when own = 4 -> own + 1, own + 1
            | _ -> own, own + 1

        bracketed (outer > own) $"{write left x.Left}{symbol x.Operation}{write right x.Right}"
    | other -> invalidOp $"The expression {other.GetType().Name} has no text."

let expression expression = write 0 expression

let rec private writeFormula outer (formula: FormulaExpression) =
    match formula with
    | :? EmptyFormula -> "1"
    | :? ColumnFormula as x -> column x.Name
    | :? ArithmeticFormula as x -> $"I({x.Text})"
    | :? SumFormula as x -> bracketed (outer > 1) $"{writeFormula 1 x.Left} + {writeFormula 2 x.Right}"
    | :? DifferenceFormula as x -> bracketed (outer > 1) $"{writeFormula 1 x.Left} - {writeFormula 2 x.Right}"
    | :? CrossingFormula as x -> bracketed (outer > 2) $"{writeFormula 2 x.Left} * {writeFormula 3 x.Right}"
    | :? InteractionFormula as x -> bracketed (outer > 3) $"{writeFormula 3 x.Left}:{writeFormula 4 x.Right}"
    | :? PowerFormula as x -> $"{writeFormula 5 x.Terms}^{x.Order}"
    | other -> invalidOp $"The formula {other.GetType().Name} has no text."

let formula formula = writeFormula 0 formula

let rec private writePeople nameOfRole outer (people: PeopleExpression) =
    match people with
    | :? PeopleOfTable -> "table"
    | :? PeopleOfInput as x -> nameOfRole x.Role
    | :? PeopleDifference as x ->
        bracketed (outer > 2) $"{writePeople nameOfRole 2 x.Left} - {writePeople nameOfRole 3 x.Right}"
    | :? PeopleIntersection as x ->
        bracketed (outer > 1) $"{writePeople nameOfRole 1 x.Left} & {writePeople nameOfRole 2 x.Right}"
    | other -> invalidOp $"The people {other.GetType().Name} have no text."

let people nameOfRole people = writePeople nameOfRole 0 people
