using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// The genetic relationship matrix by GCTA's definition (Yang and others 2011): the mean, over the variants that both people have, of the
/// product of their standardised genotypes, on and off the diagonal; PLINK 2's <c>--make-rel</c>.
/// </summary>
/// <remarks>Cost: people² × variants / 2 fused multiply-adds. The same bits on any number of threads and with any memory.</remarks>
public static class RelationshipEstimation
{
    /// <summary>Computes all pairs and keeps those at or above a bound.</summary>
    /// <param name="people">Genotypes.</param>
    /// <param name="ids">The people's identifiers.</param>
    /// <param name="families">Their families, or null.</param>
    /// <param name="weights">What genotypes count as; <see cref="StandardisedWeights"/>.</param>
    /// <param name="cutoff">The bound; negative infinity for all pairs.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the pairs of people compared.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static SparseRelationshipMatrix Compute(
        PackedPeople people,
        string[] ids,
        string[]? families,
        float[] weights,
        double cutoff,
        int threads,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(weights);
        if (ids.Length != people.People || weights.Length != 4 * people.Variants)
        {
            throw new ArgumentException("There must be an identifier for each person and four weights for each variant.", nameof(ids));
        }

        var found = BlockPairs.Find(
            people,
            (in rows, in columns) => NativeRelatedness.RelationshipPairs(rows, columns, people.Variants, weights, cutoff, threads, cancellationToken),
            progress);
        var diagonal = new double[ids.Length];
        var pairs = new List<(int Row, int Column, double Value)>(found.Length);
        foreach (var pair in found)
        {
            if (pair.First == pair.Second)
            {
                diagonal[pair.First] = pair.Value;
            }
            else
            {
                pairs.Add((pair.Second, pair.First, pair.Value));
            }
        }

        return SparseRelationshipMatrix.OfPairs(ids, families, people.Variants, cutoff, diagonal, pairs);
    }
}
