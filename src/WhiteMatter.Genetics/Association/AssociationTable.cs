using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Reads an association table: a block with all traits, or of a block the variants and single traits, so that what is not asked for is
/// neither read nor unpacked. Several threads may read at once. Memory: the index (64 bytes a block), and what is read.
/// </summary>
public sealed class AssociationTable : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly (long Offset, AssociationBlockLayout Layout)[] _blocks;

    private AssociationTable(SafeFileHandle file, AssociationTableHeader header, (long Offset, AssociationBlockLayout Layout)[] blocks)
    {
        _file = file;
        Header = header;
        _blocks = blocks;
        foreach (var (_, layout) in blocks)
        {
            Variants += layout.Count;
            LargestBlock = Math.Max(LargestBlock, layout.Count);
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
            var header = ReadHeader(path);
            return new AssociationTable(file, header, ReadIndex(file, path, header));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A buffer that holds any block of this table.</summary>
    public AssociationBlock CreateBuffer() => CreateBuffer(Header.Traits.Length);

    /// <summary>A buffer that holds some traits of any block of this table.</summary>
    /// <param name="traits">How many.</param>
    public AssociationBlock CreateBuffer(int traits) => new(LargestBlock, traits, Header.HasMissingTraits, Header.HasRemarks);

    /// <summary>Reads one block.</summary>
    /// <param name="index">Which.</param>
    /// <param name="into">A buffer of <see cref="CreateBuffer()"/>.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void Read(int index, AssociationBlock into) => Read(index, into, AssociationColumns.All, 1);

    /// <summary>Reads some columns of one block, of all traits.</summary>
    /// <param name="index">Which block.</param>
    /// <param name="into">A buffer of <see cref="CreateBuffer()"/>.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="threads">Threads that unpack.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void Read(int index, AssociationBlock into, AssociationColumns columns, int threads)
    {
        ArgumentNullException.ThrowIfNull(into);
        var (offset, layout) = _blocks[index];
        RequireRoom(index, into, layout.Traits);
        var size = checked((int)layout.BodyBytes);
        var body = ArrayPool<byte>.Shared.Rent(size);
        var called = ArrayPool<int>.Shared.Rent(layout.Count);
        try
        {
            ReadExactly(_file, body.AsSpan(0, size), offset + AssociationBlockLayout.Bytes);
            UnpackVariants(index, body.AsSpan(layout.DirectoryBytes, layout.VariantBytes), into, called);
            var starts = new int[layout.Traits + 1];
            starts[0] = layout.DirectoryBytes + layout.VariantBytes;
            for (var trait = 0; trait < layout.Traits; trait++)
            {
                var bytes = MemoryMarshal.Read<uint>(body.AsSpan(AssociationBlockLayout.DirectoryEntry * trait));
                if (bytes > size - starts[trait])
                {
                    throw Damaged(index);
                }

                starts[trait + 1] = starts[trait] + (int)bytes;
            }

            if (threads > 1)
            {
                Parallel.For(0, layout.Traits, new ParallelOptions { MaxDegreeOfParallelism = threads }, Unpack);
            }
            else
            {
                for (var trait = 0; trait < layout.Traits; trait++)
                {
                    Unpack(trait);
                }
            }

            void Unpack(int trait) =>
                NativeResults.Decode(body.AsSpan(starts[trait]..starts[trait + 1]), columns, into, trait, called.AsSpan(0, layout.Count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
            ArrayPool<int>.Shared.Return(called);
        }
    }

    /// <summary>The variants of the file that a block is about, kept or not.</summary>
    /// <param name="index">Which block.</param>
    public (long First, int Count) RangeOf(int index) => (_blocks[index].Layout.FirstFileVariant, _blocks[index].Layout.FileVariants);

    /// <summary>A number that no −log10 P of the block is above; −1 where nothing was tested.</summary>
    /// <param name="index">Which block.</param>
    public double LargestNegLog10P(int index) => _blocks[index].Layout.Largest;

    /// <summary>For each trait a number that no −log10 P of it in the block is above; −1 where nothing was tested.</summary>
    /// <param name="index">Which block.</param>
    /// <param name="largest">Receives one for each trait.</param>
    /// <exception cref="InvalidDataException">The file ends early.</exception>
    public void ReadLargest(int index, Span<double> largest)
    {
        var layout = _blocks[index].Layout;
        ArgumentOutOfRangeException.ThrowIfLessThan(largest.Length, layout.Traits);
        var directory = ArrayPool<byte>.Shared.Rent(layout.DirectoryBytes);
        try
        {
            ReadDirectory(index, directory);
            for (var trait = 0; trait < layout.Traits; trait++)
            {
                largest[trait] = MemoryMarshal.Read<float>(directory.AsSpan((AssociationBlockLayout.DirectoryEntry * trait) + sizeof(uint)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(directory);
        }
    }

    /// <summary>Reads of a block the variants with their counts, and of its cells those of chosen traits.</summary>
    /// <param name="index">Which block.</param>
    /// <param name="traits">The traits; the first stands in the buffer's place 0.</param>
    /// <param name="into">A buffer of <see cref="CreateBuffer(int)"/> for as many traits or more.</param>
    /// <param name="columns">The columns.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void ReadTraits(int index, ReadOnlySpan<int> traits, AssociationBlock into, AssociationColumns columns = AssociationColumns.All)
    {
        ArgumentNullException.ThrowIfNull(into);
        var (offset, layout) = _blocks[index];
        RequireRoom(index, into, traits.Length);
        offset += AssociationBlockLayout.Bytes;
        var directory = ArrayPool<byte>.Shared.Rent(layout.DirectoryBytes);
        var bytes = ArrayPool<byte>.Shared.Rent(layout.VariantBytes);
        var called = ArrayPool<int>.Shared.Rent(layout.Count);
        try
        {
            ReadDirectory(index, directory);
            ReadExactly(_file, bytes.AsSpan(0, layout.VariantBytes), offset + layout.DirectoryBytes);
            UnpackVariants(index, bytes.AsSpan(0, layout.VariantBytes), into, called);
            for (var place = 0; place < traits.Length; place++)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)traits[place], (uint)layout.Traits);
                var (start, size) = ChunkOf(directory, layout, traits[place]);
                if (size < 0 || start + size > layout.ChunkBytes)
                {
                    throw Damaged(index);
                }

                if (bytes.Length < size)
                {
                    ArrayPool<byte>.Shared.Return(bytes);
                    bytes = ArrayPool<byte>.Shared.Rent(size);
                }

                ReadExactly(_file, bytes.AsSpan(0, size), offset + layout.DirectoryBytes + layout.VariantBytes + start);
                NativeResults.Decode(bytes.AsSpan(0, size), columns, into, place, called.AsSpan(0, layout.Count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(directory);
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<int>.Shared.Return(called);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static InvalidDataException Damaged(int index) => new($"Block {index} of the association table is damaged.");

    private static (long Start, int Size) ChunkOf(ReadOnlySpan<byte> directory, AssociationBlockLayout layout, int trait)
    {
        var start = 0L;
        for (var t = 0; t < trait; t++)
        {
            start += MemoryMarshal.Read<uint>(directory[(AssociationBlockLayout.DirectoryEntry * t)..]);
        }

        return (start, MemoryMarshal.Read<int>(directory[(AssociationBlockLayout.DirectoryEntry * trait)..]));
    }

    private static AssociationTableHeader ReadHeader(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            if (reader.ReadUInt64() != AssociationTableWriter.HeaderMagic)
            {
                throw new InvalidDataException($"'{path}' is no association table.");
            }

            var people = reader.ReadInt32();
            var rank = reader.ReadInt32();
            var missing = reader.ReadInt32() != 0;
            var remarks = reader.ReadInt32() != 0;
            var statistic = (TableStatistic)reader.ReadInt32();
            var degrees = reader.ReadInt32();
            var count = reader.ReadInt32();
            if (!Enum.IsDefined(statistic) || degrees < 0 || count < 0 || count > stream.Length)
            {
                throw new InvalidDataException($"The association table '{path}' holds a statistic that this version does not know.");
            }

            var traits = new string[count];
            for (var i = 0; i < traits.Length; i++)
            {
                traits[i] = reader.ReadString();
            }

            return new AssociationTableHeader(people, rank, missing, traits) { Statistic = statistic, StatisticDegrees = degrees, HasRemarks = remarks };
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"'{path}' is no whole association table.", exception);
        }
    }

    private static (long Offset, AssociationBlockLayout Layout)[] ReadIndex(SafeFileHandle file, string path, AssociationTableHeader header)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> trailer = stackalloc byte[AssociationTableWriter.TrailerBytes];
        if (length < trailer.Length)
        {
            throw new InvalidDataException($"'{path}' is no whole association table.");
        }

        ReadExactly(file, trailer, length - trailer.Length);
        var count = MemoryMarshal.Read<int>(trailer);
        var start = MemoryMarshal.Read<long>(trailer[8..]);
        if (MemoryMarshal.Read<ulong>(trailer[16..]) != AssociationTableWriter.HeaderMagic)
        {
            throw new InvalidDataException($"'{path}' is no whole association table.");
        }

        if (count < 0 || start < 0 || start + ((long)AssociationTableWriter.IndexEntryBytes * count) + trailer.Length != length)
        {
            throw new InvalidDataException($"The index of the association table '{path}' contradicts its size.");
        }

        var bytes = new byte[AssociationTableWriter.IndexEntryBytes * count];
        ReadExactly(file, bytes, start);
        if (NativeResults.Checksum(bytes) != MemoryMarshal.Read<uint>(trailer[4..]))
        {
            throw new InvalidDataException($"The index of the association table '{path}' is damaged.");
        }

        var blocks = new (long, AssociationBlockLayout)[count];
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.AsSpan(AssociationTableWriter.IndexEntryBytes * i);
            var offset = MemoryMarshal.Read<long>(entry);
            if (AssociationBlockLayout.Read(entry[sizeof(long)..]) is not { } layout
                || layout.Traits != header.Traits.Length
                || layout.BodyBytes > start - offset - AssociationBlockLayout.Bytes)
            {
                throw Damaged(i);
            }

            blocks[i] = (offset, layout);
        }

        return blocks;
    }

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

    private void ReadDirectory(int index, Span<byte> directory)
    {
        var (offset, layout) = _blocks[index];
        ReadExactly(_file, directory[..layout.DirectoryBytes], offset + AssociationBlockLayout.Bytes);
    }

    private void RequireRoom(int index, AssociationBlock into, int traits)
    {
        var layout = _blocks[index].Layout;
        if (layout.Count > into.Capacity || into.Traits < traits || AssociationBlockLayout.ColumnsOf(into) != layout.Columns)
        {
            throw new ArgumentException($"Block {index} of the association table needs another buffer.", nameof(into));
        }
    }

    private void UnpackVariants(int index, ReadOnlySpan<byte> section, AssociationBlock into, Span<int> called)
    {
        var layout = _blocks[index].Layout;
        if (NativeResults.Checksum(section[..^sizeof(uint)]) != MemoryMarshal.Read<uint>(section[^sizeof(uint)..]))
        {
            throw Damaged(index);
        }

        into.Count = layout.Count;
        into.FirstFileVariant = layout.FirstFileVariant;
        into.FileVariants = layout.FileVariants;
        into.Rank = layout.Rank;
        into.SpreadForm = layout.Form;
        section = section[NativeResults.DecodePlanes(section, into.Variant.AsSpan(0, layout.Count))..];
        section = section[NativeResults.DecodePlanes(section, into.Counts.AsSpan(0, layout.Count))..];
        section = section[NativeResults.DecodePlanes(section, into.Reason.AsSpan(0, layout.Count))..];
        if (layout.Form != SpreadForm.None)
        {
            NativeResults.DecodePlanes(section, into.Spread.AsSpan(0, layout.Count));
        }

        for (var v = 0; v < layout.Count; v++)
        {
            if (into.Variant[v] < layout.FirstFileVariant || into.Variant[v] >= layout.FirstFileVariant + layout.FileVariants)
            {
                throw Damaged(index);
            }

            called[v] = into.Counts[v].Called;
        }
    }
}
