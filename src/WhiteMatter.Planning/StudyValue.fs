[<RequireQualifiedAccess>]
module WhiteMatter.Planning.StudyValue

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Expressions

/// What a step can evaluate.
let rec private isValue (expression: CheckedExpression) =
    match expression.Node with
    | CheckedNode.Number _
    | CheckedNode.Boolean _ -> true
    | CheckedNode.Text parts ->
        parts |> List.forall (fun part -> part.IsLiteral)
        && expression.Type <> StudyType.Unknown
    | CheckedNode.Member({ Node = CheckedNode.Declaration _ }, _) ->
        match expression.Type with
        | StudyType.Int
        | StudyType.Float
        | StudyType.Bool
        | StudyType.Quantity _ -> true
        | _ -> false
    | CheckedNode.Unary(_, operand) -> isValue operand
    | CheckedNode.Call(_, arguments) ->
        arguments.Count = 1
        && (expression.Type = StudyType.Float || expression.Type = StudyType.Int)
        && arguments.Values |> Seq.forall isValue
    | CheckedNode.Binary((BinaryOperator.Intersect | BinaryOperator.Interact | BinaryOperator.Range), _, _) -> false
    | CheckedNode.Binary(BinaryOperator.In, left, { Node = CheckedNode.List items }) ->
        isValue left && List.forall isValue items
    | CheckedNode.Binary(BinaryOperator.In,
                         left,
                         {
                             Node = CheckedNode.Binary(BinaryOperator.Range, first, last)
                         }) -> isValue left && isValue first && isValue last
    | CheckedNode.Binary(_, left, right) -> isValue left && isValue right
    | _ -> false

let tryLower (study: CheckedStudy) (expression: CheckedExpression) : PlanExpression option =
    if isValue expression then
        let names: Expressions.Names = {
            StepValue = StepValues.findAmong (fun name -> CheckedStudy.tryFind name study)
        }

        Some(Expressions.lower names expression)
    else
        None

let valuesUsed (expression: PlanExpression) : (string * string) list = Expressions.valuesUsed expression
