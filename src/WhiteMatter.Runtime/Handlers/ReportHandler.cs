using System.Collections.Immutable;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Reports;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Writes the self-contained page.</summary>
/// <remarks>
/// Memory: the variants of the genotypes, one block of results for all traits, the points that the figures show, and the
/// page's text.
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
            .ToImmutableArray();
        var loci = material.Shown<LociParameters>().Select(step => LociPages.Of(material, step)).ToImmutableArray();
        var document = new ReportDocument
        {
            Heading = RecordPages.Heading(context),
            Summary = RecordPages.Summary(material, associations, loci),
            SmallCounts = context.Parameters.SmallCounts,
            PeopleFlows = RecordPages.Flows(material, "people"),
            VariantFlows = RecordPages.Flows(material, "variants"),
            Associations = associations,
            Loci = loci,
            Expectations = RecordPages.Expectations(material),
            Files = RecordPages.Files(material),
            Provenance = RecordPages.Provenance(material),
            Diagnostics = RecordPages.Diagnostics(material),
            Citations = RecordPages.Citations(material),
        };
        using var stream = context.Output.Create("report.html");
        ReportWriter.Write(document, stream);
        return ValueTask.CompletedTask;
    }
}
