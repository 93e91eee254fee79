using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Genetics.Association;

/// <summary>What of a genotype a trait is regressed on.</summary>
public enum AlleleCoding
{
    /// <summary>Copies of A1: 0, 1, 2.</summary>
    Additive,

    /// <summary>Whether there is a copy: 0, 1, 1; of a dosage at most 1 is taken.</summary>
    Dominant,

    /// <summary>Whether there are two: 0, 0, 1; of a dosage what is above 1.</summary>
    Recessive,
}

/// <summary>Writes genotypes in another coding in place: as copies, so that the kernels need not know.</summary>
internal static class AlleleRecoding
{
    // Codes of two bits: 0 two copies, 1 missing, 2 one copy, 3 none.
    private static readonly byte[] s_dominant = Table([2, 1, 2, 3]), s_recessive = Table([2, 1, 3, 3]);

    /// <summary>Recodes packed calls, four a byte: dominance and recessiveness are a table of bytes.</summary>
    public static void Apply(AlleleCoding coding, Span<byte> calls)
    {
        if (coding == AlleleCoding.Additive)
        {
            return;
        }

        var table = coding == AlleleCoding.Dominant ? s_dominant : s_recessive;
        foreach (ref var four in calls)
        {
            four = table[four];
        }
    }

    /// <summary>Recodes dosages.</summary>
    public static void Apply(AlleleCoding coding, Span<ushort> dosages)
    {
        const ushort One = GenotypeSource.DosagePerCopy;
        if (coding == AlleleCoding.Additive)
        {
            return;
        }

        foreach (ref var dosage in dosages)
        {
            if (dosage == GenotypeSource.MissingDosage)
            {
                continue;
            }

            dosage = coding == AlleleCoding.Dominant ? Math.Min(dosage, One) : (ushort)(dosage > One ? dosage - One : 0);
        }
    }

    private static byte[] Table(ReadOnlySpan<byte> codes)
    {
        var table = new byte[256];
        for (var four = 0; four < table.Length; four++)
        {
            for (var shift = 0; shift < 8; shift += 2)
            {
                table[four] |= (byte)(codes[(four >> shift) & 3] << shift);
            }
        }

        return table;
    }
}
