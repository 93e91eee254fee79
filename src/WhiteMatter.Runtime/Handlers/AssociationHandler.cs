using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Linear regression of every trait on every variant, in parts by ranges of variants.</summary>
/// <remarks>
/// Memory: the design, one batch of genotypes and one block of results for all traits, however many variants there are; the
/// variants' names only where the genotypes' keep asks for them.
/// </remarks>
public sealed class AssociationHandler : IShardedStepHandler<AssociationParameters>
{
    /// <summary>The table of its artifact.</summary>
    internal const string FileName = "association.bin";

    private const string BlocksName = "blocks.bin";

    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public string Unit => "variants";

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<AssociationParameters> context, CancellationToken cancellationToken)
    {
        var design = ReadDesign(context);
        using (var output = context.Output.Create(FileName))
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
    public ValueTask RunShardAsync(StepContext<AssociationParameters> context, StepShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        using var blocks = context.Output.Create(BlocksName);
        Associate(context, ReadDesign(context), shard.First, shard.Count, blocks, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MergeAsync(
        StepContext<AssociationParameters> context, IReadOnlyList<Artifact> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        using (var output = context.Output.Create(FileName))
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

    private static AssociationDesign ReadDesign(StepContext<AssociationParameters> context)
    {
        using var stream = context.Input("design").OpenRead(DesignHandler.FileName);
        return AssociationDesign.Read(stream);
    }

    private static AssociationTableHeader HeaderOf(AssociationDesign design) =>
        new(design.People, design.Rank, design.HasMissingTraits, [.. design.Traits]);

    private static void Associate(
        StepContext<AssociationParameters> context,
        AssociationDesign design,
        long first,
        long count,
        Stream output,
        CancellationToken cancellationToken)
    {
        var genotypes = context.Input("genotypes");
        var filter = VariantPredicate.Compile(
            context.Parameters.Keep,
            () => GenotypeSet.Variants(genotypes, cancellationToken),
            GenotypeSet.Dosages(genotypes),
            (step, member) => context.Upstream(step).Value(member));
        using var source = GenotypeSet.Open(genotypes, context.PathsOf(context.Parameters.Genotypes), context.Cores);
        LinearAssociation.Run(
            design,
            source,
            filter,
            first,
            count,
            AssociationParameters.VariantBlock,
            new AssociationOptions(context.Parameters.Precision, context.Cores),
            output,
            new StepTicks(done => context.Advance(done, count, "variants")),
            cancellationToken);
        source.CheckUnchanged();
    }

    private static void Summarise(StepContext<AssociationParameters> context, CancellationToken cancellationToken)
    {
        AssociationSummary summary;
        string others;
        using (var table = AssociationTable.Open(Path.Combine(context.Output.Folder, FileName)))
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
                    + $"the covariates determine {WholeNumber.Text(summary.Collinear)}, and too few people have {WholeNumber.Text(summary.TooFewPeople)}");
        }

        Warn(DataFileCodes.VariantsMonomorphic, summary.Monomorphic);
        Warn(DataFileCodes.VariantsCollinear, summary.Collinear);
        Warn(DataFileCodes.VariantsTooFewPeople, summary.TooFewPeople);
        if (others.Length > 0)
        {
            context.Report(DataFileCodes.VariantsOutsideAutosomes, context.Step.Declaration, others);
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
                    kept - summary.Monomorphic - summary.Collinear - summary.TooFewPeople,
                    [
                        new FlowReason("they are monomorphic in these people", summary.Monomorphic),
                        new FlowReason("the covariates determine them", summary.Collinear),
                        new FlowReason("too few people have them", summary.TooFewPeople),
                    ]),
            ]).Write(context.Output);
        context.Output.SetValue("variants", summary.Tested);
        context.Output.SetValue("traits", summary.Traits.Length);
        context.Output.SetValue("lambda_gc", document.MedianLambda);
        context.Output.SetValue("min_p", document.Traits.Select(trait => Math.Pow(10, -trait.MaximumNegLog10P)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min());

        void Warn(DiagnosticDescriptor row, long count)
        {
            if (count > 0)
            {
                context.Report(row, WholeNumber.Text(count), WholeNumber.Text(kept), context.Step.Declaration);
            }
        }
    }
}
