using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Regression;

/// <summary>Tests every variant by the exact mixed model with a dense relationship matrix.</summary>
/// <remarks>Memory: besides what every association takes, the directions: 8 bytes × people² for each group of traits with the same people.</remarks>
public sealed class DenseMixedHandler : AssociationHandler<DenseMixedParameters>
{
    private protected override bool RegardsSex => false;

    private protected override void Associate(
        StepContext<DenseMixedParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken)
    {
        DenseMixedModel model;
        using (var stream = context.Input("variance").OpenRead(DenseVarianceHandler.FileName))
        {
            model = DenseMixedModel.Read(stream);
        }

        DenseMixedAssociation.Run(design, model, source, range, context.Cores, output, cancellationToken);
    }
}
