using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>The causal variants of a simulation, from the file <c>truth.tsv</c> of its artifact, each once.</summary>
/// <param name="Variants">The variants, in the order of the file.</param>
/// <param name="Effects">For each the names of the effects that it carries.</param>
internal sealed record PlantedVariants(ImmutableArray<CausalVariant> Variants, ImmutableArray<string> Effects)
{
    public const string FileName = "truth.tsv";

    public static PlantedVariants Read(Artifact simulation)
    {
        if (simulation.Value("planted") == 0)
        {
            return new PlantedVariants([], []);
        }

        var options = new TableOptions { Delimiter = Delimiter.Tab, MissingCodes = ["", "NA"] };
        var columns = DelimitedTable.Read(
            simulation.PathOf(FileName),
            [
                new ColumnRequest("effect", ColumnReading.Text),
                new ColumnRequest("variant", ColumnReading.Text),
                new ColumnRequest("chromosome", ColumnReading.Text),
                new ColumnRequest("position", ColumnReading.Numeric),
            ],
            options);
        var (effect, id, chromosome, position) = ((TextColumn)columns[0], (TextColumn)columns[1], (TextColumn)columns[2], (NumericColumn)columns[3]);
        var effects = new Dictionary<CausalVariant, List<string>>();
        var order = new List<CausalVariant>();
        for (var row = 0; row < id.Count; row++)
        {
            // Effects of covariates have no variant.
            if (id[row] is not { } name)
            {
                continue;
            }

            var variant = new CausalVariant(name, Chromosome.Normalise(chromosome[row] ?? ""), (long)position.Values[row]);
            if (!effects.TryGetValue(variant, out var names))
            {
                effects.Add(variant, names = []);
                order.Add(variant);
            }

            if (effect[row] is { } label && !names.Contains(label))
            {
                names.Add(label);
            }
        }

        return new PlantedVariants([.. order], [.. order.Select(variant => string.Join(';', effects[variant]))]);
    }
}
