using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>The files of an association's artifact, whatever its method.</summary>
internal static class AssociationHandler
{
    /// <summary>The table of results.</summary>
    internal const string FileName = "association.bin";
}

/// <summary>Tests every trait against every variant, in parts by ranges of variants: what the methods have in common.</summary>
/// <remarks>
/// Memory: the design, one batch of genotypes and one block of results for all traits, however many variants there are; the
/// variants' names only where the genotypes' keep asks for them.
/// </remarks>
/// <typeparam name="TParameters">The method's parameters.</typeparam>
public abstract class AssociationHandler<TParameters> : IShardedStepHandler<TParameters>
    where TParameters : AssociationParameters
{
    private const string BlocksName = "blocks.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public string Unit => "variants";

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<TParameters> context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var design = ReadDesign(context);
        using (var output = context.Output.Create(AssociationHandler.FileName))
        using (var table = AssociationTableWriter.Create(output, HeaderOf(design)))
        {
            var path = Path.Combine(context.Scratch, BlocksName);
            using var blocks = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 17);
            Associate(context, design, 0, (long)context.Input("genotypes").Value("variants"), blocks, cancellationToken);
            blocks.Position = 0;
            table.Append(blocks, cancellationToken);
            table.Complete();
        }

        Summarise(context, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RunShardAsync(StepContext<TParameters> context, StepShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(shard);
        using var blocks = context.Output.Create(BlocksName);
        Associate(context, ReadDesign(context), shard.First, shard.Count, blocks, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MergeAsync(
        StepContext<TParameters> context, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(shards);
        using (var output = context.Output.Create(AssociationHandler.FileName))
        using (var table = AssociationTableWriter.Create(output, HeaderOf(ReadDesign(context))))
        {
            foreach (var shard in shards)
            {
                using var blocks = shard.OpenRead(BlocksName);
                table.Append(blocks, cancellationToken);
            }

            table.Complete();
        }

        Summarise(context, cancellationToken);
        return ValueTask.CompletedTask;
    }

    private static AssociationDesign ReadDesign(StepContext<TParameters> context) => DesignHandler.Read(context.Input("design"));

    /// <summary>What the cells of the table are.</summary>
    private protected virtual TableStatistic Statistic => TableStatistic.SignedEffect;

    /// <summary>Whether the method has a remark on each cell.</summary>
    private protected virtual bool HasRemarks => false;

    /// <summary>Whether tests by Firth's likelihood are exceptions.</summary>
    private protected virtual bool ReportsFirth(TParameters parameters) => true;

    /// <summary>Whether chromosomes X, Y and MT are tested with regard to sex.</summary>
    private protected virtual bool RegardsSex => true;

    /// <summary>Whether variants that are left out, or are of other chromosomes, are worth a remark.</summary>
    private protected virtual bool ReportsVariants => true;

    private AssociationTableHeader HeaderOf(AssociationDesign design) =>
        new(design.People, design.Rank, design.HasMissingTraits, [.. design.Traits]) { Statistic = Statistic, HasRemarks = HasRemarks };


    /// <summary>Tests the step's variants <c>range.First</c> … and writes their blocks.</summary>
    private protected abstract void Associate(
        StepContext<TParameters> context, AssociationDesign design, GenotypeSource source, AssociationRange range, Stream output, CancellationToken cancellationToken);

    private void Associate(
        StepContext<TParameters> context, AssociationDesign design, long first, long count, Stream output, CancellationToken cancellationToken)
    {
        var genotypes = context.Input("genotypes");
        var filter = VariantPredicate.Compile(
            context.Parameters.Keep,
            genotypes,
            () => GenotypeSet.Variants(genotypes, cancellationToken),
            (step, member) => context.Upstream(step).Value(member));
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(context.Parameters.Genotypes), context.Cores);
        var range = new AssociationRange(
            filter, first, count, AssociationParameters.VariantBlock, new StepTicks(done => context.Advance(done, count, "variants")))
        {
            Coding = context.Parameters.Coding switch
            {
                GenotypeCoding.Dominant => AlleleCoding.Dominant,
                GenotypeCoding.Recessive => AlleleCoding.Recessive,
                _ => AlleleCoding.Additive,
            },
            SexChromosomes = RegardsSex || filter is { NeedsHardyWeinberg: true } or { NeedsQuality: true }
                ? ReadSexChromosomes(context, design, first, count, cancellationToken)
                : null,
        };
        Associate(context, design, source, range, output, cancellationToken);
        source.CheckUnchanged();
    }

    /// <summary>The variants of X, Y and MT among a range, with the sex of the people; null where there are none.</summary>
    private SexChromosomes? ReadSexChromosomes(
        StepContext<TParameters> context, AssociationDesign design, long first, long count, CancellationToken cancellationToken)
    {
        var chromosomes = PeopleOfChromosomes.Read(context.Input("genotypes"), design, first, count, cancellationToken);
        var unknown = chromosomes?.Sex.Count(one => one == Sex.Unknown) ?? 0;
        if (RegardsSex && unknown > 0 && chromosomes!.Runs.Any(run => run.Ploidy != ChromosomePloidy.One))
        {
            context.Report(ChromosomeCodes.SexUnknown, WholeNumber.Text(unknown), WholeNumber.Text(design.People), context.Step.Declaration);
        }

        return chromosomes is null ? null : chromosomes with { HaveDesigns = RegardsSex };
    }

    private void Summarise(StepContext<TParameters> context, CancellationToken cancellationToken)
    {
        AssociationSummary summary;
        string others;
        using (var table = AssociationTable.Open(Path.Combine(context.Output.Folder, AssociationHandler.FileName)))
        {
            summary = AssociationSummary.Of(table, cancellationToken);
            others = OtherChromosomes.Describe(table, context.Input("genotypes").PathOf(GenotypeSet.VariantsName), cancellationToken);
        }

        var kept = summary.InFile - summary.RemovedByFilter;
        if (summary.Traits.All(trait => trait.Tested == 0))
        {
            throw new RunFailureException(
                DataFileCodes.VariantsNoneTested,
                WholeNumber.Text(summary.InFile),
                context.Step.Declaration,
                $"the genotypes' keep removes {WholeNumber.Text(summary.RemovedByFilter)}, {WholeNumber.Text(summary.Monomorphic)} do not vary in these people, "
                    + $"the covariates determine {WholeNumber.Text(summary.Collinear)}, too few people have {WholeNumber.Text(summary.TooFewPeople)}, and {WholeNumber.Text(summary.NotConverged)} have no logistic fit");
        }

        Warn(DataFileCodes.VariantsMonomorphic, summary.Monomorphic);
        Warn(DataFileCodes.VariantsCollinear, summary.Collinear);
        Warn(DataFileCodes.VariantsTooFewPeople, summary.TooFewPeople);
        WarnOfTests(BinaryTraitCodes.FirthUsed, ReportsFirth(context.Parameters) ? summary.FirthTests : 0);
        WarnOfTests(BinaryTraitCodes.NotConverged, summary.NotConvergedTests);
        if (others.Length > 0 && ReportsVariants)
        {
            context.Report(
                DataFileCodes.VariantsOutsideAutosomes,
                context.Step.Declaration,
                others,
                RegardsSex
                    ? "On X men count 0 and 2 and sex is a covariate; Y is tested in men, and Y and MT are of one copy; frequencies count a man's copy of X twice"
                    : "They are coded 0/1/2 in everyone; sex is not taken into account");
        }

        var document = AssociationDocument.Of(summary);
        JsonDocumentFile.Write(context.Output, AssociationDocument.FileName, document);
        new StepFlow(
            "variants",
            [
                new FlowStage("keep", summary.InFile, kept, [new FlowReason("the genotypes' keep removes them", summary.RemovedByFilter)]),
                new FlowStage(
                    "association",
                    kept,
                    kept - summary.Monomorphic - summary.Collinear - summary.TooFewPeople - summary.NotConverged,
                    [
                        new FlowReason("their genotype is the same in all these people", summary.Monomorphic),
                        new FlowReason("the covariates determine them", summary.Collinear),
                        new FlowReason("too few people have them", summary.TooFewPeople),
                        new FlowReason("no logistic fit was found", summary.NotConverged),
                    ]),
            ]).Write(context.Output);
        context.Output.SetValue("variants", summary.Tested);
        context.Output.SetValue("traits", summary.Traits.Length);
        context.Output.SetValue("lambda_gc", document.MedianLambda);
        context.Output.SetValue("min_p", document.Traits.Select(trait => Math.Pow(10, -trait.MaximumNegLog10P)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min());

        void WarnOfTests(DiagnosticDescriptor row, long count)
        {
            if (count > 0)
            {
                context.Report(row, WholeNumber.Text(count), WholeNumber.Text(kept * summary.Traits.Length), context.Step.Declaration);
            }
        }

        void Warn(DiagnosticDescriptor row, long count)
        {
            if (count > 0 && ReportsVariants)
            {
                context.Report(row, WholeNumber.Text(count), WholeNumber.Text(kept), context.Step.Declaration);
            }
        }
    }
}
