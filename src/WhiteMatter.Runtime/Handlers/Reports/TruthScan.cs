using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>What an association, or a joint test, says of one variant: a value a trait.</summary>
/// <param name="Sign">1 where β counts the effect allele of the truth, −1 where it counts the other one.</param>
/// <param name="Beta">Effect per trait.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="NegLog10P">−log10 of its P; NaN where it was not tested.</param>
/// <param name="People">People per trait.</param>
internal sealed record VariantResults(int Sign, double[] Beta, double[] StandardError, double[] NegLog10P, int[] People)
{
    /// <summary>Index of the trait with the smallest P; −1 where none was tested.</summary>
    public int Strongest
    {
        get
        {
            var best = -1;
            for (var t = 0; t < NegLog10P.Length; t++)
            {
                best = !double.IsNaN(NegLog10P[t]) && (best < 0 || NegLog10P[t] > NegLog10P[best]) ? t : best;
            }

            return best;
        }
    }
}

/// <summary>Finds causal variants in an association table. Memory: one block of the table.</summary>
internal static class TruthScan
{
    /// <summary>The results of each variant of the truth that the table holds with the same place and alleles, by the variant's identifier.</summary>
    public static IReadOnlyDictionary<string, VariantResults> Find(
        AssociationTable table, BimFile variants, ImmutableArray<TruthRow> rows, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<int, (string Id, int Sign)>();
        foreach (var row in rows)
        {
            if (row.Variant is { } id && variants.Find(id) is >= 0 and var index && Sign(variants, index, row) is not 0 and var sign)
            {
                wanted[index] = (id, sign);
            }
        }

        var found = new Dictionary<string, VariantResults>();
        var traits = table.Header.Traits.Length;
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks && found.Count < wanted.Count; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, count) = table.RangeOf(b);
            if (!wanted.Keys.Any(variant => variant >= first && variant < first + count))
            {
                continue;
            }

            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                if (!wanted.TryGetValue(block.Variant[v], out var one))
                {
                    continue;
                }

                var results = new VariantResults(one.Sign, new double[traits], new double[traits], new double[traits], new int[traits]);
                for (var t = 0; t < traits; t++)
                {
                    var cell = (t * block.Count) + v;
                    results.Beta[t] = block.Beta[cell];
                    results.StandardError[t] = block.StandardError[cell];
                    results.NegLog10P[t] = block.NegLog10P[cell];
                    results.People[t] = block.PeopleOf(t, v);
                }

                found[one.Id] = results;
            }
        }

        return found;
    }

    private static int Sign(BimFile variants, int index, TruthRow row)
    {
        if (variants.Position(index) != row.Position || variants.ChromosomeOf(index) != Chromosome.Normalise(row.Chromosome))
        {
            return 0;
        }

        var (first, second) = (variants.Allele1(index), variants.Allele2(index));
        return (first, second) == (row.EffectAllele, row.OtherAllele) ? 1 : (second, first) == (row.EffectAllele, row.OtherAllele) ? -1 : 0;
    }
}
