/// Checked formulas as the formulas a design expands, with each column's role in the cohort that uses them.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.Formulas

open WhiteMatter.Language
open WhiteMatter.Language.Syntax
open WhiteMatter.Plan.Expressions

/// What the names of a formula stand for where it is used.
type Names = {
    RoleOf: string -> ColumnRole
    /// The entries of a named formula.
    Covariates: string -> CheckedExpression list option
    /// The columns of a relatedness's principal components.
    Components: string -> string list option
    Expressions: Expressions.Names
}

let private empty = EmptyFormula() :> FormulaExpression

let private sum (left: FormulaExpression) (right: FormulaExpression) : FormulaExpression =
    match left, right with
    | :? EmptyFormula, other
    | other, (:? EmptyFormula) -> other
    | _ -> SumFormula(left, right)

let private arithmetic names (value: CheckedExpression) : FormulaExpression =
    let lowered = Expressions.lower names.Expressions value
    ArithmeticFormula(lowered, ExpressionText.expression lowered)

let rec lower (names: Names) (expression: CheckedExpression) : FormulaExpression =
    match expression.Node with
    // The intercept is always in: `1` adds nothing.
    | CheckedNode.Number 1.0 -> empty
    | CheckedNode.Column name -> ColumnFormula(name, names.RoleOf name)
    | CheckedNode.Declaration name ->
        match names.Covariates name with
        | Some entries -> lowerSum names entries
        | None -> Expressions.unplannable expression "formula"
    | CheckedNode.Member({ Node = CheckedNode.Declaration name }, "pcs") ->
        match names.Components name with
        | Some columns ->
            columns
            |> List.fold (fun formula column -> sum formula (ColumnFormula(column, ColumnRole.Numeric))) empty
        | None -> Expressions.unplannable expression "formula"
    | CheckedNode.Call("I", arguments) when arguments.Count = 1 -> arithmetic names (Seq.head arguments.Values)
    | CheckedNode.Call("column", _) ->
        let name = Expressions.columnName expression
        ColumnFormula(name, names.RoleOf name)
    | CheckedNode.Call _ -> arithmetic names expression
    | CheckedNode.List items -> lowerSum names items
    | CheckedNode.Binary(BinaryOperator.Add, left, right) -> sum (lower names left) (lower names right)
    | CheckedNode.Binary(BinaryOperator.Subtract, left, right) ->
        match lower names right with
        | :? EmptyFormula -> lower names left
        | right -> DifferenceFormula(lower names left, right)
    | CheckedNode.Binary(BinaryOperator.Multiply, left, right) -> CrossingFormula(lower names left, lower names right)
    | CheckedNode.Binary(BinaryOperator.Interact, left, right) ->
        InteractionFormula(lower names left, lower names right)
    | CheckedNode.Binary(BinaryOperator.Power, terms, order) ->
        PowerFormula(lower names terms, int (Expressions.number order))
    | _ -> Expressions.unplannable expression "formula"

and lowerSum (names: Names) (entries: CheckedExpression list) : FormulaExpression =
    entries
    |> List.fold (fun formula entry -> sum formula (lower names entry)) empty

/// How many columns a design has at most for a formula, without the intercept, given each factor's number of levels.
let rec width (levelsOf: string -> int) (formula: FormulaExpression) : float =
    match formula with
    | :? ColumnFormula as column when column.Role = ColumnRole.Factor -> float (max 1 (levelsOf column.Name - 1))
    | :? ColumnFormula
    | :? ArithmeticFormula -> 1.0
    | :? SumFormula as pair -> width levelsOf pair.Left + width levelsOf pair.Right
    | :? DifferenceFormula as pair -> width levelsOf pair.Left
    | :? InteractionFormula as pair -> width levelsOf pair.Left * width levelsOf pair.Right
    | :? CrossingFormula as pair ->
        let left, right = width levelsOf pair.Left, width levelsOf pair.Right
        left + right + left * right
    | :? PowerFormula as power ->
        // All products of 1 … n different columns of the terms.
        let terms = width levelsOf power.Terms

        Seq.init (min power.Order (int terms)) (fun taken -> (terms - float taken) / float (taken + 1))
        |> Seq.scan (*) 1.0
        |> Seq.skip 1
        |> Seq.sum
    | _ -> 0.0
