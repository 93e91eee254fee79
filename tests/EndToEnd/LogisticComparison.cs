using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Compares a table of one binary trait with PLINK 2's <c>--glm</c>. Debian's PLINK 2 (v2.00a3.5) fits in single precision, stops Newton's method
/// at steps of 1e-4 (its SE is that of the step before), and Firth's at 1e-4 of the score: that much is granted beyond half a unit of its
/// last printed digit. Where people lack the genotype its SE is wrong by up to 2%, as a fit in double precision shows
/// (docs/validation/logistic-association.md), and β and people alone are compared. Which tests go to Firth's likelihood must be the same,
/// one by one.
/// </summary>
internal static class LogisticComparison
{
    /// <summary>Shares of the standard error that are granted to β, of itself to SE and to P.</summary>
    private static readonly (double Beta, double StandardError, double P) s_newton = (2e-6, 1e-4, 1e-3), s_firth = (4e-3, 1e-3, 1e-2);

    /// <summary>How much more is granted to β where people lack the genotype: the wrong information leads PLINK's last step astray.</summary>
    private const double WithGaps = 20;

    /// <summary>How much more of an interaction's: its columns are as they are, and not standardised as covariates are elsewhere, which costs single precision digits (β within 1.9e-5 standard errors were seen).</summary>
    private const double OfInteractions = 20;

    /// <returns>How many tests were compared, and how many of them by Firth's likelihood.</returns>
    /// <param name="table">Our table.</param>
    /// <param name="variants">The variants it is about.</param>
    /// <param name="glm">PLINK's file.</param>
    /// <param name="always">Whether PLINK was asked for Firth's likelihood everywhere.</param>
    /// <param name="interaction">Whether β is of a product.</param>
    public static (int Compared, int Firth) Compare(AssociationTable table, BimFile variants, string glm, bool always = false, bool interaction = false)
    {
        var lines = File.ReadLines(glm).Select(line => line.Split('\t')).ToList();
        int Column(string name) => Array.IndexOf(lines[0], name);
        var (id, a1, used, beta, se, p, firth, error) =
            (Column("ID"), Column("A1"), Column("OBS_CT"), Column("BETA"), Column("SE"), Column("P"), Column("FIRTH?"), Column("ERRCODE"));
        var everybody = lines.Skip(1).Max(line => int.Parse(line[used], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        var (compared, penalised, row) = (0, 0, 0);
        var wrong = new List<string>();
        var block = table.CreateBuffer();
        for (var b = 0; b < table.Blocks; b++)
        {
            table.Read(b, block);
            for (var v = 0; v < block.Count; v++)
            {
                var fields = lines[++row];
                var name = variants.Id(block.Variant[v]);
                Assert.Equal(fields[id], name);
                Assert.Equal(fields[a1], variants.Allele1(block.Variant[v]));
                if (fields[error] == "UNFINISHED")
                {
                    // 14 steps were not enough: it is Firth's test here, or an end that PLINK nearly reached.
                    continue;
                }

                if (fields[error] != ".")
                {
                    Assert.True(double.IsNaN(block.Beta[v]), $"PLINK says {fields[error]} of {name}, we β {block.Beta[v]:R}");
                    continue;
                }

                Assert.Equal(fields[used], block.PeopleOf(0, v).ToString(CultureInfo.InvariantCulture));
                var isFirth = always || (firth >= 0 && fields[firth] == "Y");
                Assert.Equal(isFirth, block.Reason[v] == UntestedReason.Firth);
                var granted = isFirth ? s_firth : s_newton;
                var (ourBeta, ourSe, ourP) = (block.Beta[v], block.StandardError[v], Math.Pow(10, -block.NegLog10P[v]));
                if (!Printed(fields[beta]).Is(ourBeta, (fields[used] != everybody ? WithGaps : interaction ? OfInteractions : 1) * granted.Beta * ourSe)
                    || (fields[used] == everybody
                        && (!Printed(fields[se]).Is(ourSe, granted.StandardError * ourSe) || !Printed(fields[p]).Is(ourP, granted.P * ourP))))
                {
                    wrong.Add($"{name}: PLINK {fields[beta]} {fields[se]} {fields[p]}, we {ourBeta:R} {ourSe:R} {ourP:R}");
                }

                compared++;
                penalised += isFirth ? 1 : 0;
            }
        }

        Assert.Equal(lines.Count - 1, row);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {compared} tests differ:\n{string.Join('\n', wrong.Take(20))}");
        return (compared, penalised);
    }

    private static PrintedNumber Printed(string text) => PrintedNumber.Parse(System.Text.Encoding.ASCII.GetBytes(text));
}
