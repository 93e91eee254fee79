using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>People by set algebra over other cohorts, the step's inputs by role.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "node")]
[JsonDerivedType(typeof(PeopleOfTable), "table")]
[JsonDerivedType(typeof(PeopleOfInput), "input")]
[JsonDerivedType(typeof(PeopleDifference), "difference")]
[JsonDerivedType(typeof(PeopleIntersection), "intersection")]
public abstract record PeopleExpression;

/// <summary>Everyone in the cohort's own table.</summary>
public sealed record PeopleOfTable : PeopleExpression;

/// <summary>The people of an upstream cohort.</summary>
/// <param name="Role">The role of the step's input.</param>
public sealed record PeopleOfInput(string Role) : PeopleExpression;

/// <summary><c>a - b</c>.</summary>
/// <param name="Left">People.</param>
/// <param name="Right">People taken away.</param>
public sealed record PeopleDifference(PeopleExpression Left, PeopleExpression Right) : PeopleExpression;

/// <summary><c>a &amp; b</c>.</summary>
/// <param name="Left">People.</param>
/// <param name="Right">People.</param>
public sealed record PeopleIntersection(PeopleExpression Left, PeopleExpression Right) : PeopleExpression;

/// <summary>A random draw by a keyed hash of the ID: the same people on every machine.</summary>
/// <param name="Count">How many, or null for a fraction.</param>
/// <param name="Fraction">Which share, or null for a count.</param>
/// <param name="Seed">The study's seed, which the hash is keyed with.</param>
/// <param name="Cohort">The cohort's name, which tells its draw from those of others.</param>
public sealed record SampleDraw(long? Count, double? Fraction, long Seed, string Cohort);

/// <summary>How a column of a table is read.</summary>
/// <param name="Name">The column.</param>
/// <param name="Role">Number or factor.</param>
/// <param name="Unit">The declared unit, or null.</param>
public sealed record ColumnDeclaration(string Name, ColumnRole Role, string? Unit);

/// <summary>Makes the list of a cohort's people. Artifact: <c>people.tsv</c>, private to its owner; value <c>count</c>.</summary>
/// <param name="Table">The table its columns come from: its own, or that of the cohort it is drawn from.</param>
/// <param name="Columns">Declared columns.</param>
/// <param name="People">Who is considered.</param>
/// <param name="Include">Who stays; null keeps everyone. Columns are the table's.</param>
/// <param name="Sample">A draw after <paramref name="Include"/>, or null.</param>
/// <param name="Withdrawals">A file of IDs to remove, one a line or the first field of a table, or null.</param>
public sealed record CohortParameters(
    TableReference Table,
    ImmutableArray<ColumnDeclaration> Columns,
    PeopleExpression People,
    PlanExpression? Include,
    SampleDraw? Sample,
    FileReference? Withdrawals) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "cohort";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
