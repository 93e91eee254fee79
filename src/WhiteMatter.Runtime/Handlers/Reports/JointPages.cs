using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Joint;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>Makes the part of a report on one joint test: its figures, whose points name the trait that drives them.</summary>
internal static class JointPages
{
    public static AssociationReport Of(ReportMaterial material, PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = material.ArtifactOf(step);
        var designStep = material.InputOf(step, "design");
        var design = JsonDocumentFile.Read<DesignDocument>(material.ArtifactOf(designStep), DesignDocument.FileName);
        var joint = JointDocument.Read(artifact);
        var found = JsonDocumentFile.Read<AssociationDocument>(artifact, AssociationDocument.FileName);
        var variants = GenotypeSet.Variants(material.ArtifactOf(material.InputOf(step, "genotypes")), cancellationToken);
        var genome = AssociationPages.Layout(variants);
        var report = new AssociationReport
        {
            IsJoint = true,
            Name = step.Declaration,
            Description = material.DocOf(step),
            Method = joint.Method,
            People = design.People,
            Variants = found.Tested,
            Design = AssociationPages.DesignOf(design, (DesignParameters)designStep.Parameters),
            Traits = [.. design.Traits.Select(trait => new TraitSummary(trait.Name, null, trait.People, trait.Missing, trait.Mean, trait.StandardDeviation))],
            Genome = genome,
            ShowFigures = material.Asks("manhattan", step) || material.Asks("qq", step),
        };
        if (!report.ShowFigures)
        {
            return report;
        }

        using var table = AssociationTable.Open(artifact.PathOf(JointArtifact.TableName));
        using var drivers = DrivingTraits.Open(artifact.PathOf(JointArtifact.DriversName));
        var figures = new FigureScan(genome, variants, [0], 1) { Drivers = drivers };
        figures.Read(table, cancellationToken);
        var label = string.Create(CultureInfo.InvariantCulture, $"All {joint.Traits.Length} traits together");
        var plots = figures.Plots([(label, found.Traits[0].LambdaGc)], material.Asks("qq", step), material.ThresholdOf(step));
        return plots.Build(report, variant => AssociationPages.Describe(variants, figures, variant));
    }
}
