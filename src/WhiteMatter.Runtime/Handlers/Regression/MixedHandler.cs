using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Tests every variant against what a mixed model with a sparse relationship matrix leaves of each trait.</summary>
public sealed class MixedHandler : AssociationHandler<MixedParameters>
{
    private protected override TableStatistic Statistic => TableStatistic.SignedScore;

    private protected override bool RegardsSex => false;

    private protected override void Associate(
        StepContext<MixedParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken)
    {
        var variance = context.Input("variance");
        double[] scores;
        using (var stream = variance.OpenRead(VarianceHandler.FileName))
        {
            scores = MixedTraits.ReadScores(stream, design.Residuals.Length);
        }

        var fits = JsonDocumentFile.Read<VarianceDocument>(variance, VarianceDocument.FileName).Traits;
        ScoreAssociation.Run(
            design,
            new MixedTraits(design, [.. fits.Select(fit => new TraitScore(fit.People, fit.Gamma))], scores),
            source,
            range,
            new AssociationOptions(context.Parameters.Precision, context.Cores),
            output,
            cancellationToken);
    }
}
