using System.Buffers.Binary;
using System.Text;
using WhiteMatter.Formats.Compression;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>
/// The tabix index of a bgzipped table that is sorted by chromosome and position, made while the table is written (the specification of
/// the tabix index, and the SAM specification, section 5.1.1, for its bins).
/// </summary>
/// <param name="headerLines">Lines before the rows.</param>
internal sealed class TabixIndex(int headerLines)
{
    private const int BlockInput = 0xff00;
    private const int FirstBin = 4681;
    private const int BinShift = 14;
    private const int MostPosition = 1 << 29;

    private readonly List<Reference> _references = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _lastPosition;

    /// <summary>Whether every row so far stands behind the one before it, and where an index can reach.</summary>
    public bool IsSorted { get; private set; } = true;

    /// <summary>Enters the rows of a piece of the table.</summary>
    /// <param name="block">The variants of the piece.</param>
    /// <param name="rows">The rows, by their places in the block.</param>
    /// <param name="ends">Where the text of each ends.</param>
    /// <param name="bytes">The piece, compressed by <see cref="BlockGzip"/>.</param>
    /// <param name="offset">Where it stands in the file.</param>
    public void Add(StatisticsBlock block, ReadOnlySpan<int> rows, ReadOnlySpan<int> ends, ReadOnlySpan<byte> bytes, long offset)
    {
        var starts = StartsOf(bytes, offset);
        var start = 0;
        for (var i = 0; i < rows.Length && IsSorted; i++)
        {
            Enter(
                block.ChromosomeNames[block.ChromosomeKeys[rows[i]]],
                block.Positions[rows[i]],
                Virtual(starts, start),
                i + 1 == rows.Length ? starts[^1] << 16 : Virtual(starts, ends[i]));
            start = ends[i];
        }
    }

    /// <summary>Enters the rows of a piece of the table.</summary>
    /// <param name="rows">Chromosome and position of each row.</param>
    /// <param name="ends">Where the text of each ends.</param>
    /// <param name="bytes">The piece, compressed by <see cref="BlockGzip"/>.</param>
    /// <param name="offset">Where it stands in the file.</param>
    public void Add(IReadOnlyList<(string Chromosome, int Position)> rows, ReadOnlySpan<int> ends, ReadOnlySpan<byte> bytes, long offset)
    {
        var starts = StartsOf(bytes, offset);
        var start = 0;
        for (var i = 0; i < rows.Count && IsSorted; i++)
        {
            Enter(rows[i].Chromosome, rows[i].Position, Virtual(starts, start), i + 1 == rows.Count ? starts[^1] << 16 : Virtual(starts, ends[i]));
            start = ends[i];
        }
    }

    /// <summary>Where each block of a compressed piece begins, and where the piece ends.</summary>
    private static List<long> StartsOf(ReadOnlySpan<byte> bytes, long offset)
    {
        var starts = new List<long>();
        for (var at = 0; at < bytes.Length; at += BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 16)..]) + 1)
        {
            starts.Add(offset + at);
        }

        starts.Add(offset + bytes.Length);
        return starts;
    }

    private static long Virtual(List<long> starts, int text) => (starts[text / BlockInput] << 16) | (uint)(text % BlockInput);

    /// <summary>The index file.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.ASCII, leaveOpen: true))
        {
            writer.Write("TBI\u0001"u8);
            writer.Write(_references.Count);
            writer.Write(0);
            writer.Write(1);
            writer.Write(2);
            writer.Write(2);
            writer.Write((int)'#');
            writer.Write(headerLines);
            var names = Encoding.UTF8.GetBytes(string.Concat(_references.Select(reference => reference.Name + "\0")));
            writer.Write(names.Length);
            writer.Write(names);
            foreach (var reference in _references)
            {
                reference.Write(writer);
            }
        }

        return [.. BlockGzip.Compress(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)), .. BlockGzip.EndOfFile()];
    }

    private void Enter(string chromosome, int position, long start, long end)
    {
        if (_references.Count == 0 || _references[^1].Name != chromosome)
        {
            IsSorted &= _names.Add(chromosome);
            _references.Add(new Reference(chromosome));
            _lastPosition = 0;
        }

        IsSorted &= position > 0 && position >= _lastPosition && position <= MostPosition;
        if (IsSorted)
        {
            _lastPosition = position;
            _references[^1].Enter((position - 1) >> BinShift, start, end);
        }
    }

    /// <summary>The bins of one chromosome. A row is one base long: its bin is the smallest, of 16,384 bases.</summary>
    private sealed class Reference(string name)
    {
        private readonly List<(int Window, long Start, long End)> _bins = [];

        public string Name { get; } = name;

        public void Enter(int window, long start, long end)
        {
            if (_bins.Count > 0 && _bins[^1].Window == window)
            {
                _bins[^1] = _bins[^1] with { End = end };
            }
            else
            {
                _bins.Add((window, start, end));
            }
        }

        public void Write(BinaryWriter writer)
        {
            writer.Write(_bins.Count);
            foreach (var (window, start, end) in _bins)
            {
                writer.Write(FirstBin + window);
                writer.Write(1);
                writer.Write(start);
                writer.Write(end);
            }

            writer.Write(_bins[^1].Window + 1);
            var next = 0;
            var before = 0L;
            for (var window = 0; window <= _bins[^1].Window; window++)
            {
                if (_bins[next].Window == window)
                {
                    before = _bins[next++].Start;
                }

                writer.Write(before);
            }
        }
    }
}
