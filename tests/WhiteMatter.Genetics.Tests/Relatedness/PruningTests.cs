using System.Globalization;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Relatedness;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Relatedness;

public sealed class PruningTests
{
    private const string Real = "/usr/share/doc/bolt-lmm/examples/examples.tar.xz";

    [PeerFact("plink2")]
    public void TheChosenVariantsOfDrawnFamiliesArePlink2s()
    {
        using var families = new Families(120, 1500, 0.02, 31);
        using var source = families.Open();
        foreach (var (window, arguments) in Windows)
        {
            using var peer = new Plink2().Run(["--bfile", families.Prefix, "--indep-pairwise", .. arguments, "0.2"]);
            var chosen = VariantPruning.Choose(
                source, families.Bim(), families.Variants, families.Everybody, window, 0.2, 2, null, CancellationToken.None);
            Assert.Equal(File.ReadAllLines(peer.PathOf("prune.in")), chosen.Select(v => $"v{v}"));
        }
    }

    /// <summary>More people than one look takes in: pairs that are given up early, for want of correlation, must not be others than PLINK's.</summary>
    [PeerTheory("plink2")]
    [InlineData(0, 0.05)]
    [InlineData(0, 0.1)]
    [InlineData(0.01, 0.1)]
    [InlineData(0.3, 0.1)]
    public void TheChosenVariantsOfManyPeopleArePlink2s(double missing, double r2)
    {
        using var families = new Families(2_610, 500, missing, 32);
        using var source = families.Open();
        using var peer = new Plink2().Run(["--bfile", families.Prefix, "--indep-pairwise", "1000kb", r2.ToString(CultureInfo.InvariantCulture)]);
        var chosen = VariantPruning.Choose(
            source, families.Bim(), families.Variants, families.Everybody, PruningWindow.BasePairs(1_000_000), r2, 2, null, CancellationToken.None);
        Assert.Equal(File.ReadAllLines(peer.PathOf("prune.in")), chosen.Select(v => $"v{v}"));
        Assert.InRange(chosen.Length, 2, families.Variants.Length - 1);
    }

    [RealDataFact("plink2", Real)]
    public void TheChosenVariantsOf379PeopleArePlink2s()
    {
        using var real = new RealGenotypes(Real);
        using var source = real.Open();
        var bim = real.Bim;
        foreach (var (window, arguments) in Windows)
        {
            using var peer = new Plink2().Run(["--bfile", real.Prefix, "--indep-pairwise", .. arguments, "0.2"]);
            var chosen = VariantPruning.Choose(
                source, bim, [.. Enumerable.Range(0, bim.Count)], [.. Enumerable.Range(0, source.PersonCount)], window, 0.2, 2, null, CancellationToken.None);
            Assert.Equal(File.ReadAllLines(peer.PathOf("prune.in")), chosen.Select(bim.Id));
        }
    }

    private static (PruningWindow Window, string[] Arguments)[] Windows =>
    [
        (new PruningWindow(50, true, 5), ["50", "5"]),
        (new PruningWindow(20, true, 20), ["20", "20"]),
        (PruningWindow.BasePairs(100_000), ["100kb"]),
        (PruningWindow.BasePairs(1_000_000), ["1000kb"]),
    ];
}
