using System.Collections.Immutable;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>
/// Canonical correlations of two sets of variables (Hotelling 1936): the greatest correlation of a combination of the first with one of the second,
/// the greatest of combinations that are independent of those, and so on. They do not change when a set is turned, stretched or mixed, so that they
/// tell how much two sets say of one another, such as the latents of two networks.
/// </summary>
/// <param name="Values">The correlations, falling: as many as the smaller rank.</param>
/// <param name="People">People who have all variables.</param>
/// <param name="FirstRank">Independent variables of the first set.</param>
/// <param name="SecondRank">Independent variables of the second set.</param>
public sealed record CanonicalCorrelations(ImmutableArray<double> Values, int People, int FirstRank, int SecondRank)
{
    /// <summary>The mean of the squares: the share of the smaller set's variance, its variables made independent and of one size, that the other explains.</summary>
    public double MeanSquare => Values.Sum(value => value * value) / Values.Length;

    /// <summary>What the mean of the squares is expected to be of sets that have nothing to do with each other: two planes of p and q dimensions in n − 1 share p q / (n − 1).</summary>
    public double Chance => Math.Max(FirstRank, SecondRank) / (People - 1.0);

    /// <summary>The mean of the squares less chance, as a share of what is left of 1; about 0 where there is nothing, and it may be below.</summary>
    public double Adjusted => (MeanSquare - Chance) / (1 - Chance);

    /// <summary>Computes them. Cost: n (p² + q² + p q) operations for n people and sets of p and q.</summary>
    /// <param name="first">The variables of the first set, each of all people, finite.</param>
    /// <param name="second">Those of the second.</param>
    /// <returns>Null where a set does not vary, or where so few people leave correlations of 1 whatever the variables are: n − 1 at most p + q.</returns>
    public static CanonicalCorrelations? Of(IReadOnlyList<double[]> first, IReadOnlyList<double[]> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || second.Count == 0 || first[0].Length < 2)
        {
            return null;
        }

        var people = first[0].Length;
        var (own, theirs) = (Basis(first), Basis(second));
        if (own.Count == 0 || theirs.Count == 0 || people - 1 <= own.Count + theirs.Count)
        {
            return null;
        }

        // The cosines between two planes are the singular values of the products of their bases (Björck and Golub 1973).
        var (small, large) = own.Count <= theirs.Count ? (own, theirs) : (theirs, own);
        var products = small.ConvertAll(a => large.ConvertAll(b => VectorProduct.Dot(a, b)).ToArray());
        var squares = new double[small.Count, small.Count];
        for (var i = 0; i < small.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                squares[i, j] = VectorProduct.Dot(products[i], products[j]);
            }
        }

        var values = SymmetricEigenvalues.Of(squares).Values;
        return new CanonicalCorrelations([.. values.Select(square => Math.Sqrt(Math.Clamp(square, 0, 1)))], people, own.Count, theirs.Count);
    }

    /// <summary>Columns of length 1, each at right angles to the others and to the intercept.</summary>
    private static List<double[]> Basis(IReadOnlyList<double[]> columns)
    {
        var rows = columns[0].Length;
        var ones = new double[rows];
        Array.Fill(ones, 1);
        var basis = OrthonormalBasis.Create([ones, .. columns], [.. Enumerable.Range(0, columns.Count + 1).Select(column => $"{column}")]);
        return [.. Enumerable.Range(1, basis.Rank - 1).Select(column => basis.Values[(column * rows)..((column + 1) * rows)])];
    }
}
