using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>The variance components of one trait.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="People">People who have it.</param>
/// <param name="Heritability">h², the share of variance that goes with the relationships.</param>
/// <param name="StandardError">Its standard error; NaN where the likelihood is greatest at a border.</param>
/// <param name="Variance">The whole variance, of what the covariates leave.</param>
/// <param name="Gamma">What a score of variance 1 is divided by; NaN where scores are not calibrated.</param>
public sealed record TraitVariance(string Trait, int People, double Heritability, double StandardError, double Variance, double Gamma);

/// <summary>What mixed models found: the file <c>variance.json</c> of its artifact.</summary>
/// <param name="CalibrationVariants">Variants that scores were calibrated with.</param>
/// <param name="LargestFamily">People who were decomposed together, at most.</param>
/// <param name="Traits">The traits.</param>
public sealed record VarianceDocument(int CalibrationVariants, int LargestFamily, ImmutableArray<TraitVariance> Traits)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "variance.json";

    /// <summary>The median over traits of h².</summary>
    [JsonIgnore]
    public double MedianHeritability
    {
        get
        {
            var sorted = Traits.Select(trait => trait.Heritability).Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
