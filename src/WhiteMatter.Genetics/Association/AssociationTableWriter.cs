using System.Runtime.InteropServices;
using System.Text;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Writes the association table. Blocks of variants follow each other in file order and hold their own sizes, so that the pieces
/// that shards wrote become the whole table by copying them in order, byte for byte the same for any number of shards.
/// </summary>
/// <remarks>
/// Little-endian. Header, blocks, index of blocks, trailer. A block: what it begins with (<see cref="AssociationBlockLayout"/>), the list
/// of its chunks with the largest −log10 P of each, the variants with their counts, and a chunk for every trait. Nothing is rounded:
/// what is read back is bit for bit what was written (<c>docs/decisions/2026-11-26-results-are-stored-without-loss.md</c>).
/// </remarks>
public sealed class AssociationTableWriter : IDisposable
{
    internal const ulong HeaderMagic = 0x3453_4F53_5341_4D57; // "WMASSOS4"
    internal const int IndexEntryBytes = sizeof(long) + AssociationBlockLayout.Bytes;
    internal const int TrailerBytes = 24;

    private readonly Stream _output;
    private readonly List<(long Offset, AssociationBlockLayout Layout)> _index = [];
    private readonly AssociationBlockEncoder _encoder;
    private long _position;

    private AssociationTableWriter(Stream output, int threads)
    {
        _output = output;
        _encoder = new AssociationBlockEncoder(threads);
    }

    /// <summary>Begins a whole table.</summary>
    /// <param name="output">Where to; left open.</param>
    /// <param name="header">What the table is about.</param>
    /// <param name="threads">Threads that compress blocks.</param>
    public static AssociationTableWriter Create(Stream output, AssociationTableHeader header, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(header);
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(HeaderMagic);
            writer.Write(header.People);
            writer.Write(header.Rank);
            writer.Write(header.HasMissingTraits ? 1 : 0);
            writer.Write(header.HasRemarks ? 1 : 0);
            writer.Write((int)header.Statistic);
            writer.Write(header.StatisticDegrees);
            writer.Write(header.Traits.Length);
            foreach (var trait in header.Traits)
            {
                writer.Write(trait);
            }
        }

        buffer.Position = 0;
        buffer.CopyTo(output);
        return new AssociationTableWriter(output, threads) { _position = buffer.Length };
    }

    /// <summary>Writes a block as a shard does, with no table around it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="block">The block.</param>
    public static void WriteBlock(Stream output, AssociationBlock block) => new AssociationBlockEncoder(1).Write(output, block);

    /// <summary>Writes a block of the table.</summary>
    /// <param name="block">The block; blocks come in file order.</param>
    public void Write(AssociationBlock block) => Enter(_encoder.Write(_output, block));

    /// <summary>Copies the blocks a shard wrote.</summary>
    /// <param name="blocks">What <see cref="WriteBlock"/> wrote, one block after another.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="InvalidDataException">The stream does not hold whole blocks.</exception>
    public void Append(Stream blocks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var buffer = new byte[1 << 20];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var got = blocks.ReadAtLeast(buffer.AsSpan(0, AssociationBlockLayout.Bytes), AssociationBlockLayout.Bytes, throwOnEndOfStream: false);
            if (got == 0)
            {
                return;
            }

            var layout = AssociationBlockLayout.Read(buffer.AsSpan(0, got))
                ?? throw new InvalidDataException("A shard of the association ends inside a block or holds something else.");
            Enter(layout);
            _output.Write(buffer, 0, got);
            var left = layout.BodyBytes;
            while (left > 0)
            {
                var read = blocks.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
                if (read == 0)
                {
                    throw new InvalidDataException("A shard of the association ends inside a block.");
                }

                _output.Write(buffer, 0, read);
                left -= read;
            }
        }
    }

    /// <summary>Writes the index of blocks; nothing may follow.</summary>
    public void Complete()
    {
        var index = new byte[checked((_index.Count * IndexEntryBytes) + TrailerBytes)];
        for (var i = 0; i < _index.Count; i++)
        {
            var entry = index.AsSpan(IndexEntryBytes * i);
            MemoryMarshal.Write(entry, _index[i].Offset);
            _index[i].Layout.Write(entry[sizeof(long)..]);
        }

        var entries = index.AsSpan(0, index.Length - TrailerBytes);
        var trailer = index.AsSpan(entries.Length);
        MemoryMarshal.Write(trailer, _index.Count);
        MemoryMarshal.Write(trailer[4..], NativeResults.Checksum(entries));
        MemoryMarshal.Write(trailer[8..], _position);
        MemoryMarshal.Write(trailer[16..], HeaderMagic);
        _output.Write(index);
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Flush();

    private void Enter(AssociationBlockLayout layout)
    {
        _index.Add((_position, layout));
        _position += AssociationBlockLayout.Bytes + layout.BodyBytes;
    }
}
