using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Handlers.Images;
using WhiteMatter.Runtime.Handlers.Joint;
using WhiteMatter.Runtime.Handlers.Reports;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Queries;

/// <summary>What the Manhattan and quantile–quantile plots of a test draw.</summary>
/// <param name="Genome">The chromosomes.</param>
/// <param name="Variants">The variants that the plot's points refer to.</param>
/// <param name="Plot">The points and the quantiles.</param>
public sealed record AssociationFigure(GenomeLayout Genome, ImmutableArray<PlotVariant> Variants, AssociationPlot Plot);

/// <summary>Asks stored results for what figures draw, chosen as for the report.</summary>
/// <param name="plan">The plan.</param>
/// <param name="artifactOf">The stored result of a step.</param>
/// <param name="shown">How counts of people are shown; a threshold that takes one which is not is not shown either.</param>
public sealed class FigureQuery(ExecutionPlan plan, Func<PlanStep, Artifact> artifactOf, SmallCountRule shown)
{
    /// <summary>Whether a step's result is of tests of variants.</summary>
    /// <param name="step">The step.</param>
    public static bool HoldsTests(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Parameters is JointParameters or MetaParameters or PublishedParameters or (AssociationParameters and not PermutedLinearParameters);
    }

    /// <summary>The step whose result lists the variants of a step's tests.</summary>
    /// <param name="step">The step of the tests.</param>
    public PlanStep VariantsOf(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Inputs.FirstOrDefault(input => input.Role == "genotypes") is { } input && step.Parameters is AssociationParameters or JointParameters
            ? plan.Find(input.StepId)!
            : step;
    }

    /// <summary>The traits that were tested.</summary>
    /// <param name="step">The step of the tests.</param>
    public ImmutableArray<string> Traits(PlanStep step) =>
        [.. JsonDocumentFile.Read<AssociationDocument>(artifactOf(step), AssociationDocument.FileName).Traits.Select(trait => trait.Trait)];

    /// <summary>The plots of one trait, or of the smallest P over all of them.</summary>
    /// <param name="step">The step of the tests.</param>
    /// <param name="trait">The trait; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ResultQueryException">There is no such trait.</exception>
    public AssociationFigure Tests(PlanStep step, string? trait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        var artifact = artifactOf(step);
        var found = JsonDocumentFile.Read<AssociationDocument>(artifact, AssociationDocument.FileName);
        var variants = GenotypeSet.Variants(artifactOf(VariantsOf(step)), cancellationToken);
        var genome = AssociationPages.Layout(variants);
        var isJoint = step.Parameters is JointParameters;
        var traits = isJoint ? 1 : found.Traits.Length;
        var chosen = trait is null ? (traits == 1 ? 0 : -1) : Array.FindIndex([.. found.Traits], known => known.Trait == trait);
        if (trait is not null && chosen < 0)
        {
            throw new ResultQueryException($"'{step.Declaration}' has no trait '{trait}'");
        }

        using var table = AssociationTable.Open(artifact.PathOf(isJoint ? JointArtifact.TableName : AssociationHandler.FileName));
        using var drivers = isJoint ? DrivingTraits.Open(artifact.PathOf(JointArtifact.DriversName)) : null;
        var figures = new FigureScan(genome, variants, chosen < 0 ? [] : [chosen], traits) { Drivers = drivers };
        figures.Read(table, cancellationToken);
        var label = isJoint ? step.Declaration : null;
        var plots = figures.Plots([.. found.Traits.Select(one => (label ?? one.Trait, one.LambdaGc))], quantiles: true, ThresholdOf(step));
        var report = plots.Build(
            new AssociationReport { Name = step.Declaration, Method = "", People = 0, Variants = found.Tested },
            variant => AssociationPages.Describe(variants, figures, variant));
        return new AssociationFigure(genome, report.PlotVariants, report.Plots[^1]);
    }

    /// <summary>Where the line is drawn; a threshold that rests on what is not computed yet is not known.</summary>
    private double ThresholdOf(PlanStep step)
    {
        try
        {
            var open = plan.Steps.Where(other => other.Parameters is not LociParameters loci || !SmallCounts.AreIn(loci.P, plan, artifactOf, shown));
            return AssociationPages.ThresholdOf(open, step, id => artifactOf(plan.Find(id)!));
        }
        catch (ResultQueryException)
        {
            return AssociationPages.ThresholdOf([], step, id => artifactOf(plan.Find(id)!));
        }
    }

    /// <summary>The first variants of genotypes, in the order of their files.</summary>
    /// <param name="step">The step of the genotypes.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The names of the chromosomes, and the variants.</returns>
    public (ImmutableArray<string> Chromosomes, ImmutableArray<PlotVariant> Variants) FirstVariants(PlanStep step, int count, CancellationToken cancellationToken)
    {
        var variants = GenotypeSet.Variants(artifactOf(step), cancellationToken);
        return (
            [.. variants.Chromosomes],
            [
                .. Enumerable.Range(0, Math.Min(count, variants.Count)).Select(row => new PlotVariant(
                variants.Id(row), variants.ChromosomeIndex(row), variants.Position(row), variants.Allele1(row), variants.Allele2(row), double.NaN)),
            ]);
    }

    /// <summary>The mean over the people of a step of images.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public VolumeData GroupMean(PlanStep step, CancellationToken cancellationToken)
    {
        var artifact = artifactOf(step);
        return VolumePages.Read(artifact, "mean.nii.gz", artifact, ImagesHandler.MaskName, cancellationToken);
    }
}
