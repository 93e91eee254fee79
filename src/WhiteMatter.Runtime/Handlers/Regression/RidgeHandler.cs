using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Tests every variant against what the predictions from the other chromosomes leave of each trait.</summary>
public sealed class RidgeHandler : AssociationHandler<RidgeParameters>
{
    private protected override TableStatistic Statistic => TableStatistic.SignedScore;

    private protected override bool RegardsSex => false;

    private protected override void Associate(
        StepContext<RidgeParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken)
    {
        var variants = GenotypeSet.Variants(context.Input("genotypes"), cancellationToken);
        using var predictions = BackgroundPredictions.Open(context.Input("background").PathOf(BackgroundHandler.FileName));
        ScoreAssociation.Run(
            design,
            new BackgroundTraits(design, predictions, variants.ChromosomeOf, Relationships(context, design, cancellationToken)),
            source,
            range,
            new AssociationOptions(context.Parameters.Precision, context.Cores),
            output,
            cancellationToken);
    }

    /// <summary>The relationships of the design's people where the study names some.</summary>
    private static SparseRelationshipMatrix? Relationships(
        StepContext<RidgeParameters> context, AssociationDesign design, CancellationToken cancellationToken) =>
        context.Step.Inputs.Any(input => input.Role == "relationships") ? RelatedPeople.Relationships(context, design, cancellationToken) : null;
}
