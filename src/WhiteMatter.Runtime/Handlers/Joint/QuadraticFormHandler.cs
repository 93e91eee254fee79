using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>The joint test by a quadratic form of the traits' z.</summary>
/// <remarks>The cost of a variant is at most K² multiply-adds, and the reading of its K cells.</remarks>
public sealed class QuadraticFormHandler : JointHandler<QuadraticFormParameters, QuadraticFormTest>
{
    /// <summary>From this share of n − c on, K is too many degrees of freedom for χ² to stand for F: at n − c = 400 its 5e-8 is 1e-9.</summary>
    private const double SmallSample = 0.04;

    private protected override QuadraticFormTest Create(
        StepContext<QuadraticFormParameters> context, AssociationTableHeader association, AssociationDesign design, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var options = new QuadraticFormOptions(
            parameters.Score == JointScore.Wald ? JointForm.Wald : JointForm.Score,
            parameters.Distribution == JointDistribution.F,
            parameters.EigenvalueFloor,
            context.Cores);
        var test = QuadraticFormTest.Create(association, design, CorrelationsOf(context, association, design, cancellationToken), options);
        Warn(context, test);
        return test;
    }

    private protected override JointDocument Describe(QuadraticFormParameters parameters, QuadraticFormTest test) =>
        QuadraticFormDocument.Of(parameters, test);

    private static void Warn(StepContext<QuadraticFormParameters> context, QuadraticFormTest test)
    {
        var parameters = context.Parameters;
        ReportRank(context, test.Rank, parameters.EigenvalueFloor, test.Tested.Traits.Length);
        var left = test.Tested.People - test.Tested.Rank;
        if (parameters.Distribution == JointDistribution.ChiSquared && test.Rank > SmallSample * left)
        {
            var (z, wrong) = parameters.Score == JointScore.Wald
                ? ("wald", "the bulk of P is too small, and small P may err either way")
                : ("score", "small P are too large");
            context.Report(JointCodes.ApproximateChiSquared, context.Step.Declaration, WholeNumber.Text(test.Rank), WholeNumber.Text(left), z, wrong);
        }
    }
}
