using System.Runtime.InteropServices;
using WhiteMatter.Formats.Genotypes;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Genotypes of one variant in the people of an analysis, counted. A1 is the first allele of the .bim file, the effect allele. Where
/// there are dosages, frequencies are of them and hard calls (a dosage within a tenth of a whole number) serve the test of
/// Hardy-Weinberg equilibrium alone.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VariantCounts
{
    private readonly int _zero;

    /// <summary>Counts of calls.</summary>
    /// <param name="homA1">People with two copies of A1.</param>
    /// <param name="het">People with one.</param>
    /// <param name="homA2">People with none.</param>
    /// <param name="missing">People without a call.</param>
    public VariantCounts(int homA1, int het, int homA2, int missing)
        : this(
            homA1,
            het,
            homA2,
            missing,
            ((2L * homA1) + het) * GenotypeSource.DosagePerCopy,
            ((4L * homA1) + het) * GenotypeSource.DosagePerCopy * GenotypeSource.DosagePerCopy)
    {
    }

    /// <summary>Counts of dosages.</summary>
    /// <param name="homA1">People whose hard call is two copies of A1.</param>
    /// <param name="het">One.</param>
    /// <param name="homA2">None.</param>
    /// <param name="missing">People without a dosage.</param>
    /// <param name="sum">Sum of the dosages, in units of 1/16384 of a copy.</param>
    /// <param name="squares">Sum of their squares.</param>
    /// <param name="people">All people of the analysis.</param>
    public static VariantCounts OfDosages(int homA1, int het, int homA2, int missing, long sum, long squares, int people) =>
        new(homA1, het, homA2, missing, sum, squares) { Uncertain = people - missing - homA1 - het - homA2 };

    private VariantCounts(int homA1, int het, int homA2, int missing, long sum, long squares)
    {
        HomA1 = homA1;
        Het = het;
        HomA2 = homA2;
        Missing = missing;
        DosageSum = sum;
        DosageSquares = squares;
        _zero = 0;
    }

    /// <summary>People with two copies of A1.</summary>
    public int HomA1 { get; }

    /// <summary>People with one.</summary>
    public int Het { get; }

    /// <summary>People with none.</summary>
    public int HomA2 { get; }

    /// <summary>People without a genotype.</summary>
    public int Missing { get; }

    /// <summary>People whose dosage is no call.</summary>
    public int Uncertain { get; private init; }

    /// <summary>Sum of the dosages, in units of 1/16384 of a copy of A1.</summary>
    public long DosageSum { get; }

    /// <summary>Sum of their squares.</summary>
    public long DosageSquares { get; }

    /// <summary>People with a genotype.</summary>
    public int Called => HomA1 + Het + HomA2 + Uncertain;

    /// <summary>Copies of A1; of dosages not a whole number.</summary>
    public double A1Copies => DosageSum / (double)GenotypeSource.DosagePerCopy;

    /// <summary>Share of A1 among the alleles; NaN when nobody has a genotype.</summary>
    public double A1Frequency => Called == 0 ? double.NaN : A1Copies / (2.0 * Called);

    /// <summary>Copies of the rarer allele.</summary>
    public double MinorAlleleCount => Math.Min(A1Copies, (2 * Called) - A1Copies);

    /// <summary>Share of the rarer allele; NaN when nobody has a genotype.</summary>
    public double MinorAlleleFrequency => Called == 0 ? double.NaN : MinorAlleleCount / (2.0 * Called);

    /// <summary>Share of people without a genotype.</summary>
    public double MissingRate => Called + Missing == 0 ? double.NaN : Missing / (double)(Called + Missing);

    /// <summary>
    /// Imputation quality: the variance of the dosages beside 2p(1 − p) of known genotypes (MACH's r²); NaN where the allele does
    /// not vary.
    /// </summary>
    public double ImputationQuality
    {
        get
        {
            var p = A1Frequency;
            var mean = A1Copies / Called;
            var square = DosageSquares / ((double)GenotypeSource.DosagePerCopy * GenotypeSource.DosagePerCopy) / Called;
            return p is > 0 and < 1 ? (square - (mean * mean)) / (2 * p * (1 - p)) : double.NaN;
        }
    }
}
