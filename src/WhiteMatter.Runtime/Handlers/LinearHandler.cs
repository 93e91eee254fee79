using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Ordinary least squares of every trait on every variant.</summary>
public sealed class LinearHandler : AssociationHandler<LinearParameters>
{
    private protected override void Associate(
        StepContext<LinearParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken) =>
        LinearAssociation.Run(
            design,
            source,
            range,
            new AssociationOptions(context.Parameters.Precision, context.Cores) { ImputesMean = context.Parameters.MissingGenotypes == MissingGenotypes.Mean },
            output,
            cancellationToken);
}
