using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>A file of a set, with what is known of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Samples">Its people, the same in all files of a set.</param>
/// <param name="Variants">Its variants.</param>
/// <param name="AddressesPath">
/// A file of <see cref="VariantAddress"/> for formats that list their own variants; null where variants go by their number.
/// </param>
/// <param name="AddressesOffset">The byte at which this file's addresses begin there.</param>
public sealed record GenotypeFilePart(
    string Path, GenotypeFileFormat Format, int Samples, int Variants, string? AddressesPath = null, long AddressesOffset = 0);

/// <summary>The genotypes of a set of one or several files, such as one a chromosome; variants are numbered through all of them.</summary>
/// <remarks>Memory: what the readers of the files need, and a batch of addresses..</remarks>
public sealed class GenotypeFiles : GenotypeSource
{
    private readonly Part[] _parts;
    private readonly int _threads;

    private GenotypeFiles(Part[] parts, int threads)
    {
        _parts = parts;
        _threads = threads;
        PersonCount = parts[0].File.Samples;
        VariantCount = checked(parts.Sum(part => part.File.Variants));
        HasDosages = parts.Any(part => part.Genotypes.HasDosages);
    }

    /// <inheritdoc/>
    public override int PersonCount { get; }

    /// <inheritdoc/>
    public override int VariantCount { get; }

    /// <inheritdoc/>
    public override bool HasDosages { get; }

    /// <summary>Opens the files of a set, in the order in which their variants are numbered.</summary>
    /// <param name="parts">The files; at least one.</param>
    /// <param name="threads">Threads that decode a block.</param>
    /// <exception cref="DataFormatException">A file is missing, unreadable, damaged, or not of these sizes.</exception>
    public static GenotypeFiles Open(IReadOnlyList<GenotypeFilePart> parts, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (parts.Any(part => part.Samples != parts[0].Samples))
        {
            throw new ArgumentException("The files of a set have the same people.", nameof(parts));
        }

        var opened = new List<Part>(parts.Count);
        try
        {
            var first = 0;
            foreach (var part in parts)
            {
                opened.Add(new Part(part, first));
                first = checked(first + part.Variants);
            }

            return new GenotypeFiles([.. opened], threads);
        }
        catch
        {
            opened.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public override void ReadCalls(int firstVariant, int count, Span<byte> destination)
    {
        foreach (var run in Runs(firstVariant, count, destination.Length, BytesPerVariant))
        {
            var addresses = run.Part.Addresses(run.First, run.Count);
            run.Part.Genotypes.ReadCalls(addresses, destination[(run.At * BytesPerVariant)..], BytesPerVariant, _threads);
        }
    }

    /// <inheritdoc/>
    public override void ReadDosages(int firstVariant, int count, Span<ushort> destination)
    {
        foreach (var run in Runs(firstVariant, count, destination.Length, PersonCount))
        {
            var addresses = run.Part.Addresses(run.First, run.Count);
            run.Part.Genotypes.ReadDosages(addresses, destination[(run.At * PersonCount)..], _threads);
        }
    }

    /// <inheritdoc/>
    public override void CheckUnchanged()
    {
        foreach (var part in _parts)
        {
            part.CheckUnchanged();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in _parts)
            {
                part.Dispose();
            }
        }
    }

    /// <summary>The stretches of consecutive variants that stand in one file each.</summary>
    private List<(Part Part, int First, int Count, int At)> Runs(int firstVariant, int count, int places, int placesOfOne)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstVariant);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)firstVariant + count, VariantCount);
        if (places < (long)count * placesOfOne)
        {
            throw new ArgumentException($"{(long)count * placesOfOne} places are needed, {places} given.", nameof(places));
        }

        var runs = new List<(Part, int, int, int)>(1);
        foreach (var part in _parts)
        {
            var first = Math.Max(firstVariant, part.First);
            var end = Math.Min(firstVariant + count, part.First + part.File.Variants);
            if (first < end)
            {
                runs.Add((part, first - part.First, end - first, first - firstVariant));
            }
        }

        return runs;
    }

    /// <summary>One file of the set.</summary>
    private sealed class Part : IDisposable
    {
        private readonly NativeGenotypes _genotypes;
        private readonly SafeFileHandle? _addresses;
        private readonly long _size;
        private readonly DateTime _modified;

        public Part(GenotypeFilePart file, int first)
        {
            File = file;
            First = first;
            (_size, _modified) = Stamp();
            _genotypes = NativeGenotypes.Open(file.Path, file.Format, file.Samples, file.AddressesPath is null ? file.Variants : -1);
            try
            {
                _addresses = file.AddressesPath is null ? null : DataFile.OpenHandle(file.AddressesPath);
            }
            catch
            {
                _genotypes.Dispose();
                throw;
            }
        }

        public GenotypeFilePart File { get; }

        public int First { get; }

        public NativeGenotypes Genotypes => _genotypes;

        public VariantAddress[] Addresses(int first, int count)
        {
            var addresses = new VariantAddress[count];
            if (_addresses is null)
            {
                for (var i = 0; i < count; i++)
                {
                    addresses[i] = new VariantAddress(first + i, 1, 0);
                }

                return addresses;
            }

            var bytes = MemoryMarshal.AsBytes(addresses.AsSpan());
            var offset = File.AddressesOffset + ((long)first * Marshal.SizeOf<VariantAddress>());
            while (!bytes.IsEmpty)
            {
                var read = RandomAccess.Read(_addresses, bytes, offset);
                if (read == 0)
                {
                    throw new DataFormatException(
                        DataProblem.FileChanged, File.AddressesPath!, "the file ends before its last address", "", "Run again; the step that wrote it is repeated", byteOffset: offset);
                }

                bytes = bytes[read..];
                offset += read;
            }

            return addresses;
        }

        public void CheckUnchanged()
        {
            if (Stamp() != (_size, _modified))
            {
                throw new DataFormatException(
                    DataProblem.FileChanged, File.Path, "the file changed while it was read", "the same size and time of change", "Let the program that writes it finish, then run again");
            }
        }

        public void Dispose()
        {
            _genotypes.Dispose();
            _addresses?.Dispose();
        }

        private (long Size, DateTime Modified) Stamp()
        {
            try
            {
                var info = new FileInfo(File.Path);
                return (info.Length, info.LastWriteTimeUtc);
            }
            catch (Exception e) when (DataFile.IsFailure(e))
            {
                throw DataFile.Failure(File.Path, e);
            }
        }
    }
}
