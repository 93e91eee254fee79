using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers;

/// <summary>Tests every trait against permuted genotypes by linear regression.</summary>
/// <remarks>Memory: a batch of genotypes twice more than an association.</remarks>
public sealed class PermutedLinearHandler : AssociationHandler<PermutedLinearParameters>
{
    private protected override bool RegardsSex => false;

    /// <summary>What is wrong with variants is said of the association itself.</summary>
    private protected override bool ReportsVariants => false;

    private protected override void Associate(
        StepContext<PermutedLinearParameters> context,
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        Stream output,
        CancellationToken cancellationToken) =>
        PermutedAssociation.Run(
            design,
            source,
            range,
            context.Parameters.Seed,
            new AssociationOptions(context.Parameters.Precision, context.Cores) { ImputesMean = context.Parameters.MissingGenotypes == MissingGenotypes.Mean },
            output,
            cancellationToken);
}
