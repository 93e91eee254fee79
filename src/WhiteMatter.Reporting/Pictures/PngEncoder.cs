using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace WhiteMatter.Reporting;

/// <summary>
/// Writes small pictures as PNG: 8 bits a sample, grey, RGB or palette, not interlaced (ISO/IEC 15948:2004). No time and no text is
/// written, so that the same pixels give the same bytes.
/// </summary>
internal static class PngEncoder
{
    private const byte GreyType = 0;
    private const byte RgbType = 2;
    private const byte PaletteType = 3;

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>A grey picture: one byte a pixel, 0 is black.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Width × height bytes, row by row from the top.</param>
    public static byte[] Grey(int width, int height, ReadOnlySpan<byte> pixels) => Encode(width, height, GreyType, 1, pixels, []);

    /// <summary>A picture of red, green and blue: three bytes a pixel.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Width × height × 3 bytes.</param>
    public static byte[] Rgb(int width, int height, ReadOnlySpan<byte> pixels) => Encode(width, height, RgbType, 3, pixels, []);

    /// <summary>A picture of at most 256 colours: one byte a pixel, its place in the palette.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Width × height bytes, each below the number of colours.</param>
    /// <param name="palette">Red, green and blue of each colour.</param>
    public static byte[] Palette(int width, int height, ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> palette)
    {
        if (palette.Length is 0 or > 768 || palette.Length % 3 != 0)
        {
            throw new ArgumentException("A palette has 1 to 256 colours of three bytes.", nameof(palette));
        }

        if (palette.Length < 768 && pixels.ContainsAnyInRange((byte)(palette.Length / 3), byte.MaxValue))
        {
            throw new ArgumentException("A pixel refers to a colour that the palette does not have.", nameof(pixels));
        }

        return Encode(width, height, PaletteType, 1, pixels, palette);
    }

    private static byte[] Encode(int width, int height, byte type, int samples, ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != (long)width * height * samples)
        {
            throw new ArgumentException($"A picture of {width} × {height} has {(long)width * height * samples} bytes, not {pixels.Length}.", nameof(pixels));
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9], header[10], header[11], header[12]) = (8, type, 0, 0, 0);
        Chunk(png, "IHDR", header);
        if (!palette.IsEmpty)
        {
            Chunk(png, "PLTE", palette);
        }

        Chunk(png, "IDAT", Compress(width * samples, samples, pixels));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>
    /// Filters each row by the filter whose bytes, as signed numbers, have the smallest sum of sizes (the standard's rule of thumb for grey
    /// and colour; our palettes are ramps, so that it serves them too), and compresses them.
    /// </summary>
    private static byte[] Compress(int stride, int samples, ReadOnlySpan<byte> pixels)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var above = new byte[stride];
            var candidate = new byte[stride + 1];
            var best = new byte[stride + 1];
            for (var at = 0; at < pixels.Length; at += stride)
            {
                var row = pixels.Slice(at, stride);
                var least = long.MaxValue;
                for (byte filter = 0; filter <= 4; filter++)
                {
                    Filter(filter, samples, row, above, candidate);
                    var size = Size(candidate);
                    if (size < least)
                    {
                        least = size;
                        (best, candidate) = (candidate, best);
                    }
                }

                zlib.Write(best);
                row.CopyTo(above);
            }
        }

        return compressed.ToArray();
    }

    private static void Filter(byte filter, int samples, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> into)
    {
        into[0] = filter;
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < samples ? 0 : row[i - samples];
            int up = above[i];
            int corner = i < samples ? 0 : above[i - samples];
            var predicted = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Paeth(left, up, corner),
            };
            into[i + 1] = (byte)(row[i] - predicted);
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static long Size(ReadOnlySpan<byte> filtered)
    {
        var sum = 0L;
        foreach (var value in filtered[1..])
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private static void Chunk(MemoryStream png, string name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        Span<byte> kind = stackalloc byte[4];
        Encoding.ASCII.GetBytes(name, kind);
        png.Write(kind);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, kind), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    /// <summary>CRC-32 of the standard's annex D, polynomial 0xEDB88320.</summary>
    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var value = n;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[n] = value;
        }

        return table;
    }
}
