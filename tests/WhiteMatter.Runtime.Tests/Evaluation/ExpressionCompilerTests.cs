using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Runtime.Evaluation;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Evaluation;

/// <summary>The truth tables are Kleene's, which R (?Logic) and SQL:1999 follow.</summary>
public sealed class ExpressionCompilerTests
{
    private static readonly Dictionary<string, Cell> Row = new()
    {
        ["age"] = Cell.Of(50.0),
        ["none"] = Cell.Missing,
        ["sex"] = Cell.Of("F"),
        ["site"] = Cell.Of("2"),
        ["T"] = Cell.Of(true),
        ["F"] = Cell.Of(false),
        ["M"] = Cell.Missing,
    };

    [Theory]
    [InlineData("T", "T", true, true)]
    [InlineData("T", "F", false, true)]
    [InlineData("T", "M", null, true)]
    [InlineData("F", "T", false, true)]
    [InlineData("F", "F", false, false)]
    [InlineData("F", "M", false, null)]
    [InlineData("M", "T", null, true)]
    [InlineData("M", "F", false, null)]
    [InlineData("M", "M", null, null)]
    public void And_and_or_are_those_of_three_values(string left, string right, bool? and, bool? or)
    {
        Assert.Equal(Cell.Of(and), Value(Binary(BinaryOperation.And, Column(left), Column(right))));
        Assert.Equal(Cell.Of(or), Value(Binary(BinaryOperation.Or, Column(left), Column(right))));
    }

    [Theory]
    [InlineData("T", false)]
    [InlineData("F", true)]
    [InlineData("M", null)]
    public void Not_of_missing_is_missing(string operand, bool? expected) =>
        Assert.Equal(Cell.Of(expected), Value(new NotExpression(Column(operand))));

    [Theory]
    [InlineData(BinaryOperation.Equal, 50, true)]
    [InlineData(BinaryOperation.NotEqual, 50, false)]
    [InlineData(BinaryOperation.Less, 50, false)]
    [InlineData(BinaryOperation.LessOrEqual, 50, true)]
    [InlineData(BinaryOperation.Greater, 49.5, true)]
    [InlineData(BinaryOperation.GreaterOrEqual, 50.5, false)]
    public void Numbers_are_compared(BinaryOperation operation, double number, bool expected)
    {
        Assert.Equal(Cell.Of(expected), Value(Binary(operation, Column("age"), new NumberExpression(number))));
        Assert.Equal(Cell.Missing, Value(Binary(operation, Column("none"), new NumberExpression(number))));
        Assert.Equal(Cell.Missing, Value(Binary(operation, new NumberExpression(number), Column("none"))));
    }

    [Fact]
    public void Texts_are_compared_as_written_and_with_numbers_by_what_they_mean()
    {
        Assert.Equal(Cell.Of(true), Value(Binary(BinaryOperation.Equal, Column("sex"), new TextExpression("F"))));
        Assert.Equal(Cell.Of(false), Value(Binary(BinaryOperation.Equal, Column("sex"), new TextExpression("f"))));
        Assert.Equal(Cell.Of(true), Value(Binary(BinaryOperation.Equal, Column("site"), new NumberExpression(2))));
        Assert.Equal(Cell.Of(true), Value(Binary(BinaryOperation.NotEqual, Column("sex"), new NumberExpression(2))));
    }

    [Theory]
    [InlineData("age", true)]
    [InlineData("none", null)]
    [InlineData("sex", false)]
    public void Membership_is_equality_with_any_item(string column, bool? expected) =>
        Assert.Equal(
            Cell.Of(expected),
            Value(Binary(BinaryOperation.In, Column(column), new ListExpression([new NumberExpression(49), new NumberExpression(50)]))));

    [Theory]
    [InlineData(BinaryOperation.Add, 53)]
    [InlineData(BinaryOperation.Subtract, 47)]
    [InlineData(BinaryOperation.Multiply, 150)]
    [InlineData(BinaryOperation.Divide, 50.0 / 3)]
    [InlineData(BinaryOperation.Power, 125000)]
    public void Arithmetic_goes_through_and_missing_with_it(BinaryOperation operation, double expected)
    {
        Assert.Equal(Cell.Of(expected), Value(Binary(operation, Column("age"), new NumberExpression(3))));
        Assert.Equal(Cell.Missing, Value(Binary(operation, Column("none"), new NumberExpression(3))));
    }

    [Fact]
    public void What_is_not_finite_is_missing()
    {
        Assert.Equal(Cell.Missing, Value(Binary(BinaryOperation.Divide, Column("age"), new NumberExpression(0))));
        Assert.Equal(Cell.Missing, Value(new FunctionExpression("log", new NegateExpression(Column("age")))));
    }

    [Theory]
    [InlineData("log", 3.912023005428146)] // ln 50, Abramowitz and Stegun table 4.2
    [InlineData("log10", 1.6989700043360187)]
    [InlineData("sqrt", 7.0710678118654755)]
    [InlineData("abs", 50)]
    public void Functions_are_those_of_the_books(string name, double expected) =>
        Assert.Equal(expected, Value(new FunctionExpression(name, Column("age"))).Number, 12);

    [Fact]
    public void Missing_asks_whether_a_value_is()
    {
        Assert.Equal(Cell.Of(true), Value(new FunctionExpression("missing", Column("none"))));
        Assert.Equal(Cell.Of(false), Value(new FunctionExpression("missing", Column("sex"))));
    }

    [Fact]
    public void A_value_of_a_step_is_asked_for_by_step_and_member() =>
        Assert.Equal(Cell.Of(0.05 / 7), Value(Binary(BinaryOperation.Divide, new NumberExpression(0.05), new StepValueExpression("loci:leads", "count"))));

    [Fact]
    public void A_text_is_no_number_and_a_number_no_truth()
    {
        var text = Assert.Throws<RunFailureException>(() => Value(Binary(BinaryOperation.Less, Column("sex"), new NumberExpression(1))));
        Assert.Equal(DataFileCodes.PredicateTypes, text.Descriptor);
        Assert.Contains("'F'", text.Message, StringComparison.Ordinal);
        Assert.Throws<RunFailureException>(() => Value(new NotExpression(Column("age"))));
    }

    [Fact]
    public void Columns_are_listed_once_in_order() =>
        Assert.Equal(
            ["age", "sex"],
            ExpressionColumns.Of(Binary(BinaryOperation.And, Binary(BinaryOperation.Less, Column("age"), Column("sex")), new NotExpression(Column("age")))));

    private static Cell Value(PlanExpression expression) =>
        new ExpressionCompiler<int>(name => _ => Row[name], (step, member) => (step, member) == ("loci:leads", "count") ? 7 : double.NaN).Compile(expression)(0);

    private static ColumnExpression Column(string name) => new(name);

    private static BinaryExpression Binary(BinaryOperation operation, PlanExpression left, PlanExpression right) => new(operation, left, right);
}
