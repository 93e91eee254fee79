using System.Diagnostics;
using System.Text;

namespace WhiteMatter.Formats.Tables;

/// <summary>Gives each distinct text an index in the order of first sight, without allocating for texts seen before.</summary>
internal sealed class TextLookup
{
    private const int LargestOnStack = 256;
    private const int Few = 16;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <summary>The texts as bytes while they are few and fixed: comparing them is cheaper than a hash.</summary>
    private readonly byte[][]? _few;

    /// <summary>The lengths of the few, a bit each; 63 stands for all longer ones.</summary>
    private readonly ulong _lengths;

    public TextLookup() => _bySpan = _indices.GetAlternateLookup<ReadOnlySpan<char>>();

    public TextLookup(IEnumerable<string> texts)
        : this()
    {
        foreach (var text in texts)
        {
            _indices.TryAdd(text, _indices.Count);
        }

        _few = _indices.Count <= Few ? [.. _indices.Keys.Select(Encoding.UTF8.GetBytes)] : null;
        foreach (var text in _few ?? [])
        {
            _lengths |= BitOfLength(text.Length);
        }
    }

    public int Count => _indices.Count;

    public IEnumerable<string> Texts => _indices.Keys;

    /// <summary>The index of a text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        if (_few is not null)
        {
            if ((_lengths & BitOfLength(utf8.Length)) == 0)
            {
                return -1;
            }

            for (var i = 0; i < _few.Length; i++)
            {
                if (utf8.SequenceEqual(_few[i]))
                {
                    return i;
                }
            }

            return -1;
        }

        Span<char> chars = utf8.Length <= LargestOnStack ? stackalloc char[LargestOnStack] : new char[utf8.Length];
        var length = Encoding.UTF8.GetChars(utf8, chars);
        return _bySpan.TryGetValue(chars[..length], out var index) ? index : -1;
    }

    /// <summary>The index of a text, new or not.</summary>
    /// <returns>True if the text was new.</returns>
    public bool Add(ReadOnlySpan<byte> utf8, out int index)
    {
        Debug.Assert(_few is null, "Texts given at the start are all there are.");
        Span<char> chars = utf8.Length <= LargestOnStack ? stackalloc char[LargestOnStack] : new char[utf8.Length];
        var text = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (_bySpan.TryGetValue(text, out index))
        {
            return false;
        }

        index = _indices.Count;
        _bySpan[text] = index;
        return true;
    }

    private static ulong BitOfLength(int length) => 1UL << Math.Min(length, 63);

    /// <summary>Sorts the texts; returns them and, for each old index, the new one.</summary>
    public (string[] Texts, int[] NewIndices) Sort(IComparer<string> order)
    {
        var texts = _indices.Keys.ToArray();
        var byRank = Enumerable.Range(0, texts.Length).OrderBy(i => texts[i], order).ToArray();
        var newIndices = new int[texts.Length];
        var sorted = new string[texts.Length];
        for (var rank = 0; rank < byRank.Length; rank++)
        {
            newIndices[byRank[rank]] = rank;
            sorted[rank] = texts[byRank[rank]];
        }

        return (sorted, newIndices);
    }
}
