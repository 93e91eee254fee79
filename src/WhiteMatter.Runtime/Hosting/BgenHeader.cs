using System.Buffers.Binary;
using WhiteMatter.Formats;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>The counts of people and variants that a BGEN file begins with.</summary>
/// <param name="Variants">Variants.</param>
/// <param name="Samples">People.</param>
internal readonly record struct BgenHeader(long Variants, long Samples)
{
    /// <summary>Offset of the first variant, length of the header, variants, people, magic and one more word, each of four bytes.</summary>
    private const int Bytes = 24;

    /// <summary>Reads the beginning of a file.</summary>
    /// <exception cref="DataFormatException">It is missing, unreadable or no BGEN file.</exception>
    public static BgenHeader Read(string path)
    {
        using var file = DataFile.OpenStream(path);
        Span<byte> header = stackalloc byte[Bytes];
        var length = file.ReadAtLeast(header, Bytes, throwOnEndOfStream: false);

        // Files of the first years have four zeros for a magic.
        var magic = header[16..20];
        if (length < Bytes || !(magic.SequenceEqual("bgen"u8) || magic.SequenceEqual("\0\0\0\0"u8)))
        {
            throw new DataFormatException(
                DataProblem.GenotypesMagic, path, "the file does not begin as a BGEN file does", "\"bgen\" at byte 16", "Check that the path names a .bgen file", byteOffset: 16);
        }

        return new BgenHeader(BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), BinaryPrimitives.ReadUInt32LittleEndian(header[12..]));
    }
}
