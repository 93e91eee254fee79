using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Genetics.Regression;

/// <summary>Genotypes of chosen people as numbers: copies of A1, and the variant's mean in the place of what is missing.</summary>
internal static class GenotypeNumbers
{
    /// <summary>Unpacks the calls of one variant.</summary>
    /// <param name="calls">Packed calls of everybody in the file.</param>
    /// <param name="samples">Rows of the people in the file.</param>
    /// <param name="into">Receives one number a person.</param>
    /// <returns>People with a call.</returns>
    public static int Unpack(ReadOnlySpan<byte> calls, ReadOnlySpan<int> samples, Span<double> into)
    {
        var (sum, called) = (0L, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            var code = (calls[samples[i] >> 2] >> (2 * (samples[i] & 3))) & 3;
            var copies = code switch { 0 => 2, 2 => 1, 3 => 0, _ => -1 };
            into[i] = copies;
            sum += Math.Max(copies, 0);
            called += copies < 0 ? 0 : 1;
        }

        Fill(into, called, sum / (double)called);
        return called;
    }

    /// <summary>Unpacks the dosages of one variant.</summary>
    /// <param name="dosages">Dosages of everybody in the file.</param>
    /// <param name="samples">Rows of the people in the file.</param>
    /// <param name="into">Receives one number a person.</param>
    /// <returns>People with a dosage.</returns>
    public static int Unpack(ReadOnlySpan<ushort> dosages, ReadOnlySpan<int> samples, Span<double> into)
    {
        var (sum, called) = (0L, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            var dosage = dosages[samples[i]];
            var missing = dosage == GenotypeSource.MissingDosage;
            into[i] = missing ? -1 : dosage / (double)GenotypeSource.DosagePerCopy;
            sum += missing ? 0 : dosage;
            called += missing ? 0 : 1;
        }

        Fill(into, called, sum / (double)called / GenotypeSource.DosagePerCopy);
        return called;
    }

    /// <summary>Reads listed variants.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="variants">Their numbers, ascending.</param>
    /// <param name="samples">Rows of the people in the file.</param>
    /// <param name="each">Told the place in the list and one number a person, which it may keep.</param>
    public static void Read(GenotypeSource source, ReadOnlySpan<int> variants, ReadOnlySpan<int> samples, Action<int, double[]> each)
    {
        var calls = source.HasDosages ? [] : new byte[checked(variants.Length * source.BytesPerVariant)];
        var dosages = source.HasDosages ? new ushort[source.PersonCount] : [];
        if (!source.HasDosages)
        {
            PackedPeople.ReadListed(source, variants, calls);
        }

        for (var v = 0; v < variants.Length; v++)
        {
            var numbers = new double[samples.Length];
            if (source.HasDosages)
            {
                source.ReadDosages(variants[v], 1, dosages);
                Unpack(dosages, samples, numbers);
            }
            else
            {
                Unpack(calls.AsSpan(v * source.BytesPerVariant, source.BytesPerVariant), samples, numbers);
            }

            each(v, numbers);
        }
    }

    private static void Fill(Span<double> numbers, int called, double mean)
    {
        if (called == numbers.Length)
        {
            return;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = numbers[i] < 0 ? mean : numbers[i];
        }
    }
}
