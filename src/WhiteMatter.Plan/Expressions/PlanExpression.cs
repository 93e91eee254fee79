using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Expressions;

/// <summary>Operators of two operands in a <see cref="PlanExpression"/>.</summary>
public enum BinaryOperation
{
    /// <summary>True if either is.</summary>
    Or,

    /// <summary>True if both are.</summary>
    And,

    /// <summary>The same number, text or level.</summary>
    Equal,

    /// <summary>Another number, text or level.</summary>
    NotEqual,

    /// <summary>The left number is less.</summary>
    Less,

    /// <summary>The left number is not greater.</summary>
    LessOrEqual,

    /// <summary>The left number is greater.</summary>
    Greater,

    /// <summary>The left number is not less.</summary>
    GreaterOrEqual,

    /// <summary>The left value is one of the list on the right.</summary>
    In,

    /// <summary>The sum.</summary>
    Add,

    /// <summary>The difference.</summary>
    Subtract,

    /// <summary>The product.</summary>
    Multiply,

    /// <summary>The quotient.</summary>
    Divide,

    /// <summary>The left number to the power of the right.</summary>
    Power,
}

/// <summary>
/// An expression a step evaluates: over a person's columns, over a variant's computed columns, or over values known after a run.
/// A comparison with a missing value is missing.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "node")]
[JsonDerivedType(typeof(NumberExpression), "number")]
[JsonDerivedType(typeof(TextExpression), "text")]
[JsonDerivedType(typeof(BooleanExpression), "boolean")]
[JsonDerivedType(typeof(ColumnExpression), "column")]
[JsonDerivedType(typeof(StepValueExpression), "value")]
[JsonDerivedType(typeof(ListExpression), "list")]
[JsonDerivedType(typeof(NotExpression), "not")]
[JsonDerivedType(typeof(NegateExpression), "negate")]
[JsonDerivedType(typeof(BinaryExpression), "binary")]
[JsonDerivedType(typeof(FunctionExpression), "function")]
public abstract record PlanExpression;

/// <summary>A number, in the unit its column has.</summary>
/// <param name="Value">The number.</param>
public sealed record NumberExpression(double Value) : PlanExpression;

/// <summary>A text.</summary>
/// <param name="Value">The text.</param>
public sealed record TextExpression(string Value) : PlanExpression;

/// <summary>True or false.</summary>
/// <param name="Value">Which.</param>
public sealed record BooleanExpression(bool Value) : PlanExpression;

/// <summary>A column of the rows at hand: of a person's table, or a computed one such as <c>maf</c>.</summary>
/// <param name="Name">The column.</param>
public sealed record ColumnExpression(string Name) : PlanExpression;

/// <summary>A value that a step's artifact states after it has run, such as <c>leads.count</c>.</summary>
/// <param name="Step">Id of the step.</param>
/// <param name="Member">Name of the value.</param>
public sealed record StepValueExpression(string Step, string Member) : PlanExpression;

/// <summary>A list, the right side of <c>in</c>.</summary>
/// <param name="Items">Its items.</param>
public sealed record ListExpression(ImmutableArray<PlanExpression> Items) : PlanExpression
{
    /// <inheritdoc/>
    public bool Equals(ListExpression? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Length;
}

/// <summary>Logical negation.</summary>
/// <param name="Operand">What is negated.</param>
public sealed record NotExpression(PlanExpression Operand) : PlanExpression;

/// <summary>Arithmetic negation.</summary>
/// <param name="Operand">What is negated.</param>
public sealed record NegateExpression(PlanExpression Operand) : PlanExpression;

/// <summary>An operator with two operands.</summary>
/// <param name="Operation">The operator.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
public sealed record BinaryExpression(BinaryOperation Operation, PlanExpression Left, PlanExpression Right) : PlanExpression;

/// <summary>A scalar function: <c>log</c>, <c>log10</c>, <c>sqrt</c>, <c>exp</c>, <c>abs</c>, <c>missing</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Argument">Its argument.</param>
public sealed record FunctionExpression(string Name, PlanExpression Argument) : PlanExpression;
