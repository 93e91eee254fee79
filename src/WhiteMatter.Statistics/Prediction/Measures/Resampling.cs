using System.Globalization;

namespace WhiteMatter.Statistics.Prediction.Measures;

/// <summary>Measures with intervals over resamples of people, or of groups where there are some (Efron's percentiles): of predictions as they are, nothing is learnt anew.</summary>
internal static class Resampling
{
    private const string Purpose = "resample of a prediction";

    /// <summary>The measures, averaged over dealings in each resample.</summary>
    /// <param name="problem">The people.</param>
    /// <param name="repeats">Measures of each dealing.</param>
    /// <param name="options">Seed and number of resamples.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static Measure[] Measures(PredictionProblem problem, IReadOnlyList<PeopleMeasures> repeats, PredictionOptions options, CancellationToken cancellationToken)
    {
        var people = problem.People;
        var once = new int[people];
        Array.Fill(once, 1);
        var values = Mean(repeats, once);

        // Units in an order that does not depend on that of the rows.
        int[][] units = problem.Groups is { } groups
            ? [.. Enumerable.Range(0, people).GroupBy(i => groups[i], StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToArray())]
            : [.. Enumerable.Range(0, people).OrderBy(i => problem.Keys[i], StringComparer.Ordinal).Select(i => new[] { i })];
        var found = new double[options.Resamples][];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken }, number =>
        {
            var draws = KeyedDraws.For(options.Seed, Purpose, number.ToString(CultureInfo.InvariantCulture));
            var weights = new int[people];
            for (var i = 0; i < units.Length; i++)
            {
                foreach (var person in units[draws.Below((ulong)i, units.Length)])
                {
                    weights[person]++;
                }
            }

            found[number] = Mean(repeats, weights);
        });
        return
        [
            .. repeats[0].Names.Select((name, m) =>
            {
                double[] sorted = [.. found.Select(resample => resample[m]).Where(double.IsFinite).Order()];
                return new Measure(name, values[m], Quantile(sorted, 0.025), Quantile(sorted, 0.975));
            }),
        ];
    }

    private static double[] Mean(IReadOnlyList<PeopleMeasures> repeats, int[] weights)
    {
        var sum = new double[repeats[0].Names.Count];
        foreach (var repeat in repeats)
        {
            var own = repeat.Of(weights);
            for (var m = 0; m < sum.Length; m++)
            {
                sum[m] += own[m] / repeats.Count;
            }
        }

        return sum;
    }

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
