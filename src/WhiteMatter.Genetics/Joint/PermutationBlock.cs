using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Joint;

/// <summary>The statistic of a permutation test of one block after another.</summary>
internal sealed class PermutationBlock(
    AssociationTable table, AssociationTableHeader header, PermutationOptions options, TraitForm form, Func<double, double> tail)
    : QuadraticFormBlock(table, header, new QuadraticFormOptions(options.Form, false, options.EigenvalueFloor, 1), form)
{
    protected override UntestedReason Test(int v, int people, out double statistic, out double negLog10P)
    {
        statistic = options.Statistic == PermutedStatistic.QuadraticForm ? LengthOf(v) : -ChiSquared.Log10UpperTail(LargestOf(v) * LargestOf(v), 1);
        negLog10P = tail(statistic);
        return double.IsFinite(statistic) ? UntestedReason.Tested : UntestedReason.PerfectFit;
    }
}
