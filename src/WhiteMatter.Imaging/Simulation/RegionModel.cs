using WhiteMatter.Statistics;

namespace WhiteMatter.Imaging.Simulation;

/// <summary>
/// How the value of a region comes about in a person:
/// base + <see cref="StandardDeviation"/> × (Σ loading × score + √rest × (√shared × s + √(1 − shared) × e)), with the scores of what is
/// planted, s drawn once per person and e once per person and region, both standard normal.
/// </summary>
/// <remarks>
/// Scores have mean 0 and variance 1 in the genotyped people, and rest is 1 less the shares that the planted effects explain, so that a
/// share is exact where it is planted: Σ loading × score of an effect has its share as variance in the genotyped people. What remains is
/// drawn and not rescaled: the variance of a region in a sample, and with it the share found there, varies about what is stated as in
/// any sample. Voxel noise comes on top and is no part of the variance that shares are of.
/// </remarks>
public sealed class RegionModel
{
    /// <summary>Standard deviation of a region's value over people, before voxel noise, in units of FA.</summary>
    public const double StandardDeviation = 0.03;

    /// <summary>The lowest base level.</summary>
    public const double LowestBase = 0.35;

    /// <summary>The highest base level.</summary>
    public const double HighestBase = 0.65;

    /// <summary>The level of white matter outside regions.</summary>
    public const double Background = 0.30;

    /// <summary>How far a person's shared part moves the level outside regions, in units of FA per standard deviation.</summary>
    public const double BackgroundShared = 0.005;

    private readonly long _seed;
    private readonly int[] _labels;
    private readonly double[] _base;
    private readonly double[][] _loadings;
    private readonly double[] _sharedScale;
    private readonly double[] _ownScale;

    /// <summary>Draws the base levels and sets the sizes of the parts.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="labels">The labels of the R regions.</param>
    /// <param name="loadings">For each score R loadings, in standard deviations.</param>
    /// <param name="explained">The share of each region's variance that is planted, 0 to 1.</param>
    /// <param name="shared">The share of the remaining variance that all regions of a person have in common, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is not between 0 and 1.</exception>
    public RegionModel(
        long seed, IReadOnlyList<int> labels, IReadOnlyList<double[]> loadings, ReadOnlySpan<double> explained, double shared)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(loadings);
        ThrowIfNoShare(shared, nameof(shared));
        _seed = seed;
        _labels = [.. labels];
        _loadings = [.. loadings];
        _base = new double[_labels.Length];
        _sharedScale = new double[_labels.Length];
        _ownScale = new double[_labels.Length];
        var draws = KeyedDraws.For(seed, "base level");
        for (var r = 0; r < _labels.Length; r++)
        {
            ThrowIfNoShare(explained[r], nameof(explained));
            _base[r] = LowestBase + ((HighestBase - LowestBase) * draws.Uniform((ulong)_labels[r]));
            _sharedScale[r] = Math.Sqrt((1 - explained[r]) * shared);
            _ownScale[r] = Math.Sqrt((1 - explained[r]) * (1 - shared));
        }
    }

    /// <summary>The number of regions.</summary>
    public int Regions => _labels.Length;

    /// <summary>The number of scores a person has.</summary>
    public int Scores => _loadings.Length;

    /// <summary>The mean of a region's value, drawn uniformly between <see cref="LowestBase"/> and <see cref="HighestBase"/>.</summary>
    public double BaseLevel(int region) => _base[region];

    /// <summary>A person's part that all regions share, in standard deviations.</summary>
    /// <param name="id">The person's identifier.</param>
    public double SharedPart(string id) => KeyedDraws.For(_seed, "shared part", id).Normal(0);

    /// <summary>The values of a person's regions, in units of FA.</summary>
    /// <param name="id">The person's identifier.</param>
    /// <param name="scores">The person's scores.</param>
    /// <param name="values">Receives one value per region.</param>
    public void Fill(string id, ReadOnlySpan<double> scores, Span<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, Scores);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Regions);
        var shared = SharedPart(id);
        var own = KeyedDraws.For(_seed, "own part", id);
        for (var r = 0; r < values.Length; r++)
        {
            var sum = (_sharedScale[r] * shared) + (_ownScale[r] * own.Normal((ulong)_labels[r]));
            for (var k = 0; k < scores.Length; k++)
            {
                sum += _loadings[k][r] * scores[k];
            }

            values[r] = _base[r] + (StandardDeviation * sum);
        }
    }

    private static void ThrowIfNoShare(double share, string name)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, share, "A share is between 0 and 1.");
        }
    }
}
