using System.Text;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Compares an association table with PLINK 2's <c>--glm</c>: every β, SE and P within half a unit of PLINK's last printed digit, and in
/// the same people. Where β is so near 0 that the rounding of doubles exceeds that, 1e-9 of the standard error is granted. PLINK's P is not
/// exact: its incomplete beta is a continued fraction that stops when a factor is within 3e-7 of 1, so that much is granted to P, and P is held
/// against a quadrature of Student's t (itself tested against mpmath) besides. The traits of a block are compared beside each other.
/// </summary>
internal static class PlinkComparison
{
    private const double OfStandardError = 1e-9;
    private const double OfPlinksP = 3e-7;

    /// <summary>One cell in so many is held against the quadrature, which takes some microseconds.</summary>
    private const int QuadratureEvery = 97;

    /// <returns>How many cells were compared.</returns>
    /// <param name="table">Our table.</param>
    /// <param name="variants">The variants it is about.</param>
    /// <param name="glm">PLINK's file of each trait.</param>
    /// <param name="withQuadrature">Whether every cell's degrees of freedom are those of the header's rank.</param>
    /// <param name="ofStandardError">Share of the standard error that is granted; of dosages 1e-8.</param>
    public static long Compare(
        AssociationTable table, BimFile variants, IReadOnlyDictionary<string, string> glm, double ofStandardError = OfStandardError, bool withQuadrature = true)
    {
        var compared = 0L;
        var wrong = new List<string>();
        var readers = table.Header.Traits.Select(trait => new GlmReader(glm[trait])).ToArray();
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            var before = compared;
            Parallel.For(0, block.Traits, t =>
            {
                for (var v = 0; v < block.Count; v++)
                {
                    var row = readers[t];
                    var id = variants.IdUtf8(block.Variant[v]);
                    Assert.True(row.Read(), $"PLINK has no row for {variants.Id(block.Variant[v])}");
                    Assert.True(id.SequenceEqual(row.Id), $"PLINK has {Text(row.Id)} where the table has {Text(id)}");
                    Assert.True(Ascii.Equals(row.A1, variants.Allele1(block.Variant[v])), $"PLINK's A1 of {Text(id)} is {Text(row.A1)}");
                    var cell = (t * block.Count) + v;
                    var difference = Difference(block, t, v, cell, row, ofStandardError)
                        ?? (withQuadrature && (before + cell) % QuadratureEvery == 0 && row.P is not null ? OwnDifference(table, block, t, v, cell) : null);
                    if (difference is not null)
                    {
                        lock (wrong)
                        {
                            wrong.Add($"{table.Header.Traits[t]} {Text(id)}: {difference}");
                        }
                    }
                }
            });
            compared += (long)block.Count * block.Traits;
        }

        foreach (var reader in readers)
        {
            Assert.False(reader.Read(), "PLINK has rows that the table lacks");
            reader.Dispose();
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {compared} cells differ:\n{string.Join('\n', wrong.Take(20))}");
        return compared;
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    private static string? Difference(AssociationBlock block, int trait, int variant, int cell, GlmReader row, double ofStandardError)
    {
        var (beta, se, logP) = (block.Beta[cell], block.StandardError[cell], block.NegLog10P[cell]);
        if (row.Beta is not { } plinkBeta || row.StandardError is not { } plinkSe || row.P is not { } plinkP)
        {
            return double.IsNaN(beta) ? null : $"PLINK gives no test, we β {beta} SE {se}";
        }

        if (row.Observations != block.PeopleOf(trait, variant))
        {
            return $"people {block.PeopleOf(trait, variant)}, PLINK {row.Observations}";
        }

        var p = Math.Pow(10, -logP);
        return !plinkBeta.Is(beta, ofStandardError * se) ? $"β {beta:R}, PLINK {plinkBeta.Value}"
            : !plinkSe.Is(se, ofStandardError * se) ? $"SE {se:R}, PLINK {plinkSe.Value}"
            : !plinkP.Is(p, OfPlinksP * p) ? $"P {p:R}, PLINK {plinkP.Value}"
            : null;
    }

    /// <summary>Our P against the quadrature of the t that our β and SE give.</summary>
    private static string? OwnDifference(AssociationTable table, AssociationBlock block, int trait, int variant, int cell)
    {
        var (beta, se, logP) = (block.Beta[cell], block.StandardError[cell], block.NegLog10P[cell]);
        var expected = -StudentT.Log10TwoSidedP(beta / se, block.PeopleOf(trait, variant) - table.Header.Rank - 1);
        return Math.Abs(logP - expected) <= 1e-11 * (1 + expected) ? null : $"-log10 P {logP:R}, quadrature {expected:R}";
    }
}
