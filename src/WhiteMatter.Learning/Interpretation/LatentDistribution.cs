using System.Collections.Immutable;
using WhiteMatter.Statistics;

namespace WhiteMatter.Learning.Interpretation;

/// <summary>How people's latents are distributed: means, standard deviations (divisor n − 1) and correlations; and steps through them of one standard deviation.</summary>
public sealed class LatentDistribution
{
    /// <summary>A latent whose standard deviation is below this share of the greatest has no variance: what is left of it is the rounding of single precision.</summary>
    public const double LeastSpread = 1.0 / (1 << 20);

    private readonly double[][] _correlation;

    private LatentDistribution(int people, double[] means, double[] deviations, double[][] correlation)
    {
        People = people;
        Means = [.. means];
        StandardDeviations = [.. deviations];
        _correlation = correlation;
    }

    /// <summary>People.</summary>
    public int People { get; }

    /// <summary>The mean of each latent.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>The standard deviation of each latent; 0 where it has no variance.</summary>
    public ImmutableArray<double> StandardDeviations { get; }

    /// <summary>Computes the distribution, each sum in the order of the people. O(people × latents²).</summary>
    /// <param name="latents">For each of at least two people the K latents.</param>
    public static LatentDistribution Of(IReadOnlyList<double[]> latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentOutOfRangeException.ThrowIfLessThan(latents.Count, 2);
        var count = latents[0].Length;
        var means = new double[count];
        foreach (var row in latents)
        {
            for (var k = 0; k < count; k++)
            {
                means[k] += row[k];
            }
        }

        for (var k = 0; k < count; k++)
        {
            means[k] /= latents.Count;
        }

        var products = Products(latents, means);
        var deviations = new double[count];
        for (var k = 0; k < count; k++)
        {
            deviations[k] = Math.Sqrt(products[k][k] / (latents.Count - 1));
        }

        var greatest = deviations.Max();
        for (var k = 0; k < count; k++)
        {
            deviations[k] = deviations[k] > LeastSpread * greatest ? deviations[k] : 0;
        }

        for (var j = 0; j < count; j++)
        {
            for (var k = 0; k <= j; k++)
            {
                var scale = deviations[j] * deviations[k] * (latents.Count - 1);
                products[j][k] = products[k][j] = j == k ? 1 : scale > 0 ? products[j][k] / scale : 0;
            }
        }

        return new LatentDistribution(latents.Count, means, deviations, products);
    }

    /// <summary>Pearson's correlation of two latents; 0 where one has no variance.</summary>
    /// <param name="first">0-based.</param>
    /// <param name="second">0-based.</param>
    public double Correlation(int first, int second) => _correlation[first][second];

    /// <summary>The step of one standard deviation in one latent.</summary>
    /// <param name="latent">0-based.</param>
    public double[] Step(int latent)
    {
        var step = new double[Means.Length];
        step[latent] = StandardDeviations[latent];
        return step;
    }

    /// <summary>
    /// The step of one standard deviation of the people in any direction. With u the unit vector of the direction in latents as z-scores and R their
    /// correlations, people's places along u have the standard deviation √(u'Ru), and the step of latent k is s_k u_k √(u'Ru). Along one latent
    /// it is <see cref="Step"/>.
    /// </summary>
    /// <param name="direction">The direction in latents as z-scores, of any length but 0.</param>
    public double[] StepAlong(ReadOnlySpan<double> direction)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(direction.Length, Means.Length);
        double squares = 0;
        foreach (var value in direction)
        {
            squares += value * value;
        }

        ArgumentOutOfRangeException.ThrowIfZero(squares, nameof(direction));
        double variance = 0;
        for (var j = 0; j < direction.Length; j++)
        {
            for (var k = 0; k < direction.Length; k++)
            {
                variance += direction[j] * direction[k] * _correlation[j][k];
            }
        }

        var scale = Math.Sqrt(Math.Max(0, variance)) / squares;
        var step = new double[direction.Length];
        for (var k = 0; k < step.Length; k++)
        {
            step[k] = StandardDeviations[k] * direction[k] * scale;
        }

        return step;
    }

    /// <summary>The step of one standard deviation in a direction drawn evenly from the sphere of latents as z-scores; those without variance do not enter.</summary>
    /// <param name="draws">The numbers of this direction.</param>
    public double[] RandomStep(KeyedDraws draws)
    {
        var direction = new double[Means.Length];
        for (var k = 0; k < direction.Length; k++)
        {
            direction[k] = StandardDeviations[k] > 0 ? draws.Normal((ulong)k) : 0;
        }

        return StepAlong(direction);
    }

    private static double[][] Products(IReadOnlyList<double[]> latents, double[] means)
    {
        var products = Array.ConvertAll(means, _ => new double[means.Length]);
        var centred = new double[means.Length];
        foreach (var row in latents)
        {
            for (var k = 0; k < centred.Length; k++)
            {
                centred[k] = row[k] - means[k];
            }

            for (var j = 0; j < centred.Length; j++)
            {
                for (var k = 0; k <= j; k++)
                {
                    products[j][k] += centred[j] * centred[k];
                }
            }
        }

        return products;
    }
}
