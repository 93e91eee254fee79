using WhiteMatter.Formats.Plink;

namespace WhiteMatter.Genetics.Clumping;

/// <summary>The variants of one trait that may become index variants or members of a clump.</summary>
internal sealed class TraitCandidates
{
    /// <summary>Above any position, so that chromosomes never touch in a key.</summary>
    private const int ChromosomeShift = 40;

    private readonly List<(long Place, VariantResult Result)> _members = [];
    private long[] _indexPlaces = [];
    private long _window;

    /// <summary>Variants significant enough to be an index variant, in file order.</summary>
    public List<VariantResult> Index { get; } = [];

    /// <summary>Notes where members may lie; called when <see cref="Index"/> is whole.</summary>
    public void SetReach(BimFile variants, long window)
    {
        _window = Math.Min(window, (1L << (ChromosomeShift - 2)) - 1);
        _indexPlaces = [.. Index.Select(result => PlaceOf(variants, result.Index))];
        Array.Sort(_indexPlaces);
    }

    /// <summary>Adds a possible member when it lies in the window of some index variant.</summary>
    public void AddMember(BimFile variants, VariantResult result)
    {
        var place = PlaceOf(variants, result.Index);
        var next = Array.BinarySearch(_indexPlaces, place - _window);
        next = next < 0 ? ~next : next;
        if (next < _indexPlaces.Length && _indexPlaces[next] <= place + _window)
        {
            _members.Add((place, result));
        }
    }

    /// <summary>Orders members by place; called when all are added.</summary>
    public void SortMembers() =>
        _members.Sort(static (a, b) => a.Place != b.Place ? a.Place.CompareTo(b.Place) : a.Result.Index.CompareTo(b.Result.Index));

    /// <summary>Members within the window of a variant, ordered by position.</summary>
    public IEnumerable<VariantResult> Near(BimFile variants, int index)
    {
        var place = PlaceOf(variants, index);
        var low = 0;
        var high = _members.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_members[middle].Place < place - _window)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        for (var i = low; i < _members.Count && _members[i].Place <= place + _window; i++)
        {
            yield return _members[i].Result;
        }
    }

    private static long PlaceOf(BimFile variants, int index) =>
        ((long)(variants.ChromosomeIndex(index) + 1) << ChromosomeShift) + variants.Position(index);
}
