using System.Globalization;

namespace WhiteMatter.Statistics.Designs;

/// <summary>The operators of arithmetic.</summary>
public enum ArithmeticOperator
{
    /// <summary>+</summary>
    Add,

    /// <summary>−</summary>
    Subtract,

    /// <summary>×</summary>
    Multiply,

    /// <summary>÷</summary>
    Divide,

    /// <summary>Power.</summary>
    Power,
}

/// <summary>Arithmetic on numeric columns: what stands inside <c>I( )</c>.</summary>
public abstract record ArithmeticExpression
{
    private const int SumPrecedence = 1;
    private const int ProductPrecedence = 2;
    private const int NegationPrecedence = 3;
    private const int PowerPrecedence = 4;
    private const int AtomPrecedence = 5;

    private ArithmeticExpression()
    {
    }

    private int Precedence => this switch
    {
        Binary { Operator: ArithmeticOperator.Add or ArithmeticOperator.Subtract } => SumPrecedence,
        Binary { Operator: ArithmeticOperator.Multiply or ArithmeticOperator.Divide } => ProductPrecedence,
        Binary => PowerPrecedence,
        Negation => NegationPrecedence,
        Constant { Value: < 0 } => NegationPrecedence,
        _ => AtomPrecedence,
    };

    /// <summary>The expression as R writes it, with the brackets it needs: <c>age^2</c>, <c>(a + b)/2</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Constant c => c.Value.ToString("R", CultureInfo.InvariantCulture),
        Column c => c.Name,
        Negation n => "-" + Bracketed(n.Operand, NegationPrecedence),
        Binary { Operator: ArithmeticOperator.Power } b => Bracketed(b.Left, AtomPrecedence) + "^" + Bracketed(b.Right, NegationPrecedence),
        Binary b => Bracketed(b.Left, b.Precedence) + Symbol(b.Operator) + Bracketed(b.Right, b.Precedence + 1),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The columns named, in the order of first mention.</summary>
    public IReadOnlyList<string> ColumnNames()
    {
        var names = new List<string>();
        Collect(this, names);
        return names;
    }

    /// <summary>The value for one row.</summary>
    /// <param name="column">Gives a column's value in that row.</param>
    public double Evaluate(Func<string, double> column) => this switch
    {
        Constant c => c.Value,
        Column c => column(c.Name),
        Negation n => -n.Operand.Evaluate(column),
        Binary b => Apply(b.Operator, b.Left.Evaluate(column), b.Right.Evaluate(column)),
        _ => throw new InvalidOperationException(),
    };

    private static double Apply(ArithmeticOperator operation, double left, double right) => operation switch
    {
        ArithmeticOperator.Add => left + right,
        ArithmeticOperator.Subtract => left - right,
        ArithmeticOperator.Multiply => left * right,
        ArithmeticOperator.Divide => left / right,
        _ => right == 2 ? left * left : Math.Pow(left, right),
    };

    private static string Symbol(ArithmeticOperator operation) => operation switch
    {
        ArithmeticOperator.Add => " + ",
        ArithmeticOperator.Subtract => " - ",
        ArithmeticOperator.Multiply => " * ",
        _ => "/",
    };

    private static string Bracketed(ArithmeticExpression part, int precedence) =>
        part.Precedence < precedence ? $"({part})" : part.ToString();

    private static void Collect(ArithmeticExpression expression, List<string> names)
    {
        switch (expression)
        {
            case Column c when !names.Contains(c.Name):
                names.Add(c.Name);
                break;
            case Negation n:
                Collect(n.Operand, names);
                break;
            case Binary b:
                Collect(b.Left, names);
                Collect(b.Right, names);
                break;
        }
    }

    /// <summary>A number.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Constant(double Value) : ArithmeticExpression;

    /// <summary>A numeric column.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Column(string Name) : ArithmeticExpression;

    /// <summary>The negative of an expression.</summary>
    /// <param name="Operand">The expression.</param>
    public sealed record Negation(ArithmeticExpression Operand) : ArithmeticExpression;

    /// <summary>Two expressions and an operator between them.</summary>
    /// <param name="Operator">The operator.</param>
    /// <param name="Left">What stands left of it.</param>
    /// <param name="Right">What stands right of it.</param>
    public sealed record Binary(ArithmeticOperator Operator, ArithmeticExpression Left, ArithmeticExpression Right) : ArithmeticExpression;
}
