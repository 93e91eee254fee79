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
