using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Regression;

/// <summary>Traits less what the variants of the other chromosomes predict of them; of a chromosome without a part in the predictions, of all.</summary>
/// <param name="design">The design.</param>
/// <param name="predictions">The predictions, of the design's people and traits.</param>
/// <param name="chromosomeOf">The name of a variant's chromosome.</param>
public sealed class BackgroundTraits(AssociationDesign design, BackgroundPredictions predictions, Func<int, string> chromosomeOf) : ScoreTraits
{
    private readonly Dictionary<string, int> _groups = predictions.Chromosomes
        .Select((name, group) => (name, group))
        .ToDictionary(entry => entry.name, entry => entry.group, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GroupOf(int variant) => _groups.GetValueOrDefault(chromosomeOf(variant), predictions.Chromosomes.Length);

    /// <inheritdoc/>
    public override void Fill(int group, Span<double> traits)
    {
        var people = design.People;
        if (predictions.People != people || predictions.Traits != design.Traits.Length)
        {
            throw new InvalidDataException("The predictions of the polygenic background are of other people or traits than the design's.");
        }

        var predicted = new float[people];
        for (var t = 0; t < design.Traits.Length; t++)
        {
            predictions.Read(group, t, predicted);
            for (var i = 0; i < people; i++)
            {
                var cell = (t * people) + i;
                traits[cell] = design.HasMissingTraits && design.Missing[cell] != 0 ? 0 : design.Residuals[cell] - predicted[i];
            }
        }
    }
}
