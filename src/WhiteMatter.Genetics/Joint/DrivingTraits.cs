using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Joint;

/// <summary>Writes for every variant of the genotype file the trait that says most in its joint test: the largest |z|, or the smallest P.</summary>
/// <remarks>Little-endian: eight bytes that say what it is, then four bytes a row of the .bim file: a zero-based trait, or −1 where there is no test.</remarks>
/// <param name="output">Where to; left open.</param>
public sealed class DrivingTraitsWriter(Stream output)
{
    internal const ulong Magic = 0x3153_5256_5244_4D57; // "WMDRVRS1"
    internal const int HeaderBytes = 8;
    internal const int RowBytes = 4;

    private long _next = -1;

    /// <summary>Writes the rows of one block.</summary>
    /// <param name="block">The block; blocks come in file order without a gap.</param>
    /// <param name="drivers">For each variant of it the trait, or −1.</param>
    /// <exception cref="ArgumentException">The block does not follow the last one.</exception>
    public void Write(AssociationBlock block, ReadOnlySpan<int> drivers)
    {
        ArgumentNullException.ThrowIfNull(block);
        Span<byte> buffer = stackalloc byte[HeaderBytes];
        if (_next < 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, Magic);
            output.Write(buffer);
            _next = 0;
        }

        if (block.FirstFileVariant != _next)
        {
            throw new ArgumentException($"The block begins at variant {block.FirstFileVariant}; the file goes on at {_next}.", nameof(block));
        }

        var rows = new byte[RowBytes * block.FileVariants];
        Array.Fill(rows, (byte)0xFF);
        for (var v = 0; v < block.Count; v++)
        {
            var row = (int)(block.Variant[v] - block.FirstFileVariant);
            BinaryPrimitives.WriteInt32LittleEndian(rows.AsSpan(RowBytes * row), drivers[v]);
        }

        output.Write(rows);
        _next += block.FileVariants;
    }
}

/// <summary>Reads the driving traits of single variants or of runs of them.</summary>
public sealed class DrivingTraits : IDisposable
{
    private readonly SafeFileHandle _file;

    private DrivingTraits(SafeFileHandle file, long variants)
    {
        _file = file;
        Variants = variants;
    }

    /// <summary>Rows of the .bim file.</summary>
    public long Variants { get; }

    /// <summary>Opens the file.</summary>
    /// <param name="path">What <see cref="DrivingTraitsWriter"/> wrote.</param>
    /// <exception cref="InvalidDataException">The file holds no driving traits.</exception>
    public static DrivingTraits Open(string path)
    {
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[DrivingTraitsWriter.HeaderBytes];
        if ((length - header.Length) % DrivingTraitsWriter.RowBytes != 0
            || RandomAccess.Read(file, header, 0) != header.Length
            || BinaryPrimitives.ReadUInt64LittleEndian(header) != DrivingTraitsWriter.Magic)
        {
            file.Dispose();
            throw new InvalidDataException($"'{path}' holds no driving traits.");
        }

        return new DrivingTraits(file, (length - header.Length) / DrivingTraitsWriter.RowBytes);
    }

    /// <summary>The trait of one variant; −1 where there is no test.</summary>
    /// <param name="variant">Row of the .bim file.</param>
    public int Of(int variant)
    {
        Span<int> one = stackalloc int[1];
        Read(variant, one);
        return one[0];
    }

    /// <summary>The traits of variants that stand together.</summary>
    /// <param name="first">Row of the .bim file of the first.</param>
    /// <param name="traits">Receives one for each.</param>
    /// <exception cref="InvalidDataException">The file ends early.</exception>
    public void Read(long first, Span<int> traits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + traits.Length, Variants);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(traits);
        var offset = DrivingTraitsWriter.HeaderBytes + (DrivingTraitsWriter.RowBytes * first);
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0)
            {
                throw new InvalidDataException("The driving traits end early.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
