using System.IO.Compression;
using System.Text;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>The lengths of chromosomes that the header of a VCF or BCF file gives (##contig=&lt;ID=…,length=…&gt;).</summary>
internal static class VcfContigs
{
    /// <summary>What is read of a header at most, in characters: that of a genome with all its alternative contigs has some hundred thousand.</summary>
    private const int MostCharacters = 1 << 24;

    /// <summary>Bytes before the text of a BCF file: BCF, its version in two bytes, the text's length in four.</summary>
    private const int BcfStart = 9;

    /// <summary>The build whose chromosomes are as long as the header says, or null where it gives no lengths, or such of several or of other builds.</summary>
    /// <param name="path">A file of text, compressed in blocks or not, or of BCF.</param>
    public static string? Build(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var text = Text(file);
            return Build(text);
        }
        catch (InvalidDataException)
        {
            // What is wrong with the file is said by who reads its genotypes.
            return null;
        }
    }

    /// <summary>The header from its second line on.</summary>
    private static StreamReader Text(Stream file)
    {
        Span<byte> first = stackalloc byte[BcfStart];
        var read = file.ReadAtLeast(first, 2, throwOnEndOfStream: false);
        file.Position = 0;
        Stream content = read >= 2 && first is [0x1F, 0x8B, ..] ? new GZipStream(file, CompressionMode.Decompress) : file;
        content.ReadAtLeast(first[..3], 3, throwOnEndOfStream: false);
        if (first[..3].SequenceEqual("BCF"u8))
        {
            content.ReadAtLeast(first[3..], BcfStart - 3, throwOnEndOfStream: false);
        }

        var text = new StreamReader(content, Encoding.Latin1);
        text.ReadLine();
        return text;
    }

    private static string? Build(StreamReader text)
    {
        var (old, current) = (0, 0);
        var left = MostCharacters;
        while (left > 0 && text.ReadLine() is { } line)
        {
            left -= line.Length + 1;
            if (line.StartsWith("##contig=<", StringComparison.Ordinal))
            {
                if (Field(line, "ID=") is { } name
                    && long.TryParse(Field(line, "length="), out var length)
                    && ChromosomeLengths.Of(name.StartsWith("chr", StringComparison.Ordinal) ? name[3..] : name) is var (grch37, grch38))
                {
                    old += length == grch37 ? 1 : 0;
                    current += length == grch38 ? 1 : 0;
                }
            }
            else if (!line.StartsWith('#'))
            {
                break;
            }
        }

        return (old > 0, current > 0) switch
        {
            (true, false) => "GRCh37",
            (false, true) => "GRCh38",
            _ => null,
        };
    }

    private static string? Field(string line, string key)
    {
        var at = line.IndexOf(key, StringComparison.Ordinal);
        if (at < 0 || !"<,".Contains(line[at - 1]))
        {
            return null;
        }

        var start = at + key.Length;
        var finish = line.AsSpan(start).IndexOfAny(',', '>');
        return finish < 0 ? null : line.Substring(start, finish);
    }
}
