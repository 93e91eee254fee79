using System.Collections.Immutable;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// What a mixed model leaves of each trait, with its calibration: fastGWA's test. With r = V⁻¹(y − Xa) and γ the mean of g'Pg / g'Mg,
/// β = g'r / (γ g'Mg) and z = g'r / √(γ g'Mg).
/// </summary>
/// <param name="design">The design.</param>
/// <param name="fits">What was found of the traits.</param>
/// <param name="scores">V⁻¹(y − Xa), n × k, column after column, 0 where a trait is missing.</param>
public sealed class MixedTraits(AssociationDesign design, ImmutableArray<TraitMixedFit> fits, double[] scores) : ScoreTraits
{
    /// <inheritdoc/>
    public override int GroupOf(int variant) => 0;

    /// <inheritdoc/>
    public override void Fill(int group, Span<double> traits) => scores.CopyTo(traits);

    /// <inheritdoc/>
    public override double EffectScale(int trait) => 1 / fits[trait].Gamma;

    /// <inheritdoc/>
    public override double Calibration(int trait)
    {
        var squares = 0.0;
        foreach (var score in scores.AsSpan(trait * design.People, design.People))
        {
            squares += score * score;
        }

        return Math.Sqrt(squares / ((fits[trait].People - design.Rank) * fits[trait].Gamma));
    }
}
