namespace WhiteMatter.Formats.Genotypes;

/// <summary>
/// Genotypes of the people of a file set, variant after variant, whatever the format. A1 is the allele that is counted.
/// Reading is safe from several threads at once.
/// </summary>
public abstract class GenotypeSource : IDisposable
{
    /// <summary>Units of a dosage in one copy of A1.</summary>
    public const int DosagePerCopy = 16384;

    /// <summary>The dosage of a person who has none.</summary>
    public const ushort MissingDosage = ushort.MaxValue;

    /// <summary>The number of people.</summary>
    public abstract int PersonCount { get; }

    /// <summary>The number of variants.</summary>
    public abstract int VariantCount { get; }

    /// <summary>Whether variants may have dosages beside calls.</summary>
    public abstract bool HasDosages { get; }

    /// <summary>Bytes of one variant's packed calls: a quarter of the people, rounded up.</summary>
    public int BytesPerVariant => (PersonCount / 4) + (PersonCount % 4 == 0 ? 0 : 1);

    /// <summary>Reads hard calls of consecutive variants in PLINK 1's packing: four people a byte from the low bits, 0 A1/A1, 1 missing, 2 A1/A2, 3 A2/A2.</summary>
    /// <param name="firstVariant">The first variant, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Receives <paramref name="count"/> × <see cref="BytesPerVariant"/> bytes.</param>
    /// <exception cref="DataFormatException">A file is damaged, changed since it was opened, or cannot be read.</exception>
    public abstract void ReadCalls(int firstVariant, int count, Span<byte> destination);

    /// <summary>Reads dosages of consecutive variants: copies of A1 in units of 1/<see cref="DosagePerCopy"/>; a call where there is no dosage.</summary>
    /// <param name="firstVariant">The first variant, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Receives <paramref name="count"/> × <see cref="PersonCount"/> numbers.</param>
    /// <exception cref="DataFormatException">A file is damaged, changed since it was opened, or cannot be read.</exception>
    public abstract void ReadDosages(int firstVariant, int count, Span<ushort> destination);

    /// <summary>Checks that the files are as they were when they were opened.</summary>
    /// <exception cref="DataFormatException">A size or time of change differs.</exception>
    public abstract void CheckUnchanged();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    /// <param name="disposing">Whether it is asked for, and not the finaliser.</param>
    protected abstract void Dispose(bool disposing);
}
