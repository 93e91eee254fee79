using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Tests every trait against permuted genotypes by linear regression.</summary>
/// <remarks>Memory: the design once more than an association.</remarks>
public sealed class PermutedLinearHandler : AssociationHandler<PermutedLinearParameters>
{
    private protected override void Associate(
        StepContext<PermutedLinearParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken) =>
        PermutedAssociation.Run(
            design, source, range, context.Parameters.Seed, new AssociationOptions(context.Parameters.Precision, context.Cores), output, cancellationToken);
}
