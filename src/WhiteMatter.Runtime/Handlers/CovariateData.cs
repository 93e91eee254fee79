using WhiteMatter.Formats.Tables;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>
/// Translates the plan's formula into that of the statistics library, and the columns it names into columns of data. Arithmetic is
/// computed here, so that it means the same as in a condition, and enters as a column of its own name.
/// </summary>
internal sealed class CovariateData
{
    private readonly Dictionary<string, PlanExpression> _arithmetic = new(StringComparer.Ordinal);

    public CovariateData(FormulaExpression formula)
    {
        Columns = ExpressionColumns.Of(formula);
        Formula = Translate(formula);
    }

    /// <summary>The formula.</summary>
    public FormulaTerm Formula { get; }

    /// <summary>The table's columns it needs.</summary>
    public IReadOnlyList<(string Name, ColumnRole Role)> Columns { get; }

    /// <summary>How the table's columns are read.</summary>
    public IReadOnlyList<ColumnRequest> Requests =>
        [.. Columns.Select(column => new ColumnRequest(column.Name, column.Role == ColumnRole.Factor ? ColumnReading.Text : ColumnReading.Numeric))];

    /// <summary>The data for some rows of the table.</summary>
    public IReadOnlyDictionary<string, DesignColumn> For(PeopleTable table, IReadOnlyList<int> rows)
    {
        var data = new Dictionary<string, DesignColumn>(StringComparer.Ordinal);
        foreach (var (name, _) in Columns)
        {
            data[name] = table[name] switch
            {
                NumericColumn numeric => new NumericDesignColumn(name, [.. rows.Select(row => numeric.Values[row])]),
                TextColumn text => new FactorDesignColumn(name, text.Levels, [.. rows.Select(row => text.Codes[row])]),
                var other => throw new InvalidOperationException($"A {other.GetType().Name} cannot enter a design."),
            };
        }

        var compiler = new ExpressionCompiler<int>(
            name => TableRows.Reader(table, name),
            (step, member) => throw new InvalidOperationException($"A formula cannot use {step}.{member}."));
        foreach (var (name, expression) in _arithmetic)
        {
            var value = compiler.Compile(expression);
            data[name] = new NumericDesignColumn(name, [.. rows.Select(row => value(row) is { Kind: not CellKind.Missing } cell ? cell.Number : double.NaN)]);
        }

        return data;
    }

    private FormulaTerm Translate(FormulaExpression formula)
    {
        switch (formula)
        {
            case EmptyFormula:
                return new FormulaTerm.Intercept(true);
            case ColumnFormula column:
                return new FormulaTerm.Column(column.Name);
            case ArithmeticFormula arithmetic:
                var name = $"I({arithmetic.Text})";
                _arithmetic[name] = arithmetic.Value;
                return new FormulaTerm.Column(name);
            case SumFormula sum:
                return new FormulaTerm.Sum(Translate(sum.Left), Translate(sum.Right));
            case DifferenceFormula difference:
                return new FormulaTerm.Difference(Translate(difference.Left), Translate(difference.Right));
            case InteractionFormula interaction:
                return new FormulaTerm.Interaction(Translate(interaction.Left), Translate(interaction.Right));
            case CrossingFormula crossing:
                return new FormulaTerm.Crossing(Translate(crossing.Left), Translate(crossing.Right));
            case PowerFormula power:
                return new FormulaTerm.Power(Translate(power.Terms), power.Order);
            default:
                throw new InvalidOperationException($"A {formula.GetType().Name} is no formula.");
        }
    }
}
