using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Expressions;

/// <summary>How a column enters a design.</summary>
public enum ColumnRole
{
    /// <summary>As a number, one slope.</summary>
    Numeric,

    /// <summary>As a factor, one column for each level but the reference.</summary>
    Factor,
}

/// <summary>A formula in R's sense, with every name resolved. The intercept is always in.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "node")]
[JsonDerivedType(typeof(EmptyFormula), "empty")]
[JsonDerivedType(typeof(ColumnFormula), "column")]
[JsonDerivedType(typeof(ArithmeticFormula), "arithmetic")]
[JsonDerivedType(typeof(SumFormula), "sum")]
[JsonDerivedType(typeof(DifferenceFormula), "difference")]
[JsonDerivedType(typeof(InteractionFormula), "interaction")]
[JsonDerivedType(typeof(CrossingFormula), "crossing")]
[JsonDerivedType(typeof(PowerFormula), "power")]
public abstract record FormulaExpression;

/// <summary>No term: the intercept alone.</summary>
public sealed record EmptyFormula : FormulaExpression;

/// <summary>A column of the cohort's table.</summary>
/// <param name="Name">The column.</param>
/// <param name="Role">As a number or as a factor.</param>
public sealed record ColumnFormula(string Name, ColumnRole Role) : FormulaExpression;

/// <summary><c>I(…)</c>: ordinary arithmetic on columns, one numeric column.</summary>
/// <param name="Value">The arithmetic.</param>
/// <param name="Text">As written, without <c>I( )</c>; the name of the design's column.</param>
public sealed record ArithmeticFormula(PlanExpression Value, string Text) : FormulaExpression;

/// <summary><c>a + b</c>.</summary>
/// <param name="Left">Left terms.</param>
/// <param name="Right">Right terms.</param>
public sealed record SumFormula(FormulaExpression Left, FormulaExpression Right) : FormulaExpression;

/// <summary><c>a - b</c>: the terms of a without those of b.</summary>
/// <param name="Left">Terms.</param>
/// <param name="Right">Terms taken away.</param>
public sealed record DifferenceFormula(FormulaExpression Left, FormulaExpression Right) : FormulaExpression;

/// <summary><c>a : b</c>.</summary>
/// <param name="Left">Left terms.</param>
/// <param name="Right">Right terms.</param>
public sealed record InteractionFormula(FormulaExpression Left, FormulaExpression Right) : FormulaExpression;

/// <summary><c>a * b</c> = <c>a + b + a : b</c>.</summary>
/// <param name="Left">Left terms.</param>
/// <param name="Right">Right terms.</param>
public sealed record CrossingFormula(FormulaExpression Left, FormulaExpression Right) : FormulaExpression;

/// <summary><c>(a + b)^n</c>: all interactions up to order n.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Order">n, at least 1.</param>
public sealed record PowerFormula(FormulaExpression Terms, int Order) : FormulaExpression;
