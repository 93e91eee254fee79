using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>The joint test against permuted genotypes (MOSTest).</summary>
/// <remarks>Two passes over the permuted association and one over the association; the cost of a variant is K² multiply-adds in each.</remarks>
public sealed class PermutationHandler : JointHandler<PermutationParameters, PermutationTest>
{
    private protected override PermutationTest Create(
        StepContext<PermutationParameters> context, AssociationTableHeader association, AssociationDesign design, CancellationToken cancellationToken)
    {
        using var permuted = AssociationTable.Open(context.Input("permuted").PathOf(JointArtifact.TableName));
        var statistic = context.Parameters.Form == PermutedForm.SmallestP ? PermutedStatistic.SmallestP : PermutedStatistic.QuadraticForm;
        return PermutationTest.Create(
            association, permuted, design, new PermutationOptions(statistic, context.Parameters.EigenvaluesKept, context.Cores), cancellationToken);
    }

    private protected override JointDocument Describe(PermutationParameters parameters, PermutationTest test) => PermutationDocument.Of(parameters, test);
}
