using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Statistics;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// An association whose people's genotypes are permuted: what chance alone gives, with the variants' own frequencies and the traits' own
/// correlations. Each block of variants has one order of people, drawn with a key of the seed and the block, the same in any shard and for
/// any number of threads.
/// </summary>
/// <remarks>
/// Permuting the rows of traits and covariates together is the same as permuting genotypes, and leaves the kernel its packed products: an
/// association of permuted genotypes costs what an association costs.
/// </remarks>
public static class PermutedAssociation
{
    /// <summary>Tests variants as <see cref="LinearAssociation.Run"/> does, each block in an order of people of its own.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Receives the blocks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        long seed,
        AssociationOptions options,
        Stream output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        range.Check(design, source);
        for (var done = 0L; done < range.Count;)
        {
            var size = Math.Min(range.BlockSize, range.Count - done);
            var first = range.First + done;
            var permuted = Permute(design, Order(design.People, seed, first / range.BlockSize));
            LinearAssociation.Run(permuted, source, range with { First = first, Count = size, Progress = null }, options, output, cancellationToken);
            done += size;
            range.Progress?.Report(done);
        }
    }

    /// <summary>The order of people of a block: each of all orders is equally likely (Fisher and Yates).</summary>
    /// <param name="people">Number of people.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="block">The block's number.</param>
    /// <returns>Who stands in each place.</returns>
    public static int[] Order(int people, long seed, long block)
    {
        var draws = KeyedDraws.For(seed, "permuted genotypes", block.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var order = new int[people];
        for (var i = 0; i < people; i++)
        {
            order[i] = i;
        }

        for (var i = people - 1; i > 0; i--)
        {
            var other = draws.Below((ulong)i, i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private static AssociationDesign Permute(AssociationDesign design, int[] order) => design with
    {
        Basis = Permute(design.Basis, order),
        Residuals = Permute(design.Residuals, order),
        Missing = Permute(design.Missing, order),
    };

    private static T[] Permute<T>(T[] columns, int[] order)
    {
        var permuted = new T[columns.Length];
        for (var start = 0; start < columns.Length; start += order.Length)
        {
            for (var i = 0; i < order.Length; i++)
            {
                permuted[start + i] = columns[start + order[i]];
            }
        }

        return permuted;
    }
}
