namespace WhiteMatter.Reporting;

/// <summary>
/// Keeps small counts of people out of the page, and out of what a session answers. A count from 1 to below the limit is shown as "&lt;5". A figure from which
/// such a count could be had by subtraction (the people left after the step, and every later figure that equals it or is
/// computed from it) is shown as the range it must lie in. Zero is shown: it tells nothing of a person.
/// </summary>
public sealed class SmallCountRule
{
    private readonly int limit;
    private readonly Dictionary<long, PeopleCount> hidden = [];

    /// <summary>A rule that shows every count: for variants.</summary>
    public static SmallCountRule ShowAll { get; } = new(0, []);

    /// <summary>Finds the figures that must be hidden in a document.</summary>
    /// <param name="limit">The limit; 0 or 1 hides nothing.</param>
    /// <param name="flows">The flows of people.</param>
    public SmallCountRule(int limit, IEnumerable<CountFlow> flows)
    {
        ArgumentNullException.ThrowIfNull(flows);
        this.limit = limit;
        CountFlow[] known = [.. flows];
        Follow(known);
        if (HideNeighbours(known))
        {
            Follow(known);
        }
    }

    /// <summary>Hides what is left after a small loss, and what is computed from it.</summary>
    private void Follow(CountFlow[] flows)
    {
        foreach (var flow in flows)
        {
            foreach (var step in flow.Steps)
            {
                var before = Show(step.In);
                var after = After(before, step.Losses);
                if (!after.IsExact)
                {
                    hidden[step.Out] = hidden.TryGetValue(step.Out, out var earlier) ? earlier.Within(after) : after;
                }
            }
        }
    }

    /// <summary>
    /// Hides a count that lies just under another: of a cohort without the few people of a second one no step tells a loss, and the
    /// two counts beside each other would. Whether there was one.
    /// </summary>
    private bool HideNeighbours(CountFlow[] flows)
    {
        long[] counts = [.. flows.SelectMany(flow => flow.Steps).SelectMany(step => new[] { step.In, step.Out }).Where(count => Show(count).IsExact).Distinct().Order()];
        var found = false;
        for (var i = 0; i + 1 < counts.Length; i++)
        {
            if (IsSmall(counts[i + 1] - counts[i]) && counts[i] > 0)
            {
                hidden[counts[i]] = new PeopleCount(Math.Max(limit, counts[i + 1] - limit + 1), counts[i + 1] - 1, false);
                found = true;
            }
        }

        return found;
    }

    /// <summary>The limit.</summary>
    public int Limit => limit;

    /// <summary>Whether a count is too small to show.</summary>
    /// <param name="count">The count.</param>
    public bool IsSmall(long count) => count > 0 && count < limit;

    /// <summary>A count of people as it may be shown.</summary>
    /// <param name="count">The count.</param>
    public PeopleCount Show(long count)
    {
        if (IsSmall(count))
        {
            return new PeopleCount(1, limit - 1, true);
        }

        return hidden.TryGetValue(count, out var range) ? range : new PeopleCount(count, count, false);
    }

    /// <summary>What may be shown of a loss. Where only a few people are left, the largest loss is a range, since it would tell how few.</summary>
    /// <param name="step">The step.</param>
    /// <param name="index">Index of the loss.</param>
    public PeopleCount ShowLoss(FlowStep step, int index)
    {
        ArgumentNullException.ThrowIfNull(step);
        var loss = step.Losses[index];
        if (IsSmall(loss.Count) || !IsSmall(step.Out))
        {
            return IsSmall(loss.Count) ? Show(loss.Count) : new PeopleCount(loss.Count, loss.Count, false);
        }

        var largest = 0;
        for (var i = 1; i < step.Losses.Length; i++)
        {
            largest = step.Losses[i].Count > step.Losses[largest].Count ? i : largest;
        }

        return index == largest
            ? new PeopleCount(loss.Count + step.Out - (limit - 1), loss.Count + step.Out - 1, false)
            : new PeopleCount(loss.Count, loss.Count, false);
    }

    /// <summary>What may be shown of a part of a total when the rest of it is shown too.</summary>
    /// <param name="part">The part.</param>
    /// <param name="rest">The rest of the total.</param>
    public PeopleCount ShowPart(long part, long rest) => IsSmall(part) ? Show(part) : After(Show(part + rest), [new FlowLoss("", rest)]);

    /// <summary>What may be shown of a number that is a shown count less a known amount.</summary>
    /// <param name="count">The count of people.</param>
    /// <param name="less">The amount.</param>
    public PeopleCount ShowLess(long count, long less)
    {
        var shown = Show(count);
        return new PeopleCount(shown.Least - less, shown.Most - less, false);
    }

    private PeopleCount After(PeopleCount before, IEnumerable<FlowLoss> losses)
    {
        var (least, most) = (before.Least, before.Most);
        foreach (var loss in losses)
        {
            var small = IsSmall(loss.Count);
            least -= small ? limit - 1 : loss.Count;
            most -= small ? 1 : loss.Count;
        }

        return most < limit && most > 0 ? new PeopleCount(1, limit - 1, true) : new PeopleCount(Math.Max(0, least), Math.Max(0, most), false);
    }
}

/// <summary>A count of people as shown: exact, a range, or "fewer than".</summary>
/// <param name="Least">The least it can be.</param>
/// <param name="Most">The most it can be.</param>
/// <param name="Small">True where only "fewer than" the limit is told.</param>
public readonly record struct PeopleCount(long Least, long Most, bool Small)
{
    /// <summary>Whether the count is told exactly.</summary>
    public bool IsExact => Least == Most && !Small;

    /// <summary>The count in words of the page.</summary>
    public string Text => Small ? "<" + NumberText.Count(Most + 1) : IsExact ? NumberText.Count(Least) : NumberText.Count(Least) + "–" + NumberText.Count(Most);

    /// <summary>The smallest range that holds both.</summary>
    /// <param name="other">Another count.</param>
    public PeopleCount Within(PeopleCount other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most), Small && other.Small);
}
