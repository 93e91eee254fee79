using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Meta;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the figures of statistics that have no people of their own: of a meta-analysis, and of a published file.</summary>
internal static class StatisticsPages
{
    public static AssociationReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var found = JsonDocumentFile.Read<AssociationDocument>(artifact, AssociationDocument.FileName);
        var variants = GenotypeSet.Variants(artifact, cancellationToken);
        var genome = AssociationPages.Layout(variants);
        var isMeta = step.Parameters is MetaParameters;
        var report = new AssociationReport
        {
            Kind = isMeta ? "meta" : "sumstats",
            Name = step.Declaration,
            Description = material.DocOf(step),
            Method = isMeta ? JsonDocumentFile.Read<MetaDocument>(artifact, MetaDocument.FileName).Method : "as published",
            People = isMeta ? 0 : (long)artifact.Value("people"),
            Variants = found.Tested,
            Traits = [.. found.Traits.Select(trait => new TraitSummary(trait.Trait, null, 0, 0, double.NaN, double.NaN))],
            Genome = genome,
            ShowFigures = material.Asks("meta", step) || material.Asks("manhattan", step) || material.Asks("qq", step),
        };
        if (!report.ShowFigures)
        {
            return report;
        }

        using var table = AssociationTable.Open(artifact.PathOf(AssociationHandler.FileName));
        var quantiles = material.Asks("meta", step) || material.Asks("qq", step);
        return AssociationPages.WithFigures(report, found, variants, table, quantiles, material.ThresholdOf(step), cancellationToken);
    }
}
