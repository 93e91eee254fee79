using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace WhiteMatter.Reporting.Tests;

public sealed class PngEncoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(64, 33)]
    public void Grey_pixels_come_back_as_they_were(int width, int height)
    {
        var pixels = Ramp(width * height, 3);
        var decoded = Decode(PngEncoder.Grey(width, height, pixels));
        Assert.Equal((width, height, 0), (decoded.Width, decoded.Height, decoded.ColourType));
        Assert.Equal(pixels, decoded.Samples);
    }

    [Fact]
    public void Colour_pixels_come_back_as_they_were()
    {
        var pixels = Ramp(31 * 17 * 3, 7);
        var decoded = Decode(PngEncoder.Rgb(31, 17, pixels));
        Assert.Equal((31, 17, 2), (decoded.Width, decoded.Height, decoded.ColourType));
        Assert.Equal(pixels, decoded.Samples);
    }

    [Fact]
    public void Palette_and_places_come_back_as_they_were()
    {
        byte[] palette = [0, 0, 0, 255, 0, 0, 0, 0, 255];
        byte[] pixels = [0, 1, 2, 2, 1, 0];
        var decoded = Decode(PngEncoder.Palette(3, 2, pixels, palette));
        Assert.Equal((3, 2, 3), (decoded.Width, decoded.Height, decoded.ColourType));
        Assert.Equal(pixels, decoded.Samples);
        Assert.Equal(palette, decoded.Palette);
    }

    [Fact]
    public void The_file_starts_with_the_signature_and_ends_with_the_end_chunk_of_the_standard()
    {
        // ISO/IEC 15948:2004, 5.2 and 11.2.5; the CRC of an empty IEND is AE 42 60 82 in every PNG file.
        var png = PngEncoder.Grey(2, 2, [1, 2, 3, 4]);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes()
    {
        var pixels = Ramp(400, 11);
        Assert.Equal(PngEncoder.Grey(20, 20, pixels), PngEncoder.Grey(20, 20, pixels));
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PngEncoder.Grey(2, 2, [1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngEncoder.Grey(0, 2, []));
        Assert.Throws<ArgumentException>(() => PngEncoder.Palette(1, 1, [2], [0, 0, 0, 1, 1, 1]));
        Assert.Throws<ArgumentException>(() => PngEncoder.Palette(1, 1, [0], [0, 0]));
    }

    /// <summary>Chromium decodes the pictures with libpng: every pixel on its canvas is the one that was written.</summary>
    [BrowserFact]
    public async Task A_browser_sees_the_pixels_that_were_written()
    {
        var grey = Ramp(23 * 9, 5);
        byte[] palette = [10, 20, 30, 200, 100, 50];
        var places = Enumerable.Range(0, 12).Select(i => (byte)(i % 2)).ToArray();
        var folder = Directory.CreateTempSubdirectory("report-png-").FullName;
        try
        {
            var file = Path.Combine(folder, "empty.html");
            await File.WriteAllTextAsync(file, "<!DOCTYPE html><title>x</title>");
            await using var browser = await Chromium.Open(file, 400, 300);
            var expectedGrey = grey.SelectMany(value => new[] { value, value, value, (byte)255 });
            Assert.Equal(expectedGrey, await Seen(browser, PngEncoder.Grey(23, 9, grey)));
            var expectedColours = places.SelectMany(place => palette.AsSpan(3 * place, 3).ToArray().Append((byte)255));
            Assert.Equal(expectedColours, await Seen(browser, PngEncoder.Palette(4, 3, places, palette)));
            var rgb = Ramp(5 * 4 * 3, 9);
            Assert.Equal(rgb.Chunk(3).SelectMany(pixel => pixel.Append((byte)255)), await Seen(browser, PngEncoder.Rgb(5, 4, rgb)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<byte[]> Seen(Chromium browser, byte[] png)
    {
        var seen = await browser.Evaluate(
            "(async () => { const i = new Image(); i.src = 'data:image/png;base64," + Convert.ToBase64String(png)
            + "'; await i.decode(); const c = document.createElement('canvas'); c.width = i.width; c.height = i.height; const x = c.getContext('2d'); x.drawImage(i, 0, 0); return [...x.getImageData(0, 0, i.width, i.height).data]; })()");
        return [.. seen!.AsArray().Select(value => (byte)(int)value!)];
    }

    private static byte[] Ramp(int count, int step) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * step) + (i * i / 50)))];

    /// <summary>A reader of its own: chunks, then rows unfiltered as clause 9 of the standard says.</summary>
    internal static (int Width, int Height, int ColourType, byte[] Samples, byte[] Palette) Decode(byte[] png)
    {
        var (width, height, type) = (0, 0, -1);
        byte[] palette = [];
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var data = png.AsSpan(at + 8, length);
            switch (Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    (width, height, type) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[9]);
                    Assert.Equal(8, data[8]);
                    break;
                case "PLTE":
                    palette = data.ToArray();
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        var bytes = raw.ToArray();
        var samples = type == 2 ? 3 : 1;
        var stride = width * samples;
        Assert.Equal(height * (stride + 1), bytes.Length);
        var pixels = new byte[height * stride];
        for (var row = 0; row < height; row++)
        {
            for (var i = 0; i < stride; i++)
            {
                int a = i < samples ? 0 : pixels[(row * stride) + i - samples];
                int b = row == 0 ? 0 : pixels[((row - 1) * stride) + i];
                int c = i < samples || row == 0 ? 0 : pixels[((row - 1) * stride) + i - samples];
                var p = a + b - c;
                var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
                var add = bytes[row * (stride + 1)] switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    _ => pa <= pb && pa <= pc ? a : pb <= pc ? b : c,
                };
                pixels[(row * stride) + i] = (byte)(bytes[(row * (stride + 1)) + 1 + i] + add);
            }
        }

        return (width, height, type, pixels, palette);
    }
}
