namespace WhiteMatter.Statistics.Designs;

/// <summary>The right-hand side of a model formula as a tree, with R's meaning (R's <c>help(formula)</c>).</summary>
public abstract record FormulaTerm
{
    private FormulaTerm()
    {
    }

    /// <summary>A column, numeric or factor.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Column(string Name) : FormulaTerm;

    /// <summary><c>I( )</c>: arithmetic on numeric columns, one numeric variable.</summary>
    /// <param name="Expression">The arithmetic.</param>
    public sealed record Arithmetic(ArithmeticExpression Expression) : FormulaTerm;

    /// <summary><c>1</c> or <c>0</c>: the intercept, there or not.</summary>
    /// <param name="Present">Whether it is there.</param>
    public sealed record Intercept(bool Present) : FormulaTerm;

    /// <summary><c>a + b</c>: the terms of both.</summary>
    /// <param name="Left">What stands left of the operator.</param>
    /// <param name="Right">What stands right of it.</param>
    public sealed record Sum(FormulaTerm Left, FormulaTerm Right) : FormulaTerm;

    /// <summary><c>a - b</c>: the terms of the first without those of the second.</summary>
    /// <param name="Left">What stands left of the operator.</param>
    /// <param name="Right">What stands right of it.</param>
    public sealed record Difference(FormulaTerm Left, FormulaTerm Right) : FormulaTerm;

    /// <summary><c>a:b</c>: the interactions of every term of the first with every term of the second.</summary>
    /// <param name="Left">What stands left of the operator.</param>
    /// <param name="Right">What stands right of it.</param>
    public sealed record Interaction(FormulaTerm Left, FormulaTerm Right) : FormulaTerm;

    /// <summary><c>a * b</c>: both and their interactions.</summary>
    /// <param name="Left">What stands left of the operator.</param>
    /// <param name="Right">What stands right of it.</param>
    public sealed record Crossing(FormulaTerm Left, FormulaTerm Right) : FormulaTerm;

    /// <summary><c>(a + b + c)^n</c>: the terms and their interactions up to order n.</summary>
    /// <param name="Base">The terms.</param>
    /// <param name="Exponent">The order, at least 1.</param>
    public sealed record Power(FormulaTerm Base, int Exponent) : FormulaTerm;
}
