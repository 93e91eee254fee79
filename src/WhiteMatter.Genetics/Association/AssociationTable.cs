using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Genetics.Association;

/// <summary>Reads an association table block by block; at most one block is in memory.</summary>
public sealed class AssociationTable : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly (long Offset, long FirstFileVariant, int Count)[] _blocks;

    private AssociationTable(SafeFileHandle file, AssociationTableHeader header, (long Offset, long FirstFileVariant, int Count)[] blocks)
    {
        _file = file;
        Header = header;
        _blocks = blocks;
        foreach (var block in blocks)
        {
            Variants += block.Count;
            LargestBlock = Math.Max(LargestBlock, block.Count);
        }
    }

    /// <summary>What the table is about.</summary>
    public AssociationTableHeader Header { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => _blocks.Length;

    /// <summary>Variants in the table: those the filter kept.</summary>
    public long Variants { get; }

    /// <summary>Variants of the largest block.</summary>
    public int LargestBlock { get; }

    /// <summary>Opens a table.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no association table, or not whole.</exception>
    public static AssociationTable Open(string path)
    {
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            var length = RandomAccess.GetLength(file);
            Span<byte> trailer = stackalloc byte[20];
            if (length < 44 || RandomAccess.Read(file, trailer, length - 20) != 20
                || MemoryMarshal.Read<ulong>(trailer[12..]) != AssociationTableWriter.HeaderMagic)
            {
                throw new InvalidDataException($"'{path}' is no whole association table.");
            }

            var count = MemoryMarshal.Read<int>(trailer);
            var indexOffset = MemoryMarshal.Read<long>(trailer[4..]);
            if (count < 0 || indexOffset < 0 || indexOffset + (20L * count) + 20 != length)
            {
                throw new InvalidDataException($"The index of the association table '{path}' contradicts its size.");
            }

            var bytes = new byte[20 * count];
            ReadExactly(file, bytes, indexOffset);
            var blocks = new (long, long, int)[count];
            for (var i = 0; i < count; i++)
            {
                var entry = bytes.AsSpan(20 * i);
                blocks[i] = (
                    MemoryMarshal.Read<long>(entry), MemoryMarshal.Read<long>(entry[8..]), MemoryMarshal.Read<int>(entry[16..]));
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            if (reader.ReadUInt64() != AssociationTableWriter.HeaderMagic)
            {
                throw new InvalidDataException($"'{path}' is no association table.");
            }

            var people = reader.ReadInt32();
            var rank = reader.ReadInt32();
            var missing = reader.ReadInt32() != 0;
            var statistic = (TableStatistic)reader.ReadInt32();
            var degrees = reader.ReadInt32();
            if (!Enum.IsDefined(statistic) || degrees < 0)
            {
                throw new InvalidDataException($"The association table '{path}' holds a statistic that this version does not know.");
            }

            var traits = new string[reader.ReadInt32()];
            for (var i = 0; i < traits.Length; i++)
            {
                traits[i] = reader.ReadString();
            }

            var header = new AssociationTableHeader(people, rank, missing, traits) { Statistic = statistic, StatisticDegrees = degrees };
            return new AssociationTable(file, header, blocks);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A buffer that holds any block of this table.</summary>
    public AssociationBlock CreateBuffer() => new(LargestBlock, Header.Traits.Length, Header.HasMissingTraits);

    /// <summary>Reads one block, 24 to 28 bytes a cell.</summary>
    /// <param name="index">Which.</param>
    /// <param name="into">A buffer of <see cref="CreateBuffer"/>.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void Read(int index, AssociationBlock into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var (offset, first, count) = _blocks[index];
        Span<byte> header = stackalloc byte[AssociationTableWriter.BlockHeaderBytes];
        ReadExactly(_file, header, offset);
        var traits = Header.Traits.Length;
        if (MemoryMarshal.Read<uint>(header) != AssociationTableWriter.BlockMagic
            || MemoryMarshal.Read<int>(header[4..]) != count
            || MemoryMarshal.Read<long>(header[8..]) != first
            || MemoryMarshal.Read<int>(header[20..]) != traits
            || count > into.Capacity
            || into.Traits != traits)
        {
            throw new InvalidDataException($"Block {index} of the association table is damaged.");
        }

        into.Count = count;
        into.FirstFileVariant = first;
        into.FileVariants = MemoryMarshal.Read<int>(header[16..]);
        var cells = count * traits;
        offset += header.Length;
        offset += ReadInto<int>(into.Variant.AsSpan(0, count), offset);
        offset += ReadInto<VariantCounts>(into.Counts.AsSpan(0, count), offset);
        offset += ReadInto<UntestedReason>(into.Reason.AsSpan(0, count), offset);
        offset += ReadInto<double>(into.Beta.AsSpan(0, cells), offset);
        offset += ReadInto<double>(into.StandardError.AsSpan(0, cells), offset);
        offset += ReadInto<double>(into.NegLog10P.AsSpan(0, cells), offset);
        if (into.CellPeople is not null)
        {
            ReadInto<int>(into.CellPeople.AsSpan(0, cells), offset);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void ReadExactly(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(file, into, offset);
            if (read == 0)
            {
                throw new InvalidDataException("The association table ends early.");
            }

            into = into[read..];
            offset += read;
        }
    }

    private long ReadInto<T>(Span<T> into, long offset)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(into);
        ReadExactly(_file, bytes, offset);
        return bytes.Length;
    }
}
