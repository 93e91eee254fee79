using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>The joint test by the smallest P of the traits.</summary>
/// <remarks>The cost of a variant is the reading of its K cells.</remarks>
public sealed class SmallestPHandler : JointHandler<SmallestPParameters, SmallestPTest>
{
    private protected override SmallestPTest Create(
        StepContext<SmallestPParameters> context, AssociationTableHeader association, AssociationDesign design, CancellationToken cancellationToken)
    {
        var test = SmallestPTest.Create(association, design, CorrelationsOf(context, association, design, cancellationToken), context.Cores);
        var traits = association.Traits.Length;
        if (test.EffectiveTraits < traits)
        {
            context.Report(
                JointCodes.CorrelatedTraitsCounted,
                WholeNumber.Text(traits),
                context.Step.Declaration,
                WholeNumber.Text(test.EffectiveTraits),
                ((double)traits / test.EffectiveTraits).ToString("G3", CultureInfo.InvariantCulture));
        }

        return test;
    }

    private protected override JointDocument Describe(SmallestPParameters parameters, SmallestPTest test) =>
        new SmallestPDocument(test.Tested.People, test.Tested.Rank, test.EffectiveTraits, [.. test.Tested.Traits]);
}
