using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics;

namespace WhiteMatter.Genetics.Simulation;

/// <summary>
/// A variant with its standardised genotypes: copies of A1, the mean where missing, less the mean and over the standard deviation (with n
/// in the denominator) of all people, so that mean and variance are 0 and 1 exactly but for rounding.
/// </summary>
public sealed class CausalVariant
{
    private CausalVariant(int index, VariantCounts counts, double mean, double standardDeviation, double[] scores)
    {
        Index = index;
        Counts = counts;
        Mean = mean;
        StandardDeviation = standardDeviation;
        Scores = scores;
    }

    /// <summary>Zero-based row of the .bim file.</summary>
    public int Index { get; }

    /// <summary>Genotype counts in all people.</summary>
    public VariantCounts Counts { get; }

    /// <summary>Mean copies of A1 in the people with a call.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the copies of A1 in all people, missing ones at the mean; 0 when everybody is alike.</summary>
    public double StandardDeviation { get; }

    /// <summary>One standardised genotype per person; all 0 when everybody is alike.</summary>
    public double[] Scores { get; }

    /// <summary>Reads a variant.</summary>
    /// <param name="bed">Genotypes.</param>
    /// <param name="index">Zero-based row of the .bim file.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static CausalVariant Read(BedFile bed, int index)
    {
        ArgumentNullException.ThrowIfNull(bed);
        var packed = new byte[bed.BytesPerVariant];
        bed.ReadBlock(index, 1, packed);
        Span<int> tally = stackalloc int[4];
        for (var i = 0; i < bed.PersonCount; i++)
        {
            tally[Code(packed, i)]++;
        }

        // Codes of the file: 0 two copies of A1, 1 missing, 2 one copy, 3 none.
        var counts = new VariantCounts(tally[0], tally[2], tally[3], tally[1]);
        var scores = new double[bed.PersonCount];
        if (counts.Called == 0)
        {
            return new CausalVariant(index, counts, double.NaN, 0, scores);
        }

        var mean = counts.A1Copies / (double)counts.Called;
        var squares = (counts.HomA1 * (2 - mean) * (2 - mean)) + (counts.Het * (1 - mean) * (1 - mean)) + (counts.HomA2 * mean * mean);
        var deviation = counts.MinorAlleleCount == 0 || counts.Het == counts.Called ? 0 : Math.Sqrt(squares / bed.PersonCount);
        if (deviation > 0)
        {
            Span<double> values = [(2 - mean) / deviation, 0, (1 - mean) / deviation, -mean / deviation];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = values[Code(packed, i)];
            }
        }

        return new CausalVariant(index, counts, mean, deviation, scores);
    }

    /// <summary>Squared correlation of the standardised genotypes of two variants.</summary>
    public double RSquaredWith(CausalVariant other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var r = MeanProduct(Scores, other.Scores);
        return r * r;
    }

    /// <summary>
    /// The standardised genotype of somebody who was not genotyped: two alleles drawn by the frequency, on the scale of
    /// <see cref="Scores"/>.
    /// </summary>
    /// <param name="draws">The person's draws; the variant's index is the place.</param>
    public double DrawScore(KeyedDraws draws)
    {
        var frequency = Mean / 2;
        var uniform = draws.Uniform((ulong)Index);
        var two = frequency * frequency;
        var copies = uniform < two ? 2 : uniform < two + (2 * frequency * (1 - frequency)) ? 1 : 0;
        return StandardDeviation > 0 ? (copies - Mean) / StandardDeviation : 0;
    }

    /// <summary>Mean of the products of two columns.</summary>
    internal static double MeanProduct(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum / left.Length;
    }

    private static int Code(byte[] packed, int person) => (packed[person >> 2] >> (2 * (person & 3))) & 3;
}
