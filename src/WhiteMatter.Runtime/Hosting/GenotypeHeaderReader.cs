using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Hosting;

/// <summary>
/// Reads the sizes, chromosomes and largest positions of genotype files in one pass over the lists beside them, or in the headers of those
/// that have none. What was read is kept in the store by the files' identities, so that planning again takes milliseconds.
/// </summary>
internal sealed class GenotypeHeaderReader(StoreLayout store)
{
    private readonly record struct Looked(GenotypeMembers Members, long Samples, long? Variants, ImmutableArray<string> Chromosomes, string? BuildEvidence);

    /// <summary>What a .bim file says.</summary>
    private sealed record Variants(long Count, ImmutableArray<string> Chromosomes, ImmutableArray<long> Largest);

    /// <summary>What is kept of a file.</summary>
    internal sealed record Known(long Lines, ImmutableArray<string> Chromosomes, string? BuildEvidence);

    /// <summary>The first file of a request that is not there, as the study would name it; null when all are.</summary>
    /// <param name="request">The files.</param>
    /// <param name="locate">Where a file is that the study names.</param>
    public static string? Missing(GenotypeRequest request, Func<string, string> locate)
    {
        foreach (var path in request.Paths)
        {
            var (variants, samples) = Beside(request, path, locate);
            if (new[] { path, variants, samples }.OfType<string>().FirstOrDefault(member => !Path.Exists(locate(member))) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    /// <summary>Reads what is known of genotype files that are there.</summary>
    /// <param name="request">The files.</param>
    /// <param name="locate">Where a file is that the study names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public GenotypeHeader Read(GenotypeRequest request, Func<string, string> locate, CancellationToken cancellationToken)
    {
        Looked[] files = [.. request.Paths.Select(path => Look(request, path, locate, cancellationToken))];
        string[] evidence = [.. files.Select(file => file.BuildEvidence).OfType<string>().Distinct()];
        return new GenotypeHeader(
            files[0].Samples,
            files.All(file => file.Variants is not null) ? files.Sum(file => file.Variants!.Value) : null,
            [.. files.SelectMany(file => file.Chromosomes).Distinct()],
            evidence is [var build] ? build : null,
            [.. files.Select(file => file.Members)]);
    }

    /// <summary>The lists of variants and of people beside a file, as the study would name them; null where there is none.</summary>
    private static (string? Variants, string? Samples) Beside(GenotypeRequest request, string path, Func<string, string> locate)
    {
        var lists = GenotypeFileNames.Variants(request.Format, path);
        var variants = lists.FirstOrDefault(list => Path.Exists(locate(list))) ?? lists.FirstOrDefault();
        var samples = GenotypeFileNames.Samples(request.Format, path);
        if (request.Format == GenotypeFormat.Bgen)
        {
            // A .bgen file may name its people itself.
            samples = request.Samples ?? (Path.Exists(locate(samples!)) ? samples : null);
        }

        return (variants, samples);
    }

    private Looked Look(GenotypeRequest request, string path, Func<string, string> locate, CancellationToken cancellationToken)
    {
        var (list, people) = Beside(request, path, locate);
        var genotypes = Identify(path, locate);
        var variants = list is null ? null : Identify(list, locate);
        var samples = people is null ? null : Identify(people, locate);
        var members = new GenotypeMembers(genotypes, variants, samples);
        var full = locate(path);
        switch (request.Format)
        {
            case GenotypeFormat.Bed:
                var bim = Recall(variants!.Identity, "bim", () => Describe(ReadVariants(locate(list!), cancellationToken)));
                var fam = Recall(samples!.Identity, "fam", () => new Known(CountLines(locate(people!), cancellationToken), [], null));
                return new Looked(members, fam.Lines, bim.Lines, bim.Chromosomes, bim.BuildEvidence);
            case GenotypeFormat.Pgen:
                var pvar = Recall(variants!.Identity, "pvar", () => Describe(ReadConverted(locate(list!), cancellationToken)));
                var psam = Recall(samples!.Identity, "psam", () => new Known(PsamFile.Convert(locate(people!), Stream.Null, cancellationToken), [], null));
                return new Looked(members, psam.Lines, pvar.Lines, pvar.Chromosomes, pvar.BuildEvidence);
            case GenotypeFormat.Bgen:
                var header = BgenHeader.Read(full);
                return new Looked(members, header.Samples, header.Variants, [], null);
            default:
                var vcf = Recall(genotypes.Identity, "vcf with contigs", () => new Known(CountPeople(full), [], VcfContigs.Build(full)));
                return new Looked(members, vcf.Lines, null, [], vcf.BuildEvidence);
        }
    }

    private static GenotypeFile Identify(string named, Func<string, string> locate) => new(named, FileIdentifier.Identify(locate(named)));

    private static long CountPeople(string path)
    {
        using var genotypes = NativeGenotypes.Open(path, GenotypeFileFormat.Vcf);
        return genotypes.Samples;
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
            if (File.Exists(path) && JsonSerializer.Deserialize<Known>(File.ReadAllBytes(path), DocumentJson.Options) is { } known)
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
                DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(fresh, DocumentJson.Options));
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
        var variants = new BimSummary(path);
        ForEachLine(path, variants.Add, cancellationToken);
        return new Variants(variants.Count, [.. variants.Chromosomes], [.. variants.Largest]);
    }

    private static Variants ReadConverted(string pvar, CancellationToken cancellationToken)
    {
        var variants = new BimSummary();
        using (var lines = new LineStream(variants.Add))
        {
            PvarFile.Convert(pvar, lines, cancellationToken);
        }

        return new Variants(variants.Count, [.. variants.Chromosomes], [.. variants.Largest]);
    }

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
}
