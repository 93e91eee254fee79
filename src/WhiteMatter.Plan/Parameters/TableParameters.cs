using System.Collections.Immutable;
using System.Text.Json.Serialization;
using WhiteMatter.Plan.Expressions;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Who is in a joined table, as in SQL.</summary>
public enum TableJoin
{
    /// <summary>People who are in every table.</summary>
    Inner,

    /// <summary>The people of the first table.</summary>
    Left,

    /// <summary>Everybody who is in any table.</summary>
    Full,
}

/// <summary>
/// Joins tables of people by their identifiers and filters the rows. Inputs <c>table1</c>, <c>table2</c> … for those of the tables that
/// steps make. Artifact, private to its owner: <c>table.tsv</c> (<see cref="JoinedColumns"/>; people in the order of the first table, then
/// those whom only later ones have; a missing value is an empty field), <c>flow.json</c>; value <c>count</c> (people).
/// </summary>
/// <param name="Tables">What is joined.</param>
/// <param name="How">Who stays.</param>
/// <param name="Suffixes">What is added to the name of a column that stands in several tables, one for each table; empty for nothing.</param>
/// <param name="Columns">Declared columns among those that <paramref name="Include"/> names.</param>
/// <param name="Include">Who stays, by the joined columns; null keeps everyone.</param>
public sealed record TableParameters(
    ImmutableArray<TableReference> Tables,
    TableJoin How,
    ImmutableArray<string> Suffixes,
    ImmutableArray<ColumnDeclaration> Columns,
    PlanExpression? Include) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "table";

    /// <summary>The file of the artifact that is the table.</summary>
    public const string FileName = "table.tsv";

    /// <summary>The texts that mean missing in it.</summary>
    public static ImmutableArray<string> MissingCodes { get; } = [""];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 2;
}
