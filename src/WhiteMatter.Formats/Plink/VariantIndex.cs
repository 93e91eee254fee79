using System.Text;

namespace WhiteMatter.Formats.Plink;

/// <summary>
/// Finds variants by their identifiers: 8 bytes a slot, two slots for every three to six variants. Half of an identifier's hash stands in its slot, the
/// identifier itself is looked up in the file where that agrees.
/// </summary>
internal sealed class VariantIndex
{
    private ulong[] _slots;
    private int _used;
    private readonly BimFile _variants;

    /// <summary>Indexes the variants of a file; those without a name (".") are left out.</summary>
    /// <param name="variants">The file.</param>
    /// <param name="onDuplicate">Told the first and a later variant of the same identifier, in the order of the later.</param>
    /// <param name="part">Which part of the identifiers, from 0: those alike are in one part.</param>
    /// <param name="parts">How many parts of about the same size there are.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public VariantIndex(BimFile variants, Action<int, int>? onDuplicate = null, int part = 0, int parts = 1, CancellationToken cancellation = default)
    {
        _variants = variants;
        var count = variants.Count;

        // A part's share, and an eighth for chance.
        var most = parts == 1 ? count : (count / parts) + (count / parts / 8L);
        _slots = new ulong[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16L, most + (most / 2L)))];
        for (var variant = 0; variant < count; variant++)
        {
            if (variant % BimFile.VariantsOfPage == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var id = variants.IdUtf8(variant);
            if (id is [(byte)'.'])
            {
                continue;
            }

            var hash = Hash(id);
            if (parts > 1 && (uint)(hash >> 40) % (uint)parts != (uint)part)
            {
                continue;
            }

            var slot = Slot(id, hash);
            if (_slots[slot] != 0)
            {
                onDuplicate?.Invoke((int)(uint)_slots[slot] - 1, variant);
            }
            else
            {
                _slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(variant + 1);
                if (++_used > _slots.Length / 8 * 7)
                {
                    Grow();
                }
            }
        }
    }

    /// <summary>The first variant of an identifier, or -1.</summary>
    public int Find(string id)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        return (int)(uint)_slots[Slot(bytes, Hash(bytes))] - 1;
    }

    /// <summary>Doubles the slots: a part has more than its share.</summary>
    private void Grow()
    {
        var before = _slots;
        _slots = new ulong[checked(2 * before.Length)];
        foreach (var taken in before.Where(taken => taken != 0))
        {
            var id = _variants.IdUtf8((int)(uint)taken - 1);
            _slots[Slot(id, Hash(id))] = taken;
        }
    }

    private int Slot(ReadOnlySpan<byte> id, ulong hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] != 0
            && ((_slots[slot] ^ hash) >> 32 != 0 || !_variants.IdUtf8((int)(uint)_slots[slot] - 1).SequenceEqual(id)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in text)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        return hash * 0x9E3779B97F4A7C15UL;
    }
}
