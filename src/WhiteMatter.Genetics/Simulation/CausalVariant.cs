using WhiteMatter.Formats.Genotypes;
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
    private const int Codes = 4;

    private readonly byte[] _packed;
    private readonly double[] _scoreOfCode;

    private CausalVariant(
        int index, VariantCounts counts, double mean, double standardDeviation, byte[] packed, double[] scoreOfCode, int people)
    {
        _packed = packed;
        _scoreOfCode = scoreOfCode;
        Index = index;
        Counts = counts;
        Mean = mean;
        StandardDeviation = standardDeviation;
        Scores = new double[people];
        for (var i = 0; i < people; i++)
        {
            Scores[i] = scoreOfCode[CodeOf(packed, i)];
        }
    }

    /// <summary>Zero-based row of the .bim file.</summary>
    public int Index { get; }

    /// <summary>Genotype counts in all people.</summary>
    public VariantCounts Counts { get; }

    /// <summary>Mean copies of A1 in the people with a call; NaN when there is none.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the copies of A1 in all people, missing ones at the mean; 0 when everybody is alike.</summary>
    public double StandardDeviation { get; }

    /// <summary>One standardised genotype per person; all 0 when everybody is alike.</summary>
    public double[] Scores { get; }

    /// <summary>Reads a variant.</summary>
    /// <param name="source">Genotypes.</param>
    /// <param name="index">Zero-based row of the .bim file.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static CausalVariant Read(GenotypeSource source, int index)
    {
        ArgumentNullException.ThrowIfNull(source);
        var packed = new byte[source.BytesPerVariant];
        source.ReadCalls(index, 1, packed);
        Span<int> tally = stackalloc int[Codes];
        for (var i = 0; i < source.PersonCount; i++)
        {
            tally[CodeOf(packed, i)]++;
        }

        // Codes of the file: 0 two copies of A1, 1 missing, 2 one copy, 3 none.
        var counts = new VariantCounts(tally[0], tally[2], tally[3], tally[1]);
        var alike = Math.Max(counts.HomA1, Math.Max(counts.Het, counts.HomA2)) == counts.Called;
        var mean = counts.A1Copies / counts.Called;
        var squares = (counts.HomA1 * (2 - mean) * (2 - mean)) + (counts.Het * (1 - mean) * (1 - mean)) + (counts.HomA2 * mean * mean);
        var deviation = alike ? 0 : Math.Sqrt(squares / source.PersonCount);
        double[] scores = alike ? [0, 0, 0, 0] : [(2 - mean) / deviation, 0, (1 - mean) / deviation, -mean / deviation];
        return new CausalVariant(index, counts, mean, deviation, packed, scores, source.PersonCount);
    }

    /// <summary>Squared correlation of the standardised genotypes of two variants.</summary>
    public double RSquaredWith(CausalVariant other)
    {
        var r = CorrelationWith(other);
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

    /// <summary>
    /// Correlation of the standardised genotypes of two variants, from their table of genotypes, so that it does not depend on the order of
    /// people.
    /// </summary>
    internal double CorrelationWith(CausalVariant other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Index == Index)
        {
            return 1;
        }

        Span<int> table = stackalloc int[Codes * Codes];
        for (var i = 0; i < Scores.Length; i++)
        {
            table[(Codes * CodeOf(_packed, i)) + CodeOf(other._packed, i)]++;
        }

        var sum = 0.0;
        for (var cell = 0; cell < table.Length; cell++)
        {
            sum += table[cell] * _scoreOfCode[cell / Codes] * other._scoreOfCode[cell % Codes];
        }

        return sum / Scores.Length;
    }

    private static int CodeOf(byte[] packed, int person) => (packed[person >> 2] >> (2 * (person & 3))) & 3;
}
