using System.Collections.Immutable;
using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Regression;

/// <summary>How the scores of a trait are calibrated.</summary>
/// <param name="People">People who have the trait.</param>
/// <param name="Gamma">The mean of g'Pg / g'Mg over variants.</param>
public readonly record struct TraitScore(int People, double Gamma);

/// <summary>
/// What a mixed model leaves of each trait, with its calibration: fastGWA's test. With r = V⁻¹(y − Xa) and γ the mean of g'Pg / g'Mg,
/// β = g'r / (γ g'Mg) and z = g'r / √(γ g'Mg).
/// </summary>
/// <param name="design">The design.</param>
/// <param name="calibrations">How each trait's scores are calibrated.</param>
/// <param name="scores">r, n × k, column after column, 0 where a trait is missing.</param>
public sealed class MixedTraits(AssociationDesign design, ImmutableArray<TraitScore> calibrations, double[] scores) : ScoreTraits
{
    /// <summary>Numbers that are read and written at once.</summary>
    private const int Part = 1 << 20;

    /// <summary>Writes scores, 8 bytes each, little-endian.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="scores">The scores.</param>
    public static void WriteScores(Stream output, double[] scores)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(scores);
        for (var at = 0; at < scores.Length; at += Part)
        {
            output.Write(MemoryMarshal.AsBytes(scores.AsSpan(at, Math.Min(Part, scores.Length - at))));
        }
    }

    /// <summary>Reads scores.</summary>
    /// <param name="input">Where from.</param>
    /// <param name="count">How many there must be.</param>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static double[] ReadScores(Stream input, int count)
    {
        ArgumentNullException.ThrowIfNull(input);
        var scores = new double[count];
        for (var at = 0; at < count; at += Part)
        {
            input.ReadExactly(MemoryMarshal.AsBytes(scores.AsSpan(at, Math.Min(Part, count - at))));
        }

        return scores;
    }

    /// <inheritdoc/>
    public override int GroupOf(int variant) => 0;

    /// <inheritdoc/>
    public override void Fill(int group, Span<double> traits) => scores.CopyTo(traits);

    /// <inheritdoc/>
    public override double EffectScale(int trait) => 1 / calibrations[trait].Gamma;

    /// <inheritdoc/>
    public override double Calibration(int trait)
    {
        var squares = 0.0;
        foreach (var score in scores.AsSpan(trait * design.People, design.People))
        {
            squares += score * score;
        }

        return Math.Sqrt(squares / ((calibrations[trait].People - design.Rank) * calibrations[trait].Gamma));
    }
}
