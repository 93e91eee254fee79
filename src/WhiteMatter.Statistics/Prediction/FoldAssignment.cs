using System.Globalization;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>Which outer and which inner fold each person is in.</summary>
/// <param name="Count">The number of outer folds.</param>
/// <param name="InnerCount">The number of inner folds.</param>
/// <param name="Outer">The outer fold of each person.</param>
/// <param name="Inner">
/// The inner fold of each person. The inner folds of the people outside an outer fold are these; people are dealt to them within each outer fold, so that
/// they are of one size whichever outer fold is left out.
/// </param>
/// <param name="Names">What each outer fold is called: its site, or its number.</param>
public sealed record FoldAssignment(int Count, int InnerCount, int[] Outer, int[] Inner, string[] Names)
{
    private const string OuterPurpose = "fold of a prediction";
    private const string InnerPurpose = "inner fold of a prediction";

    /// <summary>
    /// Deals people to folds in the order of a keyed hash of what names them, each to the fold that has the fewest of their class, then the fewest
    /// people, then the next in turn. A group goes whole, by the hash of its name; it counts as cases if it has one. The order of rows does not matter.
    /// </summary>
    /// <param name="problem">The people.</param>
    /// <param name="options">Seed and numbers of folds.</param>
    /// <param name="repeat">Which dealing, from 0.</param>
    /// <exception cref="ArgumentException">There are fewer people or groups than folds, a group is of two sites, or there is one site.</exception>
    public static FoldAssignment Deal(PredictionProblem problem, PredictionOptions options, int repeat)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        var units = Units(problem);
        var outer = new int[problem.People];
        string[] names;
        if (problem.Sites is { } sites)
        {
            names = [.. sites.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            for (var i = 0; i < outer.Length; i++)
            {
                outer[i] = Array.BinarySearch(names, sites[i], StringComparer.Ordinal);
            }

            if (names.Length < 2 || units.Any(unit => unit.People.Any(person => outer[person] != outer[unit.People[0]])))
            {
                throw new ArgumentException("There are fewer than two sites, or a group is of several.", nameof(problem));
            }
        }
        else
        {
            if (units.Count < options.Folds)
            {
                throw new ArgumentException("There are fewer people or groups than folds.", nameof(problem));
            }

            names = [.. Enumerable.Range(1, options.Folds).Select(fold => fold.ToString(CultureInfo.InvariantCulture))];
            Deal(units, options.Folds, Purpose(OuterPurpose, repeat), options.Seed, outer, 0);
        }

        var inner = new int[problem.People];
        foreach (var fold in units.GroupBy(unit => outer[unit.People[0]]))
        {
            Deal([.. fold], options.InnerFolds, Purpose(InnerPurpose, repeat), options.Seed, inner, fold.Key);
        }

        return new FoldAssignment(names.Length, options.InnerFolds, outer, inner, names);
    }

    /// <summary>Refuses folds outside of which, or outside an inner fold of which, there is nobody to learn from, or of a class only cases or only controls.</summary>
    /// <exception cref="FoldsNotLearnableException">There is such a fold.</exception>
    internal void RequireLearnable(PredictionProblem problem)
    {
        for (var fold = 0; fold < Count; fold++)
        {
            // People, and cases among them, of each inner fold.
            var (people, cases) = (new int[InnerCount], new int[InnerCount]);
            for (var i = 0; i < problem.People; i++)
            {
                if (Outer[i] != fold)
                {
                    people[Inner[i]]++;
                    cases[Inner[i]] += problem.IsBinary && problem.Outcome[i] == 1 ? 1 : 0;
                }
            }

            var (outside, ill) = (people.Sum(), cases.Sum());
            for (var inner = 0; inner < InnerCount; inner++)
            {
                var (left, casesLeft) = (outside - people[inner], ill - cases[inner]);
                if (people[inner] == 0 || left == 0)
                {
                    throw new FoldsNotLearnableException(Names[fold], people.Count(count => count > 0));
                }

                if (problem.IsBinary && (casesLeft == 0 || casesLeft == left))
                {
                    throw new FoldsNotLearnableException(Names[fold], null);
                }
            }
        }
    }

    /// <summary>The people of an outer fold, or those outside it, rising.</summary>
    internal int[] People(int fold, bool inside) => [.. Enumerable.Range(0, Outer.Length).Where(i => Outer[i] == fold == inside)];

    private static string Purpose(string purpose, int repeat) => repeat == 0 ? purpose : string.Create(CultureInfo.InvariantCulture, $"{purpose}, {repeat}");

    private static List<(string Name, int[] People, bool Cases)> Units(PredictionProblem problem)
    {
        bool IsCase(int person) => problem.IsBinary && problem.Outcome[person] == 1;
        var all = Enumerable.Range(0, problem.People);
        return problem.Groups is { } groups
            ? [.. all.GroupBy(i => groups[i], StringComparer.Ordinal).Select(group => (group.Key, group.ToArray(), group.Any(IsCase)))]
            : [.. all.Select(i => (problem.Keys[i], new[] { i }, IsCase(i)))];
    }

    private static void Deal(List<(string Name, int[] People, bool Cases)> units, int folds, string purpose, long seed, int[] into, int first)
    {
        var (ofClass, all) = (new int[folds, 2], new int[folds]);
        foreach (var unit in units.OrderBy(unit => HashedSample.Place(seed, purpose, unit.Name)).ThenBy(unit => unit.Name, StringComparer.Ordinal))
        {
            // Of equal ones each outer fold begins with another inner fold, so that few people in each fill all of these.
            var (best, kind) = (first % folds, unit.Cases ? 1 : 0);
            for (var step = 1; step < folds; step++)
            {
                var fold = (first + step) % folds;
                if ((ofClass[fold, kind], all[fold]).CompareTo((ofClass[best, kind], all[best])) < 0)
                {
                    best = fold;
                }
            }

            ofClass[best, kind] += unit.People.Length;
            all[best] += unit.People.Length;
            foreach (var person in unit.People)
            {
                into[person] = best;
            }
        }
    }
}
