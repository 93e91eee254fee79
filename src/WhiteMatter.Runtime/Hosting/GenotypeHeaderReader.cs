using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>
/// Reads the sizes, chromosomes and largest positions of a PLINK 1 file set in one pass over its .bim and .fam. What was read is
/// kept in the store by the files' identities, so that planning again takes milliseconds.
/// </summary>
internal sealed class GenotypeHeaderReader(StoreLayout store)
{
    /// <summary>What a .bim file says.</summary>
    private sealed record Variants(long Count, ImmutableArray<string> Chromosomes, ImmutableArray<long> Largest);

    /// <summary>What is kept of a file.</summary>
    private sealed record Known(long Lines, ImmutableArray<string> Chromosomes, string? BuildEvidence);

    /// <summary>Reads a file set.</summary>
    /// <param name="named">The .bed file as the study names it.</param>
    /// <param name="bedPath">Where it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public GenotypeHeader Read(string named, string bedPath, CancellationToken cancellationToken)
    {
        var bed = new GenotypeFile(named, FileIdentifier.Identify(bedPath));
        var bim = new GenotypeFile(PlinkFiles.Beside(named, ".bim"), FileIdentifier.Identify(PlinkFiles.Beside(bedPath, ".bim")));
        var fam = new GenotypeFile(PlinkFiles.Beside(named, ".fam"), FileIdentifier.Identify(PlinkFiles.Beside(bedPath, ".fam")));
        var variants = Recall(bim.Identity, "bim", () => Describe(ReadVariants(PlinkFiles.Beside(bedPath, ".bim"), cancellationToken)));
        var samples = Recall(fam.Identity, "fam", () => new Known(CountLines(PlinkFiles.Beside(bedPath, ".fam"), cancellationToken), [], null));
        return new GenotypeHeader(samples.Lines, variants.Lines, variants.Chromosomes, variants.BuildEvidence, bed, bim, fam);
    }

    private static Known Describe(Variants variants) =>
        new(variants.Count, variants.Chromosomes, ChromosomeLengths.Evidence(variants.Chromosomes.Zip(variants.Largest)));

    private Known Recall(FileIdentity identity, string kind, Func<Known> read)
    {
        var key = string.Create(
            CultureInfo.InvariantCulture, $"{kind}\n{identity.Size}\n{identity.ModifiedTicks}\n{identity.SampleHash}\n");
        var path = Path.Combine(store.Known, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + ".json");
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize<Known>(File.ReadAllBytes(path), PlanJson.Options) is { } known)
            {
                return known;
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            // Read anew and replaced below.
        }

        var fresh = read();
        try
        {
            if (Directory.Exists(store.Root))
            {
                DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(fresh, PlanJson.Options));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only a saving of time is lost; planning must work without write access.
        }

        return fresh;
    }

    private static long CountLines(string path, CancellationToken cancellationToken)
    {
        long lines = 0;
        ForEachLine(path, line => lines += line.Trim(" \t\r"u8).IsEmpty ? 0 : 1, cancellationToken);
        return lines;
    }

    private static Variants ReadVariants(string path, CancellationToken cancellationToken)
    {
        long count = 0;
        var chromosomes = new List<string>();
        var largest = new List<long>();
        var current = -1;
        byte[] last = [];
        ForEachLine(
            path,
            line =>
            {
                var fields = new Fields(line);
                var code = fields.Next();
                if (code.IsEmpty)
                {
                    return;
                }

                count++;
                if (!code.SequenceEqual(last))
                {
                    last = code.ToArray();
                    var name = Chromosome.Normalise(Encoding.UTF8.GetString(code));
                    current = chromosomes.IndexOf(name);
                    if (current < 0)
                    {
                        current = chromosomes.Count;
                        chromosomes.Add(name);
                        largest.Add(0);
                    }
                }

                fields.Next();
                fields.Next();
                if (System.Buffers.Text.Utf8Parser.TryParse(fields.Next(), out long position, out _) && position > largest[current])
                {
                    largest[current] = position;
                }
            },
            cancellationToken);
        return new Variants(count, [.. chromosomes], [.. largest]);
    }

    private delegate void LineAction(ReadOnlySpan<byte> line);

    private static void ForEachLine(string path, LineAction action, CancellationToken cancellationToken)
    {
        using var file = DataFile.OpenStream(path);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var filled = 0;
            while (file.Read(buffer, filled, buffer.Length - filled) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                filled += read;
                var start = 0;
                while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is var end and >= 0)
                {
                    action(buffer.AsSpan(start, end));
                    start += end + 1;
                }

                if (start == 0 && filled == buffer.Length)
                {
                    // A line of a megabyte is no line of such a file; the reader of the step says so with its number.
                    start = filled;
                }

                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                filled -= start;
            }

            if (filled > 0)
            {
                action(buffer.AsSpan(0, filled));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Walks the fields of a line, which runs of blanks separate.</summary>
    private ref struct Fields(ReadOnlySpan<byte> line)
    {
        private ReadOnlySpan<byte> _rest = line;

        public ReadOnlySpan<byte> Next()
        {
            _rest = _rest.TrimStart(" \t\r"u8);
            var end = _rest.IndexOfAny(" \t\r"u8);
            var field = end < 0 ? _rest : _rest[..end];
            _rest = _rest[field.Length..];
            return field;
        }
    }
}
