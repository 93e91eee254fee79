using WhiteMatter.Statistics;

namespace WhiteMatter.Learning.Training;

/// <summary>Who is trained on and who is held out.</summary>
/// <param name="Training">Rows of the people trained on, rising.</param>
/// <param name="Validation">Rows of the people held out, rising; empty when nobody is.</param>
public sealed record TrainingSplit(int[] Training, int[] Validation)
{
    private const string Key = "validation";

    /// <summary>
    /// Draws the held-out people by a keyed hash of each one's identifier, so that the draw depends neither on their order nor on who else is
    /// there. A share that draws nobody holds out the one of the lowest place, and one that draws everybody trains on the one of the highest.
    /// </summary>
    /// <param name="people">Rows of the people, rising.</param>
    /// <param name="ids">What tells the person of each row apart.</param>
    /// <param name="share">Share held out, between 0 and 1.</param>
    /// <param name="seed">The study's seed.</param>
    /// <exception cref="LearningException">There is nobody to train on, or one person where one more is to be held out.</exception>
    public static TrainingSplit Draw(IReadOnlyList<int> people, IReadOnlyList<string> ids, double share, long seed)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(ids);
        var least = share > 0 ? 2 : 1;
        if (people.Count < least)
        {
            throw new LearningException(
                LearningProblem.TooFewPeople,
                least == 1
                    ? "Nobody of the people to train on has an image."
                    : $"{people.Count} of the people to train on have an image, and one more than those held out is needed.");
        }

        string[] names = [.. people.Select(row => ids[row])];
        var drawn = HashedSample.DrawShare(seed, Key, names, share);
        if (share > 0 && drawn.Length == 0)
        {
            drawn = HashedSample.DrawNumber(seed, Key, names, 1);
        }
        else if (drawn.Length == names.Length)
        {
            drawn = HashedSample.DrawNumber(seed, Key, names, names.Length - 1);
        }

        var held = new bool[names.Length];
        foreach (var index in drawn)
        {
            held[index] = true;
        }

        return new TrainingSplit(
            [.. people.Where((_, index) => !held[index])],
            [.. people.Where((_, index) => held[index])]);
    }
}
