using System.Collections.Immutable;
using WhiteMatter.Statistics;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>
/// The direction through latents along which a trait changes: for one standard deviation of the trait the expected change of each latent by the regression of that latent on the trait
/// alone, in standard deviations of the latent. It is the pattern, not the weights of a prediction: latents that merely go with others that matter take part, as they do in people
/// (Haufe and others 2014, NeuroImage 87, 96–110).
/// </summary>
public sealed class TraitDirection
{
    /// <summary>Fewest people that a direction is taken of.</summary>
    public const int LeastPeople = 10;

    private const string Purpose = "permutation of a trait along latents";

    // Correlations closer than this are one: sums of the same numbers in other orders.
    private const double Tie = 1e-12;

    private readonly int[] _people;
    private readonly double[][] _scores;
    private readonly double[] _trait;

    private TraitDirection(int[] people, double[][] scores, double[] trait, double[] steps)
    {
        _people = people;
        _scores = scores;
        _trait = trait;
        Steps = [.. steps];
    }

    /// <summary>People who have the trait.</summary>
    public int People => _people.Length;

    /// <summary>The change of each latent in its standard deviations; 0 of latents without variance.</summary>
    public ImmutableArray<double> Steps { get; }

    /// <summary>Takes the direction of a trait. O(people × latents).</summary>
    /// <param name="latents">For each person the K latents.</param>
    /// <param name="distribution">How they are distributed.</param>
    /// <param name="values">The trait of each person, NaN where it is missing.</param>
    /// <returns>Null where fewer than <see cref="LeastPeople"/> people have it, or it is the same in all of them.</returns>
    public static TraitDirection? Of(IReadOnlyList<double[]> latents, LatentDistribution distribution, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, latents.Count);
        int[] people = [.. Enumerable.Range(0, values.Count).Where(person => double.IsFinite(values[person]))];
        if (people.Length < LeastPeople)
        {
            return null;
        }

        var trait = Standardised([.. people.Select(person => values[person])]);
        if (trait is null)
        {
            return null;
        }

        var count = distribution.Means.Length;
        var scores = Array.ConvertAll(people, person => Enumerable.Range(0, count)
            .Select(k => distribution.StandardDeviations[k] > 0 ? (latents[person][k] - distribution.Means[k]) / distribution.StandardDeviations[k] : 0)
            .ToArray());
        var steps = new double[count];
        for (var k = 0; k < count; k++)
        {
            for (var person = 0; person < people.Length; person++)
            {
                steps[k] += scores[person][k] * trait[person];
            }

            steps[k] /= people.Length - 1;
        }

        return new TraitDirection(people, scores, trait, steps);
    }

    /// <summary>
    /// Holds the change of regions along the direction against directions of the trait permuted over its people. To first order the mean of region r changes by s_r = Σ_k g_rk b_k, with g
    /// what one standard deviation of latent k does to it and b the direction; s_r is the covariance of the standardised trait with people's places u_r = Σ_k g_rk z_k, so that every permuted
    /// direction costs sums over people and no decoding. Regions are compared by the correlation of trait and u_r, which puts them on one scale, and P counts the permutations in one of whose
    /// regions it is as large (Westfall and Young 1993). Where the trait has nothing to do with the latents all permutations are equally likely, and P is uniform but for its steps.
    /// </summary>
    /// <remarks>Memory: 8 bytes a person and region, and a permutation and region. O(permutations × people × regions).</remarks>
    /// <param name="changes">For each region g_r, one number a latent.</param>
    /// <param name="permutations">How many permutations.</param>
    /// <param name="seed">What they are drawn with: the same for all traits of the same people.</param>
    /// <param name="cancellationToken">Stops between two permutations.</param>
    public ImmutableArray<RegionAlong> Regions(IReadOnlyList<double[]> changes, int permutations, long seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var places = changes.Select(change => Array.ConvertAll(_scores, score => score.Zip(change, (z, g) => z * g).Sum())).ToArray();
        var standard = Array.ConvertAll(places, Standardised);
        var found = Array.ConvertAll(standard, place => Correlation(place, _trait));
        var above = new int[changes.Count];
        var aboveAll = new int[changes.Count];
        var permuted = new double[_trait.Length];
        for (var permutation = 0; permutation < permutations; permutation++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Permute(KeyedDraws.For(seed, Purpose, permutation.ToString(System.Globalization.CultureInfo.InvariantCulture)), permuted);
            var sizes = Array.ConvertAll(standard, place => Math.Abs(Correlation(place, permuted)));
            var greatest = sizes.Where(double.IsFinite).DefaultIfEmpty(0).Max();
            for (var r = 0; r < sizes.Length; r++)
            {
                var least = Math.Abs(found[r]) - Tie;
                above[r] += sizes[r] >= least ? 1 : 0;
                aboveAll[r] += greatest >= least ? 1 : 0;
            }
        }

        return
        [
            .. found.Select((r, region) => new RegionAlong(
                changes[region].Zip(Steps, (g, b) => g * b).Sum(),
                r,
                double.IsFinite(r) ? (1.0 + above[region]) / (1 + permutations) : double.NaN,
                double.IsFinite(r) ? (1.0 + aboveAll[region]) / (1 + permutations) : double.NaN)),
        ];
    }

    private void Permute(KeyedDraws draws, double[] permuted)
    {
        _trait.CopyTo(permuted, 0);
        for (var last = permuted.Length - 1; last > 0; last--)
        {
            var other = draws.Below((ulong)last, last + 1);
            (permuted[last], permuted[other]) = (permuted[other], permuted[last]);
        }
    }

    /// <summary>Mean 0 and variance 1 (divisor n − 1); null where nothing varies.</summary>
    private static double[]? Standardised(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return deviation > LatentDistribution.LeastSpread * Math.Max(double.Epsilon, values.Max(Math.Abs)) ? Array.ConvertAll(values, value => (value - mean) / deviation) : null;
    }

    private static double Correlation(double[]? first, double[] second)
    {
        if (first is null)
        {
            return double.NaN;
        }

        double sum = 0;
        for (var i = 0; i < first.Length; i++)
        {
            sum += first[i] * second[i];
        }

        return sum / (first.Length - 1);
    }
}

/// <summary>What a region does along a trait's direction.</summary>
/// <param name="Change">The change of the region's mean for one standard deviation of the trait.</param>
/// <param name="R">The correlation of the trait with people's places along the region's change; NaN where no latent changes it.</param>
/// <param name="PRegion">P of this region alone.</param>
/// <param name="P">P over all regions together.</param>
public readonly record struct RegionAlong(double Change, double R, double PRegion, double P);
