using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Ordinary least squares of every trait on every variant, or on its product with a covariate.</summary>
public sealed class LinearHandler : AssociationHandler<LinearParameters>
{
    private protected override void Associate(
        StepContext<LinearParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken)
    {
        if (context.Parameters.Interaction is not null)
        {
            InteractionAssociation.Run(design, DesignHandler.ReadInteraction(context.Input("design"), design.People), source, range, context.Cores, output, cancellationToken);
            return;
        }

        LinearAssociation.Run(
            design,
            source,
            range,
            new AssociationOptions(context.Parameters.Precision, context.Cores) { ImputesMean = context.Parameters.MissingGenotypes == MissingGenotypes.Mean },
            output,
            cancellationToken);
    }
}
