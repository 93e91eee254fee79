using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Relatedness;

/// <summary>Prunes variants, computes the kinship of all pairs of people, and chooses the largest set of unrelated people.</summary>
/// <remarks>
/// Memory: the variants' names; the variants of a window on each core while pruning; then the packed genotypes of everybody, a quarter
/// of a byte each, of which at most <see cref="PackedBytes"/> are held and the rest is on disk.
/// </remarks>
public sealed class RelatednessHandler : IStepHandler<RelatednessParameters>
{
    /// <summary>Bytes of packed genotypes that are held at most. A constant, so that no result depends on the machine's memory.</summary>
    internal const long PackedBytes = 2L << 30;

    /// <summary>The people and variants, for the steps that go on from them.</summary>
    internal const string BasisName = "basis.bin";

    /// <summary>The related pairs.</summary>
    internal const string PairsName = "pairs.tsv";

    private const int FewVariants = 5000;

    /// <inheritdoc/>
    public bool OwnerOnly => true;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<RelatednessParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var genotypes = context.Input("genotypes");
        var bim = GenotypeSet.Variants(genotypes, cancellationToken);
        var (samples, ids, families, cohort) = PeopleOf(context, cancellationToken);
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(parameters.Genotypes), context.Cores);
        var filter = VariantPredicate.Compile(
            parameters.Keep, genotypes, () => bim, (step, member) => context.Upstream(step).Value(member));
        var considered = VariantChoice.Choose(
            source, bim, samples, parameters.Maf, filter, context.Cores, Ticks("variants counted", bim.Count), cancellationToken);
        if (considered.Variants.Length == 0)
        {
            throw new RunFailureException(
                RelatednessCodes.NoVariants,
                context.Step.Declaration,
                WholeNumber.Text(bim.Count),
                WholeNumber.Text(considered.OffAutosomes),
                WholeNumber.Text(considered.Filtered),
                WholeNumber.Text(considered.Rare));
        }

        var variants = Prune(context, source, bim, considered.Variants, samples, cancellationToken);
        if (variants.Length < FewVariants)
        {
            context.Report(RelatednessCodes.FewVariants, context.Step.Declaration, WholeNumber.Text(variants.Length));
        }

        var least = Math.Min(parameters.Kinship, KinshipDegrees.Bound(KinshipDegree.Third));
        KinshipPair[] pairs;
        using (var packed = PackedPeople.Read(
            source, samples, variants, PackedBytes, Path.Combine(context.Scratch, "people.bin"), context.Cores, null, cancellationToken))
        {
            source.CheckUnchanged();
            var all = (long)samples.Length * (samples.Length - 1) / 2;
            pairs = KinshipEstimation.FindPairs(packed, least, context.Cores, Ticks("pairs compared", all), cancellationToken);
        }

        var related = pairs.Where(pair => pair.Kinship > parameters.Kinship).ToArray();
        var unrelated = UnrelatedSet.Find(samples.Length, related.Select(pair => (pair.First, pair.Second)));
        WritePairs(context, pairs, ids, families);
        int[] kept = [.. Enumerable.Range(0, samples.Length).Where(i => unrelated[i])];
        new PeopleList([.. kept.Select(i => ids[i])], families is null ? null : [.. kept.Select(i => families[i])]).Write(context.Output);
        var frequencies = considered.Variants.Zip(considered.Frequencies).ToDictionary(pair => pair.First, pair => pair.Second);
        using (var stream = context.Output.Create(BasisName))
        {
            new RelatednessBasis(samples, ids, families, unrelated, variants, [.. variants.Select(v => frequencies[v])]).Write(stream);
        }

        var degrees = pairs.CountBy(pair => KinshipDegrees.Of(pair.Kinship)).ToDictionary();
        JsonDocumentFile.Write(context.Output, RelatednessDocument.FileName, new RelatednessDocument(
            samples.Length,
            kept.Length,
            considered.Variants.Length,
            variants.Length,
            parameters.Kinship,
            [.. Enum.GetValues<KinshipDegree>().Where(degree => degree != KinshipDegree.Distant).Select(degree => new DegreeCount(degree, degrees.GetValueOrDefault(degree)))]));
        new StepFlow(
            "people",
            [
                new FlowStage("genotypes", cohort, samples.Length, [new FlowReason("they have no genotypes", cohort - samples.Length)]),
                new FlowStage("unrelated", samples.Length, kept.Length, [new FlowReason("a relative is kept", samples.Length - kept.Length)]),
            ]).Write(context.Output);
        context.Output.SetValue("people", samples.Length);
        context.Output.SetValue("unrelated", kept.Length);
        context.Output.SetValue("removed", samples.Length - kept.Length);
        context.Output.SetValue("related_pairs", related.Length);
        context.Output.SetValue("variants", variants.Length);
        return ValueTask.CompletedTask;

        StepTicks Ticks(string unit, long total) => new(done => context.Advance(done, total, unit));
    }

    /// <summary>The cohort's people who are in the genotype file, in its order.</summary>
    private static (int[] Samples, string[] Ids, string[]? Families, int Cohort) PeopleOf(
        StepContext<RelatednessParameters> context, CancellationToken cancellationToken)
    {
        var cohort = PeopleList.Read(context.Input("cohort"));
        var fam = GenotypeSet.Samples(context.Input("genotypes"), "the genotypes", cancellationToken);
        var match = PeopleMatch.Find(cohort.Ids, cohort.Families, fam);
        int[] found = [.. Enumerable.Range(0, cohort.Ids.Count).Where(i => match.GenotypeIndex[i] >= 0).OrderBy(i => match.GenotypeIndex[i])];
        if (found.Length == 0)
        {
            throw new RunFailureException(DataFileCodes.NobodyLeft, $"nobody of the {WholeNumber.Text(cohort.Ids.Count)} people of the cohort is in the genotype file");
        }

        return (
            [.. found.Select(i => match.GenotypeIndex[i])],
            [.. found.Select(i => cohort.Ids[i])],
            cohort.Families is null ? null : [.. found.Select(i => cohort.Families[i])],
            cohort.Ids.Count);
    }

    private static int[] Prune(
        StepContext<RelatednessParameters> context, GenotypeSource source, BimFile bim, int[] listed, int[] samples, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        if (parameters.PruneR2 >= 1)
        {
            return listed;
        }

        for (var i = 1; i < listed.Length; i++)
        {
            if (bim.ChromosomeIndex(listed[i]) == bim.ChromosomeIndex(listed[i - 1]) && bim.Position(listed[i]) < bim.Position(listed[i - 1]))
            {
                throw new RunFailureException(RelatednessCodes.VariantsUnsorted, context.Step.Declaration, bim.Id(listed[i]));
            }
        }

        return VariantPruning.Choose(
            source,
            bim,
            listed,
            samples,
            PruningWindow.BasePairs(parameters.PruneWindow),
            parameters.PruneR2,
            context.Cores,
            new StepTicks(done => context.Advance(done, listed.Length, "variants pruned")),
            cancellationToken);
    }

    private static void WritePairs(StepContext<RelatednessParameters> context, KinshipPair[] pairs, string[] ids, string[]? families)
    {
        using var stream = context.Output.Create(PairsName);
        using var table = new TsvWriter(stream, families is null
            ? ["id1", "id2", "variants", "het_het", "ibs0", "kinship"]
            : ["family1", "id1", "family2", "id2", "variants", "het_het", "ibs0", "kinship"]);
        foreach (var pair in pairs)
        {
            if (families is null)
            {
                table.WriteRow(ids[pair.First], ids[pair.Second], pair.Called, pair.BothHeterozygous, pair.OppositeHomozygotes, pair.Kinship);
            }
            else
            {
                table.WriteRow(
                    families[pair.First], ids[pair.First], families[pair.Second], ids[pair.Second], pair.Called, pair.BothHeterozygous, pair.OppositeHomozygotes, pair.Kinship);
            }
        }
    }
}
