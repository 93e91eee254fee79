using System.Runtime.InteropServices;

namespace WhiteMatter.Genetics.Association;

/// <summary>Genotype counts of one variant in the people of an analysis. A1 is the first allele of the .bim file, the effect allele.</summary>
/// <param name="HomA1">People with two copies of A1.</param>
/// <param name="Het">People with one.</param>
/// <param name="HomA2">People with none.</param>
/// <param name="Missing">People without a call.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VariantCounts(int HomA1, int Het, int HomA2, int Missing)
{
    /// <summary>People with a call.</summary>
    public int Called => HomA1 + Het + HomA2;

    /// <summary>Copies of A1.</summary>
    public int A1Copies => (2 * HomA1) + Het;

    /// <summary>Share of A1 among the called alleles; NaN when nobody was called.</summary>
    public double A1Frequency => Called == 0 ? double.NaN : A1Copies / (2.0 * Called);

    /// <summary>Copies of the rarer allele.</summary>
    public int MinorAlleleCount => Math.Min(A1Copies, (2 * Called) - A1Copies);

    /// <summary>Share of the rarer allele; NaN when nobody was called.</summary>
    public double MinorAlleleFrequency => Called == 0 ? double.NaN : MinorAlleleCount / (2.0 * Called);

    /// <summary>Share of people without a call.</summary>
    public double MissingRate => Called + Missing == 0 ? double.NaN : Missing / (double)(Called + Missing);
}
