using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Writes the association table. Blocks of variants follow each other in file order and hold their own sizes, so that the pieces
/// that shards wrote become the whole table by copying them in order, byte for byte the same for any number of shards.
/// </summary>
/// <remarks>
/// Little-endian. Header, blocks, index of blocks, trailer. 24 bytes a cell (28 when people differ between traits) and 45 bytes a
/// variant.
/// </remarks>
public sealed class AssociationTableWriter : IDisposable
{
    internal const ulong HeaderMagic = 0x3353_4F53_5341_4D57; // "WMASSOS3"
    internal const uint BlockMagic = 0x4B4C_424D; // "MBLK"
    internal const int BlockHeaderBytes = 32;

    private readonly Stream _output;
    private readonly List<(long Offset, long FirstFileVariant, int Count)> _index = [];
    private long _position;

    private AssociationTableWriter(Stream output) => _output = output;

    /// <summary>Begins a whole table.</summary>
    /// <param name="output">Where to; left open.</param>
    /// <param name="header">What the table is about.</param>
    public static AssociationTableWriter Create(Stream output, AssociationTableHeader header)
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
        return new AssociationTableWriter(output) { _position = buffer.Length };
    }

    /// <summary>Writes a block as a shard does, with no table around it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="block">The block.</param>
    public static void WriteBlock(Stream output, AssociationBlock block)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(block);
        var cells = block.Count * block.Traits;
        Span<byte> header = stackalloc byte[BlockHeaderBytes];
        MemoryMarshal.Write(header, BlockMagic);
        MemoryMarshal.Write(header[4..], block.Count);
        MemoryMarshal.Write(header[8..], block.FirstFileVariant);
        MemoryMarshal.Write(header[16..], block.FileVariants);
        MemoryMarshal.Write(header[20..], block.Traits);
        MemoryMarshal.Write(header[24..], BodyBytes(block.Count, block.Traits, block.CellPeople is not null));
        output.Write(header);
        output.Write(MemoryMarshal.AsBytes(block.Variant.AsSpan(0, block.Count)));
        output.Write(MemoryMarshal.AsBytes(block.Counts.AsSpan(0, block.Count)));
        output.Write(MemoryMarshal.AsBytes(block.Reason.AsSpan(0, block.Count)));
        output.Write(MemoryMarshal.AsBytes(block.Beta.AsSpan(0, cells)));
        output.Write(MemoryMarshal.AsBytes(block.StandardError.AsSpan(0, cells)));
        output.Write(MemoryMarshal.AsBytes(block.NegLog10P.AsSpan(0, cells)));
        if (block.CellPeople is not null)
        {
            output.Write(MemoryMarshal.AsBytes(block.CellPeople.AsSpan(0, cells)));
        }
    }

    /// <summary>Writes a block of the table.</summary>
    /// <param name="block">The block; blocks come in file order.</param>
    public void Write(AssociationBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        WriteBlock(_output, block);
        _index.Add((_position, block.FirstFileVariant, block.Count));
        _position += BlockHeaderBytes + BodyBytes(block.Count, block.Traits, block.CellPeople is not null);
    }

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
            var got = blocks.ReadAtLeast(buffer.AsSpan(0, BlockHeaderBytes), BlockHeaderBytes, throwOnEndOfStream: false);
            if (got == 0)
            {
                return;
            }

            if (got < BlockHeaderBytes || MemoryMarshal.Read<uint>(buffer) != BlockMagic)
            {
                throw new InvalidDataException("A shard of the association ends inside a block or holds something else.");
            }

            var count = MemoryMarshal.Read<int>(buffer.AsSpan(4));
            _index.Add((_position, MemoryMarshal.Read<long>(buffer.AsSpan(8)), count));
            var left = MemoryMarshal.Read<long>(buffer.AsSpan(24));
            _output.Write(buffer, 0, BlockHeaderBytes);
            _position += BlockHeaderBytes + left;
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
        using var writer = new BinaryWriter(_output, Encoding.UTF8, leaveOpen: true);
        foreach (var (offset, first, count) in _index)
        {
            writer.Write(offset);
            writer.Write(first);
            writer.Write(count);
        }

        writer.Write(_index.Count);
        writer.Write(_position);
        writer.Write(HeaderMagic);
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Flush();

    internal static long BodyBytes(int count, int traits, bool cellPeople) =>
        ((4L + 40 + 1) * count) + ((cellPeople ? 28L : 24L) * count * traits);
}
