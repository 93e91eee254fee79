using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Relatedness;

public sealed class VariantChoiceTests
{
    private const string Real = "/usr/share/doc/bolt-lmm/examples/examples.tar.xz";

    [RealDataFact("plink2", Real)]
    public void CountsAndTestsOfHardyWeinbergEquilibriumOf54051VariantsArePlink2s()
    {
        using var real = new RealGenotypes(Real);
        using var peer = new Plink2().Run("--bfile", real.Prefix, "--hardy", "--freq", "counts", "--nonfounders");
        using var source = real.Open();
        var facts = new Dictionary<string, VariantFacts>(real.Bim.Count);
        var filter = new VariantFilter(
            variant =>
            {
                facts[real.Bim.Id((int)variant.Index)] = variant;
                return true;
            },
            NeedsHardyWeinberg: true);
        var chosen = VariantChoice.Choose(
            source, real.Bim, [.. Enumerable.Range(0, source.PersonCount)], 0.05, filter, 2, null, CancellationToken.None);

        var rows = peer.Rows("hardy");
        Assert.Equal(real.Bim.Count, rows.Count);
        foreach (var row in rows)
        {
            var variant = facts[row["ID"]];
            // A1 of PLINK 2 is whichever allele it takes for the first; the counts are the same the other way round.
            var a1 = real.Bim.Allele1((int)variant.Index) == row["A1"];
            Assert.Equal(Plink2.Number(row["HOM_A1_CT"]), a1 ? variant.Counts.HomA1 : variant.Counts.HomA2);
            Assert.Equal(Plink2.Number(row["HET_A1_CT"]), variant.Counts.Het);
            Assert.Equal(Plink2.Number(row["TWO_AX_CT"]), a1 ? variant.Counts.HomA2 : variant.Counts.HomA1);
            var p = Plink2.Number(row["P"]);
            // Six digits are printed.
            Assert.InRange(variant.HardyWeinbergP, p * (1 - 6e-6), p * (1 + 6e-6));
        }

        var counted = peer.Rows("acount");
        Assert.Equal(real.Bim.Count, counted.Count);
        foreach (var row in counted)
        {
            var variant = facts[row["ID"]];
            var alternate = real.Bim.Allele1((int)variant.Index) == row["ALT"];
            var copies = alternate ? variant.Counts.A1Copies : (2 * variant.Counts.Called) - variant.Counts.A1Copies;
            Assert.Equal(Plink2.Number(row["ALT_CTS"]), copies);
            Assert.Equal(Plink2.Number(row["OBS_CT"]), 2 * variant.Counts.Called);
        }

        Assert.Equal(
            counted.Count(row => Math.Min(Plink2.Number(row["ALT_CTS"]), Plink2.Number(row["OBS_CT"]) - Plink2.Number(row["ALT_CTS"])) >= 0.05 * Plink2.Number(row["OBS_CT"])),
            chosen.Variants.Length);
        Assert.Equal(real.Bim.Count, chosen.Variants.Length + chosen.Rare);
    }

    [Fact]
    public void WhyVariantsAreLeftOutIsCounted()
    {
        using var families = new Families(100, 300, 0.01, 5);
        using var source = families.Open();
        var filter = new VariantFilter(variant => variant.Index % 3 != 0, false);
        var chosen = VariantChoice.Choose(source, families.Bim(), families.Everybody, 0.2, filter, 1, null, CancellationToken.None);
        Assert.Equal(100, chosen.Filtered);
        Assert.Equal(0, chosen.OffAutosomes);
        Assert.Equal(200, chosen.Variants.Length + chosen.Rare);
        for (var i = 0; i < chosen.Variants.Length; i++)
        {
            var row = families.Genotypes[chosen.Variants[i]].Where(copies => copies >= 0).ToArray();
            Assert.Equal(row.Average(copies => copies / 2.0), chosen.Frequencies[i], 1e-12);
        }

        Assert.Equal(
            chosen.Frequencies, CallFrequencies.Of(source, chosen.Variants, families.Everybody, 1, CancellationToken.None));
    }
}
