using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Evaluation;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Joint;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Finds loci, says what lies near them, and holds them against a planted truth where there is one.</summary>
/// <remarks>
/// Memory: the variants, the design, the results that pass the threshold of members, those around the strongest loci, and the genotypes of one
/// batch of a window.
/// </remarks>
public sealed class LociHandler : IStepHandler<LociParameters>
{
    private const string TruthRole = "truth";
    private const string TestedRole = "tested";

    /// <summary>Loci whose surroundings are kept, for pictures.</summary>
    private const int MostRegions = 12;

    /// <summary>Base pairs on either side of a locus that its picture shows.</summary>
    private const long RegionMargin = 250_000;

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<LociParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var genotypes = context.Input("genotypes");
        var variants = GenotypeSet.Variants(genotypes, cancellationToken);
        using var table = AssociationTable.Open(context.Input("association").PathOf(AssociationHandler.FileName));
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(parameters.Genotypes), context.Cores);
        var samples = SamplesOf(context, source);
        var neighbours = LociNeighbours.Read(context, variants, cancellationToken);
        var correlation = CorrelationOf(parameters);
        var loci = Find(context, table, variants, source, samples, cancellationToken);
        if (table.Header.IsSigned)
        {
            LociTables.WriteSigned(context.Output, table.Header, variants, loci, neighbours);
        }
        else
        {
            LociTables.WriteJoint(context.Output, table.Header, variants, loci, neighbours, context.Input("association"));
            WriteContributions(context, variants, loci, cancellationToken);
        }

        LociTables.WriteClumps(context.Output, table.Header, variants, loci);
        var regions = RegionScan.Of(
            loci, MostRegions, RegionMargin, table, variants, source, samples, correlation, context.Cores, cancellationToken);
        LociTables.WriteRegions(context.Output, variants, regions);
        if (neighbours.Genes is { } genes)
        {
            LociTables.WriteRegionGenes(context.Output, loci, regions, genes);
        }

        context.Output.SetValue("traits", table.Header.Traits.Length);
        context.Output.SetValue("count", loci.Length);
        context.Output.SetValue("clumps", loci.Sum(locus => locus.Clumps.Length));
        if (neighbours.CountNovel(loci) is { } novel)
        {
            context.Output.SetValue("novel", novel);
        }

        if (context.Step.Inputs.Any(input => input.Role == TruthRole))
        {
            CompareWithTruth(context, table.Header, variants, source, samples, loci, cancellationToken);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The people of the association; those of the whole file where statistics are of several studies or of a published file.</summary>
    private static int[] SamplesOf(StepContext<LociParameters> context, GenotypeSource source)
    {
        return context.Step.Inputs.Any(input => input.Role == "design")
            ? DesignHandler.Read(context.Input("design")).SampleIndex
            : [.. Enumerable.Range(0, source.PersonCount)];
    }

    private static CorrelationKind CorrelationOf(LociParameters parameters) =>
        parameters.Measure == LinkageMeasure.Haplotype ? CorrelationKind.Haplotype : CorrelationKind.Genotype;

    private static ImmutableArray<Locus> Find(
        StepContext<LociParameters> context,
        AssociationTable table,
        BimFile variants,
        GenotypeSource source,
        int[] samples,
        CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var options = new ClumpingOptions(
            -Math.Log10(Threshold(parameters, context.Step.Declaration, context.Upstream)), -Math.Log10(parameters.MemberP), parameters.R2, parameters.Window, parameters.Merge, context.Cores)
        {
            Correlation = CorrelationOf(parameters),
        };
        if (parameters.Risk is not { } risk)
        {
            var clumps = LocusFinder.FindClumps(table, variants, source, samples, options, new Ticks(context), cancellationToken);
            return LocusFinder.Merge(clumps, variants, parameters.Merge);
        }

        return RiskLoci.Find(
            table,
            variants,
            source,
            samples,
            options with { MembersShared = true, MinorAlleleFrequency = risk.MinorAlleleFrequency },
            risk.LeadR2,
            risk.MajorHistocompatibility is { } build ? GenomicRegion.MajorHistocompatibilityComplex(build) : null,
            new Ticks(context),
            cancellationToken);
    }

    /// <summary>What each trait adds to the joint statistic of each lead.</summary>
    private static void WriteContributions(
        StepContext<LociParameters> context, BimFile variants, ImmutableArray<Locus> loci, CancellationToken cancellationToken)
    {
        var joint = context.Step.Inputs.First(input => input.Role == "association").StepId;
        if (context.Plan.Find(joint)?.Parameters is JointParameters parameters && context.Step.Inputs.Any(input => input.Role == TestedRole))
        {
            Contributions.Write(context.Output, variants, loci, context.Input("association"), context.Input(TestedRole), parameters, cancellationToken);
        }
    }

    private static void CompareWithTruth(
        StepContext<LociParameters> context,
        AssociationTableHeader header,
        BimFile variants,
        GenotypeSource source,
        int[] samples,
        ImmutableArray<Locus> loci,
        CancellationToken cancellationToken)
    {
        var planted = PlantedVariants.Read(context.Input(TruthRole));
        var truth = PlantedTruth.Compare(
            loci, planted.Variants, variants, source, samples, context.Parameters.R2, CorrelationOf(context.Parameters), context.Cores, cancellationToken);
        LociTables.WriteTruth(context.Output, header, variants, loci, planted, truth);
        var unknown = truth.Outcomes.Where(outcome => outcome.Reference < 0).Select(outcome => outcome.Variant.Id).ToList();
        if (unknown.Count > 0)
        {
            context.Report(
                JointCodes.CausalVariantsUnknown, WholeNumber.Text(unknown.Count), WholeNumber.Text(truth.Outcomes.Length), context.Step.Declaration, unknown[0]);
        }

        context.Output.SetValue("recovered", truth.Outcomes.Count(outcome => outcome.IsFound));
        context.Output.SetValue("unexplained", truth.Explained.Count(explained => !explained));
    }

    /// <summary>The P that leads have at most.</summary>
    /// <param name="parameters">What loci are.</param>
    /// <param name="declaration">Their declaration.</param>
    /// <param name="artifactOf">The results of the steps whose values the threshold is made of.</param>
    /// <exception cref="RunFailureException">It is no P.</exception>
    internal static double Threshold(LociParameters parameters, string declaration, Func<string, Artifact> artifactOf)
    {
        var compiler = new ExpressionCompiler<int>(
            name => throw new RunFailureException(DataFileCodes.PredicateTypes, $"A threshold has no column {name}."),
            (step, member) => artifactOf(step).Value(member));
        var p = compiler.Compile(parameters.P)(0);
        return p.Kind == CellKind.Number && p.Number is > 0 and <= 1
            ? p.Number
            : throw new RunFailureException(DataFileCodes.PredicateTypes, $"The threshold of {declaration} is no P between 0 and 1.");
    }

    private sealed class Ticks(StepContext<LociParameters> context) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => context.Advance(value.Done, value.Total, "index variants");
    }
}
