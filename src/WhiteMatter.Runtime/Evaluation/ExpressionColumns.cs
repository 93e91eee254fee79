using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Runtime.Evaluation;

/// <summary>Lists what expressions and formulas name.</summary>
public static class ExpressionColumns
{
    /// <summary>The columns an expression names, each once, in order of appearance.</summary>
    /// <param name="expression">The expression; null names none.</param>
    public static IReadOnlyList<string> Of(PlanExpression? expression)
    {
        var found = new List<string>();
        Walk(expression, found);
        return found;
    }

    /// <summary>The columns a formula names, each once, in order of appearance.</summary>
    /// <param name="formula">The formula.</param>
    public static IReadOnlyList<(string Name, ColumnRole Role)> Of(FormulaExpression formula)
    {
        var found = new List<(string, ColumnRole)>();
        Walk(formula, found);
        return found;
    }

    /// <summary>The values of steps that an expression names.</summary>
    /// <param name="expression">The expression.</param>
    public static IEnumerable<StepValueExpression> StepValues(PlanExpression expression) => expression switch
    {
        StepValueExpression value => [value],
        NotExpression not => StepValues(not.Operand),
        NegateExpression negate => StepValues(negate.Operand),
        FunctionExpression function => StepValues(function.Argument),
        BinaryExpression binary => StepValues(binary.Left).Concat(StepValues(binary.Right)),
        ListExpression list => list.Items.SelectMany(StepValues),
        _ => [],
    };

    private static void Walk(PlanExpression? expression, List<string> found)
    {
        switch (expression)
        {
            case ColumnExpression column when !found.Contains(column.Name):
                found.Add(column.Name);
                break;
            case NotExpression not:
                Walk(not.Operand, found);
                break;
            case NegateExpression negate:
                Walk(negate.Operand, found);
                break;
            case FunctionExpression function:
                Walk(function.Argument, found);
                break;
            case BinaryExpression binary:
                Walk(binary.Left, found);
                Walk(binary.Right, found);
                break;
            case ListExpression list:
                foreach (var item in list.Items)
                {
                    Walk(item, found);
                }

                break;
        }
    }

    private static void Walk(FormulaExpression formula, List<(string Name, ColumnRole Role)> found)
    {
        switch (formula)
        {
            case ColumnFormula column:
                Add(column.Name, column.Role);
                break;
            case ArithmeticFormula arithmetic:
                foreach (var name in Of(arithmetic.Value))
                {
                    Add(name, ColumnRole.Numeric);
                }

                break;
            case SumFormula sum:
                Walk(sum.Left, found);
                Walk(sum.Right, found);
                break;
            case DifferenceFormula difference:
                Walk(difference.Left, found);
                Walk(difference.Right, found);
                break;
            case InteractionFormula interaction:
                Walk(interaction.Left, found);
                Walk(interaction.Right, found);
                break;
            case CrossingFormula crossing:
                Walk(crossing.Left, found);
                Walk(crossing.Right, found);
                break;
            case PowerFormula power:
                Walk(power.Terms, found);
                break;
        }

        void Add(string name, ColumnRole role)
        {
            if (!found.Exists(entry => entry.Name == name))
            {
                found.Add((name, role));
            }
        }
    }
}
