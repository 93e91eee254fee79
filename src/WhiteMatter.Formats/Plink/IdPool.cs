using System.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>
/// Many short texts in few large arrays, with a hash index over them. Costs a text's own bytes, a length of one or two bytes, 8
/// bytes of address and 4 to 8 of index: what lets tens of millions of variant names stand in memory.
/// </summary>
internal sealed class IdPool
{
    private const int ChunkBits = 20;
    private const int ChunkSize = 1 << ChunkBits;
    private const int LongestText = 32_767;
    private readonly List<byte[]> _chunks = [];
    private long[] _addresses = new long[1024];
    private int[] _index = [];
    private int _used = ChunkSize;

    public int Count { get; private set; }

    /// <summary>The longest text that fits, in bytes.</summary>
    public static int Longest => LongestText;

    public ReadOnlySpan<byte> this[int item]
    {
        get
        {
            var chunk = _chunks[(int)(_addresses[item] >> ChunkBits)];
            var at = (int)(_addresses[item] & (ChunkSize - 1));
            int length = chunk[at++];
            if (length >= 128)
            {
                length = ((length & 127) << 8) | chunk[at++];
            }

            return chunk.AsSpan(at, length);
        }
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText);
        if (_used + text.Length + 2 > ChunkSize)
        {
            _chunks.Add(new byte[ChunkSize]);
            _used = 0;
        }

        if (Count == _addresses.Length)
        {
            Array.Resize(ref _addresses, Count * 2);
        }

        var chunk = _chunks[^1];
        _addresses[Count++] = ((long)(_chunks.Count - 1) << ChunkBits) | (uint)_used;
        if (text.Length < 128)
        {
            chunk[_used++] = (byte)text.Length;
        }
        else
        {
            chunk[_used++] = (byte)(128 | (text.Length >> 8));
            chunk[_used++] = (byte)text.Length;
        }

        text.CopyTo(chunk.AsSpan(_used));
        _used += text.Length;
    }

    /// <summary>Gives back what growing left over, and builds the index.</summary>
    /// <param name="onDuplicate">Called with the first and a later item of the same text.</param>
    /// <param name="ignore">A text that may occur many times and is not indexed.</param>
    public void BuildIndex(Action<int, int> onDuplicate, ReadOnlySpan<byte> ignore)
    {
        Array.Resize(ref _addresses, Count);
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, Count + (Count / 2)));
        _index = new int[size];
        for (var item = 0; item < Count; item++)
        {
            var text = this[item];
            if (text.SequenceEqual(ignore))
            {
                continue;
            }

            var slot = Slot(text);
            if (_index[slot] != 0)
            {
                onDuplicate(_index[slot] - 1, item);
            }
            else
            {
                _index[slot] = item + 1;
            }
        }
    }

    /// <summary>The first item of a text, or -1.</summary>
    public int Find(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return _index.Length == 0 ? -1 : _index[Slot(bytes)] - 1;
    }

    private int Slot(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in text)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        var mask = _index.Length - 1;
        var slot = (int)(hash >> 33) & mask;
        while (_index[slot] != 0 && !this[_index[slot] - 1].SequenceEqual(text))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
