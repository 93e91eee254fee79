using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Genetics.Regression;

/// <summary>Traits less what the variants of the other chromosomes predict of them; of a chromosome without a part in the predictions, of all.</summary>
/// <remarks>
/// Genotypes of relatives go together, and so does what is left of their traits: with R the correlation of genotypes between people, g'r varies
/// as r'Rr where the test takes r'r. Given the relationships, z is divided by √(r'Rr / r'r), for each trait and chromosome.
/// </remarks>
/// <param name="design">The design.</param>
/// <param name="predictions">The predictions, of the design's people and traits.</param>
/// <param name="chromosomeOf">The name of a variant's chromosome.</param>
/// <param name="relationships">Relationships of the design's people, in its order; null takes them for unrelated.</param>
public sealed class BackgroundTraits(
    AssociationDesign design, BackgroundPredictions predictions, Func<int, string> chromosomeOf, SparseRelationshipMatrix? relationships = null) : ScoreTraits
{
    private readonly Dictionary<string, int> _groups = predictions.Chromosomes
        .Select((name, group) => (name, group))
        .ToDictionary(entry => entry.name, entry => entry.group, StringComparer.Ordinal);

    private readonly double[] _calibrations = [.. design.Traits.Select(_ => 1.0)];

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

            if (relationships is not null)
            {
                _calibrations[t] = Math.Sqrt(1 / RelativesOf(relationships, traits.Slice(t * people, people)));
            }
        }
    }

    /// <inheritdoc/>
    public override double Calibration(int trait) => _calibrations[trait];

    /// <summary>r'Rr / r'r, with R the relationships scaled to a diagonal of 1; at least a tenth, which no true relationships go below.</summary>
    private static double RelativesOf(SparseRelationshipMatrix relationships, ReadOnlySpan<double> left)
    {
        var (squares, products) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            squares += left[i] * left[i];
            for (var at = relationships.RowStarts[i]; at < relationships.RowStarts[i + 1]; at++)
            {
                var j = relationships.Columns[at];
                var scale = Math.Sqrt(relationships.Diagonal[i] * relationships.Diagonal[j]);
                products += left[i] * left[j] * relationships.Values[at] / scale;
            }
        }

        return squares > 0 ? Math.Max(0.1, 1 + (2 * products / squares)) : 1;
    }
}
