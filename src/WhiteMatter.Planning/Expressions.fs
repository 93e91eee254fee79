/// Checked expressions as the expressions a step evaluates.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Expressions

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Expressions

/// A bug: the checker let something through that no step can evaluate.
let unplannable (expression: CheckedExpression) expected =
    let at = Diagnostic.locate expression.File expression.Span
    invalidOp $"{at.Path}:{at.Line}:{at.Column}: the checked study holds an expression that is no {expected}."

/// The text of a string without placeholders.
let text (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Text parts ->
        parts
        |> List.map (function
            | TextPart.Literal literal -> literal
            | _ -> unplannable expression "plain text")
        |> String.concat ""
    | CheckedNode.EnumCase word -> word
    | CheckedNode.Column name -> name
    | _ -> unplannable expression "text"

let number (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Number value -> value
    | CheckedNode.Unary(UnaryOperator.Negate, { Node = CheckedNode.Number value }) -> -value
    | _ -> unplannable expression "number"

/// The column that an expression names.
let columnName (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Call("column", arguments) when arguments.Count = 1 -> text (Seq.head arguments.Values)
    | _ -> text expression

let items (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.List items -> items
    | _ -> [ expression ]

/// What the names of an expression stand for in the step that evaluates it.
type Names = {
    /// The step and the value in it that a member of a declaration is.
    StepValue: string -> string -> (string * string) option
}

let private comparison operator =
    match operator with
    | BinaryOperator.Equal -> Some BinaryOperation.Equal
    | BinaryOperator.NotEqual -> Some BinaryOperation.NotEqual
    | BinaryOperator.Less -> Some BinaryOperation.Less
    | BinaryOperator.LessOrEqual -> Some BinaryOperation.LessOrEqual
    | BinaryOperator.Greater -> Some BinaryOperation.Greater
    | BinaryOperator.GreaterOrEqual -> Some BinaryOperation.GreaterOrEqual
    | _ -> None

let private arithmetic operator =
    match operator with
    | BinaryOperator.Or -> Some BinaryOperation.Or
    | BinaryOperator.And -> Some BinaryOperation.And
    | BinaryOperator.Add -> Some BinaryOperation.Add
    | BinaryOperator.Subtract -> Some BinaryOperation.Subtract
    | BinaryOperator.Multiply -> Some BinaryOperation.Multiply
    | BinaryOperator.Divide -> Some BinaryOperation.Divide
    | BinaryOperator.Power -> Some BinaryOperation.Power
    | _ -> None

/// A range of texts is written out, as `chromosome in 1..22`; nobody means more names than this.
let private longestRangeOfTexts = 10_000.0

let private binary operation left right =
    BinaryExpression(operation, left, right) :> PlanExpression

let rec lower (names: Names) (expression: CheckedExpression) : PlanExpression =
    match expression.Node with
    | CheckedNode.Number value -> NumberExpression value
    | CheckedNode.Text _
    | CheckedNode.EnumCase _ -> TextExpression(text expression)
    | CheckedNode.Boolean value -> BooleanExpression value
    | CheckedNode.Column name -> ColumnExpression name
    | CheckedNode.Member({
                             Node = CheckedNode.Declaration declaration
                         },
                         memberName) ->
        match names.StepValue declaration memberName with
        | Some(step, value) -> StepValueExpression(step, value)
        | None -> unplannable expression "value of a step"
    // A column whose name is no plain word, and a column that stands for itself and not for its value.
    | CheckedNode.Call("column", arguments) when arguments.Count = 1 ->
        ColumnExpression(text (Seq.head arguments.Values))
    | CheckedNode.Call("is_missing", arguments) when arguments.Count = 1 ->
        FunctionExpression("missing", ColumnExpression(columnName (Seq.head arguments.Values)))
    | CheckedNode.Call(name, arguments) ->
        match Map.toList arguments with
        | [ _, argument ] -> FunctionExpression(name, lower names argument)
        | _ -> unplannable expression "function of one argument"
    | CheckedNode.List items -> ListExpression(ImmutableArray.CreateRange(items |> List.map (lower names)))
    | CheckedNode.Unary(UnaryOperator.Not, operand) -> NotExpression(lower names operand)
    | CheckedNode.Unary(UnaryOperator.Negate, operand) ->
        match lower names operand with
        | :? NumberExpression as constant -> NumberExpression(-constant.Value)
        | operand -> NegateExpression operand
    | CheckedNode.Binary(BinaryOperator.In, left, right) -> lowerIn names left right
    | CheckedNode.Binary(operator, left, right) ->
        match comparison operator, arithmetic operator with
        | Some operation, _ ->
            let left', right' = lower names left, lower names right
            binary operation (alike right left') (alike left right')
        | None, Some operation -> binary operation (lower names left) (lower names right)
        | None, None -> unplannable expression "value"
    | CheckedNode.Declaration _
    | CheckedNode.MadeTable _
    | CheckedNode.Member _ -> unplannable expression "value"

/// Columns of texts may hold names that look like numbers (`chromosome == 22`): what is compared with a text is a text.
and private alike (other: CheckedExpression) (value: PlanExpression) : PlanExpression =
    match other.Node, other.Type, value with
    | CheckedNode.Column _, StudyType.String, (:? NumberExpression as constant) ->
        TextExpression(ExpressionText.number constant.Value)
    | _, _, (:? ListExpression as list) ->
        ListExpression(ImmutableArray.CreateRange(list.Items |> Seq.map (alike other)))
    | _ -> value

and private lowerIn names left right =
    let tested = lower names left

    match right.Node with
    | CheckedNode.Binary(BinaryOperator.Range, first, last) when left.Type = StudyType.String ->
        let first, last = number first, number last

        if last - first > longestRangeOfTexts then
            unplannable right "range of texts"

        ListExpression(
            ImmutableArray.CreateRange(
                seq {
                    for value in int64 first .. int64 last ->
                        TextExpression(ExpressionText.number (float value)) :> PlanExpression
                }
            )
        )
        |> binary BinaryOperation.In tested
    | CheckedNode.Binary(BinaryOperator.Range, first, last) ->
        binary
            BinaryOperation.And
            (binary BinaryOperation.GreaterOrEqual tested (lower names first))
            (binary BinaryOperation.LessOrEqual tested (lower names last))
    | _ -> binary BinaryOperation.In tested (alike left (lower names right))

/// Values of steps that an expression uses, step and value, in order of appearance.
let rec valuesUsed (expression: PlanExpression) : (string * string) list =
    match expression with
    | :? StepValueExpression as value -> [ value.Step, value.Member ]
    | :? ListExpression as list -> list.Items |> Seq.collect valuesUsed |> List.ofSeq |> List.distinct
    | :? NotExpression as negation -> valuesUsed negation.Operand
    | :? NegateExpression as negation -> valuesUsed negation.Operand
    | :? FunctionExpression as call -> valuesUsed call.Argument
    | :? BinaryExpression as pair -> List.distinct (valuesUsed pair.Left @ valuesUsed pair.Right)
    | _ -> []

/// Steps whose values an expression uses, in order of appearance.
let stepsUsed (expression: PlanExpression) : string list =
    valuesUsed expression |> List.map fst |> List.distinct
