using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// Reads named quantitative columns of a table for a cohort's people. Input <c>cohort</c>. Artifact: <c>traits.bin</c> (people ×
/// traits, float64, NaN where missing), private to its owner; values <c>people</c>, <c>traits</c>.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns, in order; empty means every numeric column but the table's IDs and <paramref name="Excluded"/>.</param>
/// <param name="Excluded">Where all numeric columns are meant, those that the cohort declares to be no numbers; else empty.</param>
public sealed record TraitsParameters(TableReference Table, ImmutableArray<string> Columns, ImmutableArray<string> Excluded) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "traits";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
