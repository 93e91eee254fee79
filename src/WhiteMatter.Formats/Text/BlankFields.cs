namespace WhiteMatter.Formats.Text;

/// <summary>The fields of a line separated by runs of blanks, held in a fixed number of slots without allocation.</summary>
internal ref struct BlankFields
{
    private readonly ReadOnlySpan<byte> _line;
    private Slots _slots;

    public BlankFields(ReadOnlySpan<byte> line)
    {
        _line = line;
        var at = 0;
        while (at < line.Length)
        {
            while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
            {
                at++;
            }

            if (at == line.Length)
            {
                return;
            }

            var length = line[at..].IndexOfAny((byte)' ', (byte)'\t');
            if (length < 0)
            {
                length = line.Length - at;
            }

            if (Count < Slots.Size)
            {
                _slots[Count] = (at, length);
            }

            Count++;
            at += length;
        }
    }

    /// <summary>The number of fields on the line, whether or not a slot holds them.</summary>
    public int Count { get; }

    public readonly ReadOnlySpan<byte> this[int field] => _line.Slice(_slots[field].Start, _slots[field].Length);

    /// <summary>Where a field stands in the line.</summary>
    public readonly (int Start, int Length) Range(int field) => _slots[field];

    [System.Runtime.CompilerServices.InlineArray(Size)]
    private struct Slots
    {
        public const int Size = 6;
        private (int Start, int Length) _first;
    }
}
