using System.Runtime.InteropServices;
using System.Text;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>One file of genotypes, read by libwhitematter. Reading is safe from several threads at once.</summary>
public sealed class NativeGenotypes : IDisposable
{
    private const int ScanVariantsAtOnce = 4096;
    private const int HardCalls = 1;
    private const int Dosages = 2;
    private readonly GenotypeInterop.FileHandle _file;
    private readonly GenotypeInterop.FileInfo _info;

    private NativeGenotypes(string path, GenotypeInterop.FileHandle file)
    {
        Path = path;
        _file = file;
        _info = GenotypeInterop.Describe(file, path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of people.</summary>
    public long Samples => _info.Samples;

    /// <summary>The number of variants; -1 where only a scan tells.</summary>
    public long Variants => _info.Variants;

    /// <summary>Whether variants may have dosages beside calls.</summary>
    public bool HasDosages => _info.Dosages != 0;

    /// <summary>Whether the file names its variants, so that they can be scanned.</summary>
    public bool ListsVariants => _info.ListsVariants != 0;

    /// <summary>Format, version and compression in words.</summary>
    public string Description
    {
        get
        {
            ReadOnlySpan<byte> text = _info.Description;
            return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
        }
    }

    /// <summary>Opens a file and checks its header against its size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="samples">The people that the file beside it lists; -1 where there is none, which BED does not allow.</param>
    /// <param name="variants">The variants that the file beside it lists; -1 where there is none.</param>
    /// <exception cref="DataFormatException">It is missing, unreadable, damaged, or of another size.</exception>
    public static NativeGenotypes Open(string path, GenotypeFileFormat format, long samples = -1, long variants = -1)
    {
        // Opened and closed for the messages about missing files, pipes and folders, which are the same for all formats.
        DataFile.OpenHandle(path).Dispose();
        var file = GenotypeInterop.Open(path, format, samples, variants);
        try
        {
            return new NativeGenotypes(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The people's names in the file's order; none where the file has none.</summary>
    /// <exception cref="DataFormatException">They cannot be read.</exception>
    public string[] SampleNames() => _info.ListsSamples == 0 ? [] : GenotypeInterop.SampleNames(_file, Path);

    /// <summary>Walks over the variants that the file lists, in its order.</summary>
    /// <param name="bimLines">Receives a line of a .bim file for each: A1 is the alternate allele, A2 the reference.</param>
    /// <param name="addresses">Receives where each stands, as <see cref="VariantAddress"/> in the machine's byte order.</param>
    /// <param name="progress">Told the number of variants so far.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The number of variants.</returns>
    /// <exception cref="DataFormatException">A record is damaged, or has more than two alleles where they are not split.</exception>
    public long ScanVariants(Stream bimLines, Stream addresses, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bimLines);
        ArgumentNullException.ThrowIfNull(addresses);
        using var scan = GenotypeInterop.Scan(_file, Path);
        var places = new VariantAddress[ScanVariantsAtOnce];
        var lines = new byte[1 << 18];
        long total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = GenotypeInterop.Next(scan, Path, places, ref lines, out var size);
            if (count == 0)
            {
                return total;
            }

            bimLines.Write(lines, 0, size);
            addresses.Write(MemoryMarshal.AsBytes(places.AsSpan(0, count)));
            total += count;
            progress?.Report(total);
        }
    }

    /// <summary>Reads packed hard calls (<see cref="GenotypeSource.ReadCalls"/>), a row every <paramref name="stride"/> bytes.</summary>
    /// <param name="variants">Where they stand.</param>
    /// <param name="rows">Receives the rows.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="threads">Threads to use.</param>
    /// <exception cref="DataFormatException">The file is damaged, changed, or cannot be read.</exception>
    public void ReadCalls(ReadOnlySpan<VariantAddress> variants, Span<byte> rows, int stride, int threads)
    {
        Require(rows.Length, variants.Length, stride);
        GenotypeInterop.Read(_file, Path, variants, HardCalls, rows, stride, threads);
    }

    /// <summary>Reads dosages (<see cref="GenotypeSource.ReadDosages"/>), a row for each variant.</summary>
    /// <param name="variants">Where they stand.</param>
    /// <param name="rows">Receives <see cref="Samples"/> numbers for each.</param>
    /// <param name="threads">Threads to use.</param>
    /// <exception cref="DataFormatException">The file is damaged, changed, or cannot be read.</exception>
    public void ReadDosages(ReadOnlySpan<VariantAddress> variants, Span<ushort> rows, int threads)
    {
        Require(rows.Length, variants.Length, Samples);
        GenotypeInterop.Read(_file, Path, variants, Dosages, rows, Samples * sizeof(ushort), threads);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void Require(long length, long variants, long stride)
    {
        if (length < variants * stride)
        {
            throw new ArgumentException($"{variants * stride} places are needed, {length} given.", nameof(length));
        }
    }
}
