using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Runtime.Evaluation;

/// <summary>Lists what expressions and formulas name.</summary>
public static class ExpressionColumns
{
    /// <summary>The columns an expression names, each once, in order of appearance.</summary>
    /// <param name="expression">The expression; null names none.</param>
    public static IReadOnlyList<string> Of(PlanExpression? expression) =>
        expression is null ? [] : [.. Within(expression).OfType<ColumnExpression>().Select(column => column.Name).Distinct()];

    /// <summary>The columns a formula names, each once, in order of appearance.</summary>
    /// <param name="formula">The formula.</param>
    public static IReadOnlyList<(string Name, ColumnRole Role)> Of(FormulaExpression formula) =>
        [.. Named(formula).DistinctBy(column => column.Name)];

    /// <summary>The values of steps that an expression names.</summary>
    /// <param name="expression">The expression.</param>
    public static IEnumerable<StepValueExpression> StepValues(PlanExpression expression) => Within(expression).OfType<StepValueExpression>();

    /// <summary>An expression and all its parts, in order of appearance.</summary>
    private static IEnumerable<PlanExpression> Within(PlanExpression expression)
    {
        IEnumerable<PlanExpression> parts = expression switch
        {
            NotExpression not => [not.Operand],
            NegateExpression negate => [negate.Operand],
            FunctionExpression function => [function.Argument],
            BinaryExpression binary => [binary.Left, binary.Right],
            ListExpression list => list.Items,
            _ => [],
        };
        return parts.SelectMany(Within).Prepend(expression);
    }

    private static IEnumerable<(string Name, ColumnRole Role)> Named(FormulaExpression formula) => formula switch
    {
        ColumnFormula column => [(column.Name, column.Role)],
        ArithmeticFormula arithmetic => Of(arithmetic.Value).Select(name => (name, ColumnRole.Numeric)),
        SumFormula sum => Named(sum.Left).Concat(Named(sum.Right)),
        DifferenceFormula difference => Named(difference.Left).Concat(Named(difference.Right)),
        InteractionFormula interaction => Named(interaction.Left).Concat(Named(interaction.Right)),
        CrossingFormula crossing => Named(crossing.Left).Concat(Named(crossing.Right)),
        PowerFormula power => Named(power.Terms),
        _ => [],
    };
}
