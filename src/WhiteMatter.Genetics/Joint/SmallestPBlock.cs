using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Joint;

/// <summary>The smallest P of one block after another; a driving trait has it.</summary>
internal sealed class SmallestPBlock(AssociationTable table, AssociationTableHeader header, int effectiveTraits) : JointBlock(table, header)
{
    private readonly double[] _largest = new double[table.LargestBlock];

    protected override void Gather()
    {
        var count = Tested.Count;
        Array.Clear(_largest, 0, count);
        for (var trait = 0; trait < Tested.Traits; trait++)
        {
            var negLog10P = Tested.NegLog10P.AsSpan(trait * count, count);
            for (var v = 0; v < count; v++)
            {
                if (!double.IsFinite(negLog10P[v]))
                {
                    Drivers[v] = -1;
                }
                else if (negLog10P[v] > _largest[v] && Drivers[v] >= 0)
                {
                    _largest[v] = negLog10P[v];
                    Drivers[v] = trait;
                }
            }
        }
    }

    protected override UntestedReason Test(int v, int people, out double statistic, out double negLog10P)
    {
        statistic = _largest[v];
        negLog10P = Math.Max(0, -SmallestP.Log10(-statistic, effectiveTraits));
        return UntestedReason.Tested;
    }
}
