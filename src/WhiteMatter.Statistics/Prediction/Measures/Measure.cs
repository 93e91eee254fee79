namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>A measure of predictions, averaged over dealings, with its interval over resamples of people.</summary>
/// <param name="Name">What it is called in tables: <c>r2</c>, <c>auc</c> and so on.</param>
/// <param name="Value">The measure; NaN where it is not defined.</param>
/// <param name="Low">The 2.5th percentile of the resamples; NaN without them.</param>
/// <param name="High">The 97.5th percentile.</param>
public sealed record Measure(string Name, double Value, double Low, double High);

/// <summary>Measures of people of whom each counts so many times.</summary>
internal abstract class PeopleMeasures
{
    /// <summary>Their names.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The measures, in the order of the names.</summary>
    /// <param name="weights">How often each person counts.</param>
    public abstract double[] Of(ReadOnlySpan<int> weights);
}
