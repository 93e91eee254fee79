using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Benchmarks;

/// <summary>One part of the benchmark of relatedness, as a process of its own.</summary>
internal static class RelatednessPart
{
    private const int Threads = 2;

    public static void Run(string what, string folder, int people, int variants)
    {
        using var source = BedFile.Open(Path.Combine(folder, "set.bed"), variants, people);
        int[] samples = [.. Enumerable.Range(0, people)];
        int[] all = [.. Enumerable.Range(0, variants)];
        if (what == "pruning")
        {
            var bim = BimFile.Read(Path.Combine(folder, "set.bim"));
            VariantPruning.Choose(source, bim, all, samples, PruningWindow.BasePairs(1_000_000), 0.2, Threads, null, CancellationToken.None);
            return;
        }

        using var packed = PackedPeople.Read(source, samples, all, 4L << 30, Path.Combine(folder, "packed.bin"), Threads, null, CancellationToken.None);
        if (what == "kinship")
        {
            KinshipEstimation.FindPairs(packed, 0.0442, Threads, null, CancellationToken.None);
            return;
        }

        var weights = StandardisedWeights.Of(CallFrequencies.Of(source, all, samples, Threads, CancellationToken.None));
        if (what == "components")
        {
            PrincipalComponents.Compute(packed, weights, 10, 1, Threads, null, CancellationToken.None);
        }
        else
        {
            RelationshipEstimation.Compute(packed, [.. samples.Select(i => $"p{i}")], null, weights, 0.05, Threads, null, CancellationToken.None);
        }
    }
}
