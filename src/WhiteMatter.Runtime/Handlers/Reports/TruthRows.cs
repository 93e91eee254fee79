using System.Collections.Immutable;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>A row of the truth of a simulation: the effect of a causal variant, or of a column, on a region.</summary>
/// <param name="Effect">Name of the effect; of a column the column's name.</param>
/// <param name="Variant">The causal variant; null for a column.</param>
/// <param name="Chromosome">Its chromosome.</param>
/// <param name="Position">Its position.</param>
/// <param name="EffectAllele">The allele that <paramref name="Beta"/> counts.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="Frequency">Frequency of the effect allele.</param>
/// <param name="Region">The region.</param>
/// <param name="Variance">Share of the region's variance.</param>
/// <param name="Beta">Effect in units of the images.</param>
internal sealed record TruthRow(
    string Effect,
    string? Variant,
    string Chromosome,
    long Position,
    string EffectAllele,
    string OtherAllele,
    double Frequency,
    string Region,
    double Variance,
    double Beta)
{
    /// <summary>The rows of the file <c>truth.tsv</c> of a simulation's artifact, in its order.</summary>
    public static ImmutableArray<TruthRow> Read(Artifact simulation, CancellationToken cancellationToken)
    {
        string[] texts = ["effect", "variant", "chromosome", "effect_allele", "other_allele", "region"];
        string[] numbers = ["position", "effect_allele_frequency", "variance", "beta"];
        var columns = DelimitedTable.Read(
            simulation.PathOf(PlantedVariants.FileName),
            [.. texts.Select(name => new ColumnRequest(name, ColumnReading.Text)), .. numbers.Select(name => new ColumnRequest(name, ColumnReading.Numeric))],
            new TableOptions { Delimiter = Delimiter.Tab },
            cancellationToken).ToDictionary(column => column.Name);
        var rows = ImmutableArray.CreateBuilder<TruthRow>(columns["effect"].Count);
        for (var row = 0; row < columns["effect"].Count; row++)
        {
            var variant = ((TextColumn)columns["variant"])[row];
            rows.Add(new TruthRow(
                Text("effect", row),
                variant,
                Text("chromosome", row),
                variant is null ? 0 : (long)Number("position", row),
                Text("effect_allele", row),
                Text("other_allele", row),
                Number("effect_allele_frequency", row),
                Text("region", row),
                Number("variance", row),
                Number("beta", row)));
        }

        return rows.MoveToImmutable();

        string Text(string name, int row) => ((TextColumn)columns[name])[row] ?? "";
        double Number(string name, int row) => ((NumericColumn)columns[name]).Values[row];
    }
}
