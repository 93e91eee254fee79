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
        var parameters = context.Parameters;
        var options = new PermutationOptions(
            parameters.Form == PermutedForm.SmallestP ? PermutedStatistic.SmallestP : PermutedStatistic.QuadraticForm,
            parameters.Score == JointScore.Wald ? JointForm.Wald : JointForm.Score,
            parameters.EigenvaluesKept,
            parameters.EigenvalueFloor,
            context.Cores);
        var test = PermutationTest.Create(association, permuted, design, options, cancellationToken);
        ReportRank(context, test.Rank, parameters.EigenvalueFloor, association.Traits.Length);
        return test;
    }

    private protected override JointDocument Describe(PermutationParameters parameters, PermutationTest test) => PermutationDocument.Of(parameters, test);
}
