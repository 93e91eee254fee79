using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>How well the genome predicts one trait.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="MeanSquares">For each penalty the mean squared error in people left out, of the trait scaled to variance 1.</param>
/// <param name="Chosen">The penalty taken.</param>
/// <param name="R2">Squared correlation of trait and prediction in people left out.</param>
public sealed record BackgroundTraitResult(string Trait, ImmutableArray<double> MeanSquares, int Chosen, double R2);

/// <summary>What a whole-genome regression found: the file <c>background.json</c> of its artifact.</summary>
/// <param name="Variants">Variants that had a part.</param>
/// <param name="Blocks">Blocks they were in.</param>
/// <param name="Folds">Parts of the people; 0 where they were left out one by one.</param>
/// <param name="Heritabilities">The shares of variance that the penalties stand for.</param>
/// <param name="Traits">The traits.</param>
public sealed record BackgroundDocument(
    int Variants, int Blocks, int Folds, ImmutableArray<double> Heritabilities, ImmutableArray<BackgroundTraitResult> Traits)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "background.json";

    /// <summary>The median over traits of R².</summary>
    [JsonIgnore]
    public double MedianR2
    {
        get
        {
            var sorted = Traits.Select(trait => trait.R2).Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
