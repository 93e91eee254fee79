using System.Globalization;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>
/// Outcomes that go with other people, as they would if features told nothing of them. Groups go whole, with groups of their size; where each site is a fold people stay
/// in their site.
/// </summary>
/// <remarks>
/// Without covariates, or where they are taken out of features alone, outcomes are permuted. Where they have a part in a number, what they leave of it over all people is
/// permuted and added to what they predict (Freedman and Lane 1983). Where they predict a class, the features of people are permuted together.
/// </remarks>
internal sealed class PermutedPeople
{
    private const string Purpose = "permutation of a prediction";

    private readonly PredictionProblem _problem;
    private readonly long _seed;
    private readonly List<int[][]> _exchanged = [];
    private readonly double[] _fitted;
    private readonly double[] _left;

    public PermutedPeople(PredictionProblem problem, long seed)
    {
        (_problem, _seed) = (problem, seed);
        var all = Enumerable.Range(0, problem.People).OrderBy(i => HashedSample.Place(seed, Purpose, problem.Keys[i])).ThenBy(i => problem.Keys[i], StringComparer.Ordinal);
        var blocks = problem.Groups is { } groups
            ? all.GroupBy(i => groups[i], StringComparer.Ordinal).Select(group => group.ToArray())
            : all.Select(i => new[] { i });
        foreach (var alike in blocks.GroupBy(block => (block.Length, Site: problem.Sites is { } sites ? sites[block[0]] : "")).OrderBy(alike => alike.Key.Site, StringComparer.Ordinal).ThenBy(alike => alike.Key.Length))
        {
            _exchanged.Add([.. alike]);
        }

        (_fitted, _left) = (new double[problem.People], (double[])problem.Outcome.Clone());
        if (problem.Covariates.Count > 0 && problem.Use != CovariateUse.Features && !problem.IsBinary)
        {
            int[] everybody = [.. Enumerable.Range(0, problem.People)];
            CovariateBasis.Create(problem.Covariates, everybody, []).TakeOutOf(_left);
            for (var i = 0; i < _left.Length; i++)
            {
                _fitted[i] = problem.Outcome[i] - _left[i];
            }
        }
    }

    /// <summary>
    /// How many orders give something of their own, the people's own among them: the product of k! over sets of k people or groups that may go for each other, where outcomes are
    /// permuted divided by j! for each j of these whose outcomes are the same.
    /// </summary>
    public double Orders
    {
        get
        {
            var logarithm = 0.0;
            foreach (var alike in _exchanged)
            {
                logarithm += LogFactorial(alike.Length);
                if (!MovesFeatures)
                {
                    logarithm -= alike.CountBy(block => string.Join(' ', block.Select(person => _left[person].ToString("R", CultureInfo.InvariantCulture)))).Sum(same => LogFactorial(same.Value));
                }
            }

            return Math.Round(Math.Exp(Math.Min(logarithm, 40)));
        }
    }

    /// <summary>Whether features are permuted, and not outcomes.</summary>
    public bool MovesFeatures => _problem is { IsBinary: true, IsBeside: true };

    private static double LogFactorial(int k) => Enumerable.Range(2, Math.Max(0, k - 1)).Sum(i => Math.Log(i));

    /// <summary>The person whose outcome, or features, each person has in a permutation.</summary>
    public int[] Order(int number)
    {
        var draws = KeyedDraws.For(_seed, Purpose, number.ToString(CultureInfo.InvariantCulture));
        var (order, place) = (new int[_problem.People], 0UL);
        foreach (var blocks in _exchanged)
        {
            var from = Enumerable.Range(0, blocks.Length).ToArray();
            for (var i = from.Length - 1; i > 0; i--)
            {
                var other = draws.Below(place++, i + 1);
                (from[i], from[other]) = (from[other], from[i]);
            }

            for (var b = 0; b < blocks.Length; b++)
            {
                for (var member = 0; member < blocks[b].Length; member++)
                {
                    order[blocks[b][member]] = blocks[from[b]][member];
                }
            }
        }

        return order;
    }

    /// <summary>The outcome of a permutation.</summary>
    public double[] Outcome(int number)
    {
        var order = Order(number);
        var outcome = new double[order.Length];
        for (var i = 0; i < outcome.Length; i++)
        {
            outcome[i] = _fitted[i] + _left[order[i]];
        }

        return outcome;
    }

    /// <summary>The problem of a permutation.</summary>
    public PredictionProblem Problem(int number)
    {
        if (!MovesFeatures)
        {
            return _problem with { Outcome = Outcome(number) };
        }

        var order = Order(number);
        return _problem with { Features = [.. _problem.Features.Select(feature => CovariateBasis.Rows(feature, order))] };
    }
}
