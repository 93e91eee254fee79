using WhiteMatter.Statistics.Prediction;

namespace WhiteMatter.Statistics.Tests.Prediction;

/// <summary>People drawn for tests: features that are correlated, some of which make the outcome.</summary>
internal static class SimulatedPeople
{
    /// <summary>Draws people.</summary>
    /// <param name="seed">What they are drawn with.</param>
    /// <param name="people">How many.</param>
    /// <param name="features">How many features.</param>
    /// <param name="explained">The share of the outcome's variance, or of that of log odds and their logistic noise, that the first five features explain.</param>
    /// <param name="covariates">How many covariates, each with an effect of a third of a standard deviation on the outcome and on the first feature.</param>
    /// <param name="binary">Whether the outcome is whether the number is above 0.</param>
    public static PredictionProblem Draw(long seed, int people, int features, double explained, int covariates = 0, bool binary = false)
    {
        double[] Column(string name) => [.. Enumerable.Range(0, people).Select(i => KeyedDraws.For(seed, "test of predictions", name).Normal((ulong)i))];
        var shared = Column("shared");
        double[][] c = [.. Enumerable.Range(0, covariates).Select(k => Column("covariate" + k))];
        double[][] x = [.. Enumerable.Range(0, features).Select(j => Column("feature" + j).Select((value, i) => (0.8 * value) + (0.6 * shared[i]) + (j == 0 ? c.Sum(column => column[i] / 3) : 0)).ToArray())];
        var informative = Enumerable.Range(0, Math.Min(5, features)).Select(j => Column("feature" + j)).ToArray();
        var noise = Column("noise");
        var y = new double[people];
        for (var i = 0; i < people; i++)
        {
            var signal = informative.Sum(column => column[i]) / Math.Sqrt(informative.Length);
            y[i] = (Math.Sqrt(explained) * signal) + (Math.Sqrt(1 - explained) * noise[i]) + c.Sum(column => column[i] / 3);
        }

        return new PredictionProblem
        {
            Keys = [.. Enumerable.Range(0, people).Select(i => $"person{i:D5}")],
            Features = x,
            Covariates = c,
            Outcome = binary ? [.. y.Select(value => value > 0 ? 1.0 : 0)] : [.. y.Select(value => 50 + (10 * value))],
            IsBinary = binary,
        };
    }
}
