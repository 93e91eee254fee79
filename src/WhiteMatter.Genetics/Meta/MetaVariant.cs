namespace WhiteMatter.Genetics.Meta;

/// <summary>A variant of a meta-analysis with its results; the same object for one variant after another.</summary>
public sealed class MetaVariant
{
    private readonly int _studies;
    private readonly StudyEstimate[] _estimates;

    internal MetaVariant(int traits, int studies)
    {
        _studies = studies;
        _estimates = new StudyEstimate[traits * studies];
        Results = new MetaEstimate[traits];
        People = new double[traits];
    }

    /// <summary>The variant, named and with the alleles as the first study that has it.</summary>
    public StatisticsVariant Variant { get; internal set; } = new("", 0, "", "", "", double.NaN, double.NaN);

    /// <summary>The smallest frequency of a study; NaN where none is known.</summary>
    public double LeastFrequency { get; internal set; }

    /// <summary>The largest frequency of a study.</summary>
    public double MostFrequency { get; internal set; }

    /// <summary>For each trait what the studies say together; <see cref="MetaEstimate.Studies"/> is 0 where too few have it.</summary>
    public MetaEstimate[] Results { get; }

    /// <summary>For each trait the people of its studies; 0 where some study's number is not known.</summary>
    public double[] People { get; }

    /// <summary>For each study what it says of a trait, of the same allele in all; NaN where it says nothing.</summary>
    /// <param name="trait">The trait.</param>
    public Span<StudyEstimate> StudiesOf(int trait) => _estimates.AsSpan(trait * _studies, _studies);

    /// <summary>A sign for each study: <c>+</c>, <c>-</c>, 0 for no effect, <c>?</c> where it says nothing.</summary>
    /// <param name="trait">The trait.</param>
    public string Direction(int trait) => string.Create(_studies, (Variant: this, trait), static (text, state) =>
    {
        var studies = state.Variant.StudiesOf(state.trait);
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = studies[i].Beta switch { > 0 => '+', < 0 => '-', 0 => '0', _ => '?' };
        }
    });
}
