using System.Collections.Immutable;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Reports;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Writes the self-contained page.</summary>
/// <remarks>
/// Memory: the variants of the genotypes, one block of results for all traits, the points that the figures show, three volumes
/// for each of the images and models shown, and the page's text.
/// </remarks>
public sealed class ReportHandler : IStepHandler<ReportParameters>
{
    /// <inheritdoc/>
    public bool OwnerOnly => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(StepContext<ReportParameters> context, CancellationToken cancellationToken)
    {
        var material = new ReportMaterial(context);
        var associations = material.Tested().Select(step => AssociationPages.Of(material, step, cancellationToken))
            .Concat(material.Shown<JointParameters>().Select(step => JointPages.Of(material, step, cancellationToken)))
            .Concat(material.Shown<MetaParameters>().Concat(material.Shown<PublishedParameters>()).Select(step => StatisticsPages.Of(material, step, cancellationToken)))
            .ToImmutableArray();
        var loci = material.Shown<LociParameters>().Select(step => LociPages.Of(material, step)).ToImmutableArray();
        var document = new ReportDocument
        {
            Heading = RecordPages.Heading(material),
            Summary = RecordPages.Summary(material, associations, loci),
            SmallCounts = context.Parameters.SmallCounts,
            PeopleFlows = RecordPages.Flows(material, "people"),
            VariantFlows = RecordPages.Flows(material, "variants"),
            Relatedness = [.. material.Shown<RelatednessParameters>().Select(step => RelatednessPages.Of(material, step, cancellationToken))],
            Images = [.. material.Shown<ImagesParameters>().Select(step => ImagesPages.Of(material, step, cancellationToken))],
            Models = [.. material.Shown<ModelParameters>().Select(step => ModelPages.Of(material, step, cancellationToken))],
            Ensembles = [.. EnsemblePages.Behind(material).Select(step => EnsemblePages.Of(material, step, cancellationToken))],
            Interpretations = [.. material.Shown<InterpretationParameters>().Select(step => InterpretationPages.Of(material, step, cancellationToken))],
            Predictions = [.. material.Shown<PredictionParameters>().Select(step => PredictionPages.Of(material, step, cancellationToken))],
            Regions = [.. RegionPages.Shown(material).Select(step => RegionPages.Of(material, step, cancellationToken))],
            Associations = associations,
            Metas = [.. material.Shown<MetaParameters>().Select(step => MetaPages.Of(material, step))],
            Loci = loci,
            Replications = [.. material.Shown<ReplicationParameters>().Select(step => ReplicationPages.Of(material, step))],
            Truths = Truths(material, cancellationToken),
            Expectations = RecordPages.Expectations(material),
            Files = RecordPages.Files(material),
            Provenance = RecordPages.Provenance(material),
            Diagnostics = RecordPages.Diagnostics(material),
            Citations = CitationPages.Of(material),
        };
        using var stream = context.Output.Create("report.html");
        ReportWriter.Write(document, stream);
        return ValueTask.CompletedTask;
    }

    /// <summary>Each simulation shown, once against each step that it is held against.</summary>
    private static ImmutableArray<TruthReport> Truths(ReportMaterial material, CancellationToken cancellationToken) =>
    [
        .. material.Context.Parameters.Items
            .Where(item => item.View == "truth")
            .DistinctBy(item => (item.Step, item.Against))
            .Select(item => (
                Step: material.Context.Plan.Find(item.Step), Against: item.Against is null ? null : material.Context.Plan.Find(item.Against)))
            .Where(item => item.Step is { Parameters: SimulationParameters })
            .Select(item => TruthPages.Of(material, item.Step!, item.Against, cancellationToken)),
    ];
}
