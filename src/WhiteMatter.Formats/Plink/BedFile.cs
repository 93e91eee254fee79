using Microsoft.Win32.SafeHandles;
using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Formats.Plink;

/// <summary>
/// The genotypes of a PLINK 1 fileset: after three magic bytes one block per variant, four people to a byte, lowest bits first;
/// 00 two of allele 1, 01 missing, 10 one of each, 11 two of allele 2. Reads blocks of variants into the caller's memory; any
/// number of threads may read at once.
/// </summary>
public sealed class BedFile : GenotypeSource
{
    private const int HeaderSize = 3;
    private static readonly ushort[] DosageOfCall = [2 * DosagePerCopy, MissingDosage, DosagePerCopy, 0];
    private readonly SafeFileHandle _handle;
    private readonly long _size;
    private readonly DateTime _modified;

    private BedFile(string path, SafeFileHandle handle, int variantCount, int personCount)
    {
        Path = path;
        _handle = handle;
        _size = RandomAccess.GetLength(handle);
        _modified = File.GetLastWriteTimeUtc(handle);
        VariantCount = variantCount;
        PersonCount = personCount;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override int VariantCount { get; }

    /// <inheritdoc/>
    public override int PersonCount { get; }

    /// <inheritdoc/>
    public override bool HasDosages => false;

    /// <summary>Opens a BED file and checks its magic bytes and its size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variantCount">The variants of the BIM file beside it.</param>
    /// <param name="personCount">The people of the FAM file beside it.</param>
    /// <exception cref="DataFormatException">The file is missing, unreadable, no variant-major BED file, or its size does not fit.</exception>
    public static BedFile Open(string path, int variantCount, int personCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variantCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(personCount);
        var handle = DataFile.OpenHandle(path);
        try
        {
            var bed = new BedFile(path, handle, variantCount, personCount);
            bed.CheckMagic();
            bed.CheckSize();
            return bed;
        }
        catch (Exception e) when (DataFile.IsFailure(e))
        {
            handle.Dispose();
            throw DataFile.Failure(path, e);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether a file begins as a BED file with one block for each person, the order of PLINK before 2008. Such a file is opened by <see cref="GenotypeFiles"/>,
    /// which turns it.
    /// </summary>
    /// <exception cref="DataFormatException">The file is missing or unreadable.</exception>
    public static bool IsIndividualMajor(string path)
    {
        using var handle = DataFile.OpenHandle(path);
        Span<byte> magic = stackalloc byte[HeaderSize];
        return RandomAccess.Read(handle, magic, 0) == HeaderSize && magic.SequenceEqual<byte>([0x6c, 0x1b, 0]);
    }

    /// <inheritdoc/>
    public override void ReadCalls(int firstVariant, int count, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstVariant);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)firstVariant + count, VariantCount);
        var length = (long)count * BytesPerVariant;
        if (destination.Length < length)
        {
            throw new ArgumentException($"{length} bytes are needed, {destination.Length} given.", nameof(destination));
        }

        var offset = HeaderSize + ((long)firstVariant * BytesPerVariant);
        var rest = destination[..(int)length];
        try
        {
            while (!rest.IsEmpty)
            {
                var read = RandomAccess.Read(_handle, rest, offset);
                if (read == 0)
                {
                    throw Changed(offset);
                }

                rest = rest[read..];
                offset += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                DataProblem.FileUnreadable, Path, $"reading failed ({e.Message.TrimEnd('.')})", "", "Check the disk or the network share and run again", byteOffset: offset, inner: e);
        }

        CheckUnchanged();
    }

    /// <inheritdoc/>
    public override void ReadDosages(int firstVariant, int count, Span<ushort> destination)
    {
        var calls = new byte[checked(count * BytesPerVariant)];
        ReadCalls(firstVariant, count, calls);
        for (var variant = 0; variant < count; variant++)
        {
            var row = calls.AsSpan(variant * BytesPerVariant, BytesPerVariant);
            var dosages = destination.Slice(variant * PersonCount, PersonCount);
            for (var person = 0; person < dosages.Length; person++)
            {
                dosages[person] = DosageOfCall[(row[person / 4] >> (2 * (person % 4))) & 3];
            }
        }
    }

    /// <inheritdoc/>
    public override void CheckUnchanged()
    {
        if (RandomAccess.GetLength(_handle) != _size || File.GetLastWriteTimeUtc(_handle) != _modified)
        {
            throw Changed(null);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handle.Dispose();
        }
    }

    private void CheckMagic()
    {
        Span<byte> magic = stackalloc byte[HeaderSize];
        var read = 0;
        while (read < HeaderSize)
        {
            var more = RandomAccess.Read(_handle, magic[read..], read);
            if (more == 0)
            {
                break;
            }

            read += more;
        }

        if (read == 0)
        {
            throw new DataFormatException(DataProblem.FileEmpty, Path, "the file is empty", "a PLINK 1 BED file", "Check that the file was written completely");
        }

        if (read < HeaderSize || magic[0] != 0x6c || magic[1] != 0x1b || magic[2] > 1)
        {
            var remedy = magic[0] == 0x1f && magic[1] == 0x8b ? "Unpack it: BED files are read uncompressed"
                : magic[0] == 0x6c && magic[1] == 0x1b ? "The file begins like a PLINK 2 .pgen file: convert it with plink2 --pfile … --make-bed"
                : magic[0] is >= 0x20 and < 0x7f ? "The file looks like text; UCSC's BED format of regions is another format of the same name"
                : "Check that this is a PLINK 1 .bed file";
            throw new DataFormatException(
                DataProblem.BedMagic, Path, "the file begins with " + Convert.ToHexStringLower(magic[..read]), "6c1b01", remedy, byteOffset: 0);
        }

        if (magic[2] == 0)
        {
            throw new DataFormatException(
                DataProblem.BedMagic,
                Path,
                "the file is individual-major (its third byte is 00)",
                "variant-major (01), the order that is read without turning",
                "Convert it with plink1.9 --bfile … --make-bed --out …",
                byteOffset: 2);
        }
    }

    private void CheckSize()
    {
        var expected = HeaderSize + ((long)VariantCount * BytesPerVariant);
        if (_size == expected)
        {
            return;
        }

        var genotypes = _size - HeaderSize;
        var fits = new List<string>();
        if (genotypes % BytesPerVariant == 0)
        {
            fits.Add($"{genotypes / BytesPerVariant} variants of {PersonCount} people");
        }

        if (genotypes > 0 && genotypes % VariantCount == 0)
        {
            var bytes = genotypes / VariantCount;
            fits.Add($"{VariantCount} variants of {(bytes * 4) - 3} to {bytes * 4} people");
        }

        var found = $"the file has {_size} bytes" + (fits.Count > 0 ? ", which would fit " + string.Join(" or ", fits) : "");
        var remedy = _size < expected
            ? "Copy or write it again if it was cut short; else check that the .bim and .fam files belong to it"
            : "Check that the .bim and .fam files belong to it";
        throw new DataFormatException(
            DataProblem.BedSize, Path, found, $"{expected} bytes for the {VariantCount} variants of the .bim and the {PersonCount} people of the .fam file", remedy, byteOffset: Math.Min(_size, expected));
    }

    private DataFormatException Changed(long? offset) => new(
        DataProblem.FileChanged, Path, "the file changed while it was read", "the same size and time of change", "Let the program that writes it finish, then run again", byteOffset: offset);
}
