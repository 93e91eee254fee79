using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Runtime.Evaluation;

/// <summary>
/// Turns an expression into a function of a row, once. Missing values go through arithmetic and comparisons; <c>and</c> and <c>or</c> are
/// those of three-valued logic, as in R and SQL: <c>false and missing</c> is false, <c>true or missing</c> is true.
/// </summary>
/// <typeparam name="TRow">What a row is.</typeparam>
/// <param name="column">Gives the function that reads a column of a row.</param>
/// <param name="stepValue">Gives a value that a step's artifact states.</param>
public sealed class ExpressionCompiler<TRow>(Func<string, Func<TRow, Cell>> column, Func<string, string, double> stepValue)
{
    /// <summary>Compiles an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <exception cref="RunFailureException">It compares or computes with values of the wrong kind.</exception>
    public Func<TRow, Cell> Compile(PlanExpression expression)
    {
        switch (expression)
        {
            case NumberExpression number:
                return Constant(Cell.Of(number.Value));
            case TextExpression text:
                return Constant(Cell.Of(text.Value));
            case BooleanExpression truth:
                return Constant(Cell.Of(truth.Value));
            case StepValueExpression value:
                return Constant(Cell.Of(stepValue(value.Step, value.Member)));
            case ColumnExpression named:
                return column(named.Name);
            case NotExpression not:
                var negated = Compile(not.Operand);
                return row => Cell.Of(!TruthOf(negated(row)));
            case NegateExpression negate:
                var positive = Compile(negate.Operand);
                return row => Cell.Of(-NumberOf(positive(row)));
            case FunctionExpression function:
                return Function(function.Name, Compile(function.Argument));
            case BinaryExpression { Operation: BinaryOperation.In, Right: ListExpression list } membership:
                return Membership(Compile(membership.Left), [.. list.Items.Select(Compile)]);
            case BinaryExpression binary:
                return Binary(binary.Operation, Compile(binary.Left), Compile(binary.Right));
            default:
                throw Types("a list stands where one value is expected");
        }
    }

    private static Func<TRow, Cell> Constant(Cell cell) => _ => cell;

    private static Func<TRow, Cell> Function(string name, Func<TRow, Cell> argument) => name switch
    {
        "missing" => row => Cell.Of(argument(row).Kind == CellKind.Missing),
        "log" => row => Cell.Of(Math.Log(NumberOf(argument(row)))),
        "log10" => row => Cell.Of(Math.Log10(NumberOf(argument(row)))),
        "sqrt" => row => Cell.Of(Math.Sqrt(NumberOf(argument(row)))),
        "exp" => row => Cell.Of(Math.Exp(NumberOf(argument(row)))),
        "abs" => row => Cell.Of(Math.Abs(NumberOf(argument(row)))),
        _ => throw Types($"there is no function {name}"),
    };

    private static Func<TRow, Cell> Membership(Func<TRow, Cell> value, Func<TRow, Cell>[] items) => row =>
    {
        var left = value(row);
        if (left.Kind == CellKind.Missing)
        {
            return Cell.Missing;
        }

        bool? found = false;
        foreach (var item in items)
        {
            found = Or(found, Same(left, item(row)));
        }

        return Cell.Of(found);
    };

    private static Func<TRow, Cell> Binary(BinaryOperation operation, Func<TRow, Cell> left, Func<TRow, Cell> right) => operation switch
    {
        BinaryOperation.And => row => TruthOf(left(row)) is false ? Cell.Of(false) : Cell.Of(And(TruthOf(left(row)), TruthOf(right(row)))),
        BinaryOperation.Or => row => TruthOf(left(row)) is true ? Cell.Of(true) : Cell.Of(Or(TruthOf(left(row)), TruthOf(right(row)))),
        BinaryOperation.Equal => row => Cell.Of(Same(left(row), right(row))),
        BinaryOperation.NotEqual => row => Cell.Of(!Same(left(row), right(row))),
        BinaryOperation.Less => row => Cell.Of(Order(left(row), right(row)) is { } order ? order < 0 : null),
        BinaryOperation.LessOrEqual => row => Cell.Of(Order(left(row), right(row)) is { } order ? order <= 0 : null),
        BinaryOperation.Greater => row => Cell.Of(Order(left(row), right(row)) is { } order ? order > 0 : null),
        BinaryOperation.GreaterOrEqual => row => Cell.Of(Order(left(row), right(row)) is { } order ? order >= 0 : null),
        BinaryOperation.Add => row => Cell.Of(NumberOf(left(row)) + NumberOf(right(row))),
        BinaryOperation.Subtract => row => Cell.Of(NumberOf(left(row)) - NumberOf(right(row))),
        BinaryOperation.Multiply => row => Cell.Of(NumberOf(left(row)) * NumberOf(right(row))),
        BinaryOperation.Divide => row => Cell.Of(NumberOf(left(row)) / NumberOf(right(row))),
        BinaryOperation.Power => row => Cell.Of(Math.Pow(NumberOf(left(row)), NumberOf(right(row)))),
        _ => throw Types("the right side of 'in' is a list"),
    };

    private static bool? And(bool? left, bool? right) =>
        left is false || right is false ? false : left is null || right is null ? null : true;

    private static bool? Or(bool? left, bool? right) =>
        left is true || right is true ? true : left is null || right is null ? null : false;

    private static bool? Same(Cell left, Cell right)
    {
        if (left.Kind == CellKind.Missing || right.Kind == CellKind.Missing)
        {
            return null;
        }

        if (left.Kind == right.Kind)
        {
            return left.Kind == CellKind.Text ? string.Equals(left.Text, right.Text, StringComparison.Ordinal) : left.Number == right.Number;
        }

        // A column read as text, such as a factor coded 1, 2, 3, compared with a number: by the number its text means.
        return (left.Kind, right.Kind) switch
        {
            (CellKind.Text, CellKind.Number) => Means(left.Text!, right.Number),
            (CellKind.Number, CellKind.Text) => Means(right.Text!, left.Number),
            _ => throw Types("true and false are compared with true and false only"),
        };
    }

    private static bool Means(string text, double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == number;

    private static int? Order(Cell left, Cell right)
    {
        if (left.Kind == CellKind.Missing || right.Kind == CellKind.Missing)
        {
            return null;
        }

        var (x, y) = (NumberOf(left), NumberOf(right));
        return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
    }

    /// <summary>The number of a value, NaN when missing.</summary>
    private static double NumberOf(Cell cell) => cell.Kind switch
    {
        CellKind.Missing => double.NaN,
        CellKind.Number or CellKind.Truth => cell.Number,
        _ => double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : cell.Number != 0 ? cell.Number
            : throw Types($"the text '{cell.Text}' is used as a number"),
    };

    private static bool? TruthOf(Cell cell) => cell.Kind is CellKind.Missing or CellKind.Truth
        ? cell.Truth
        : throw Types($"{(cell.Kind == CellKind.Text ? $"the text '{cell.Text}'" : "a number")} is used as true or false");

    private static RunFailureException Types(string what) => new(DataFileCodes.PredicateTypes, char.ToUpperInvariant(what[0]) + what[1..] + ".");
}
