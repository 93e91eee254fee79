using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// The whole genetic relationship matrix of people: the mean, over the variants that both have, of the product of their weights. With
/// <see cref="StandardisedWeights.Of(ReadOnlySpan{double})"/> GCTA's, with <see cref="StandardisedWeights.Centred"/> GEMMA's <c>-gk 1</c>, which takes the mean over all
/// variants where some are missing.
/// </summary>
/// <remarks>Cost: people² × variants / 2 fused multiply-adds. Memory: 8 bytes × people². The same bits on any number of threads.</remarks>
public static class DenseRelationships
{
    /// <summary>Groups of 128 people that are compared with as many at once: the pairs of two such blocks take 40 MB.</summary>
    private const int GroupsTogether = 8;

    private const int GroupPeople = 128;

    /// <summary>Computes the matrix.</summary>
    /// <param name="people">Genotypes.</param>
    /// <param name="weights">What genotypes count as, four numbers a variant.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the pairs of people compared.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Its rows.</returns>
    public static double[][] Compute(PackedPeople people, float[] weights, int threads, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Length != 4 * people.Variants)
        {
            throw new ArgumentException("There must be four weights for each variant.", nameof(weights));
        }

        var matrix = new double[people.People][];
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] = new double[matrix.Length];
        }

        var (parts, done) = (PartsOf(people), 0L);
        for (var a = 0; a < parts.Count; a++)
        {
            for (var b = a; b < parts.Count; b++)
            {
                var rows = Load(people, parts[a], 0);
                NativeRelatedness.Block? columns = a == b ? null : Load(people, parts[b], 1);
                foreach (var pair in NativeRelatedness.RelationshipPairs(
                    rows, columns, people.Variants, weights, double.NegativeInfinity, threads, cancellationToken))
                {
                    matrix[pair.First][pair.Second] = matrix[pair.Second][pair.First] = pair.Value;
                }

                done += a == b ? rows.People * (rows.People - 1) / 2 : rows.People * columns!.Value.People;
                progress?.Report(done);
            }
        }

        return matrix;
    }

    /// <summary>Blocks of people in memory, cut into parts: the block, and the first of its groups.</summary>
    private static List<(int Block, int Group)> PartsOf(PackedPeople people)
    {
        var parts = new List<(int, int)>();
        for (var block = 0; block < people.Blocks; block++)
        {
            var inBlock = Math.Min(people.BlockPeople, people.People - (block * people.BlockPeople));
            for (var group = 0; group * GroupPeople < inBlock; group += GroupsTogether)
            {
                parts.Add((block, group));
            }
        }

        return parts;
    }

    private static unsafe NativeRelatedness.Block Load(PackedPeople people, (int Block, int Group) part, int place)
    {
        var whole = people.Load(part.Block, place);
        var first = part.Group * GroupPeople;
        return new NativeRelatedness.Block(
            whole.Groups + (part.Group * whole.GroupStride),
            whole.GroupStride,
            Math.Min(GroupsTogether * GroupPeople, whole.People - first),
            whole.First + first);
    }
}
