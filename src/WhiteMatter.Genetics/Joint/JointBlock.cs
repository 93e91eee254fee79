using System.Runtime.Intrinsics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>Tests one block of an association after another in the same memory.</summary>
internal sealed class JointBlock
{
    private readonly AssociationTable _table;
    private readonly JointOptions _options;
    private readonly Whitening _whitening;
    private readonly int _rank;
    private readonly AssociationBlock _tested;
    private readonly double[] _panels;
    private readonly double[] _lengths;
    private readonly double[] _z;
    private readonly double[] _largest;
    private readonly double[] _freedom;

    public JointBlock(AssociationTable table, AssociationTableHeader header, JointOptions options, Whitening whitening)
    {
        _table = table;
        _options = options;
        _whitening = whitening;
        _rank = header.Rank;
        _tested = table.CreateBuffer();
        var room = Padded(table.LargestBlock);
        _panels = new double[checked(room * whitening.Order)];
        _lengths = new double[room];
        _z = new double[room];
        _largest = new double[room];
        _freedom = new double[room];
        Drivers = new int[table.LargestBlock];
        Result = new AssociationBlock(table.LargestBlock, 1, header.HasMissingTraits);
    }

    /// <summary>The joint statistics of the block computed last.</summary>
    public AssociationBlock Result { get; }

    /// <summary>For each variant of it the zero-based trait of the largest |z|, the first of equals; −1 where there is no test.</summary>
    public int[] Drivers { get; }

    public void Compute(int index)
    {
        _table.Read(index, _tested);
        var count = _tested.Count;
        Result.FirstFileVariant = _tested.FirstFileVariant;
        Result.FileVariants = _tested.FileVariants;
        Result.Count = count;
        _tested.Variant.AsSpan(0, count).CopyTo(Result.Variant);
        _tested.Counts.AsSpan(0, count).CopyTo(Result.Counts);
        _tested.Reason.AsSpan(0, count).CopyTo(Result.Reason);
        Array.Clear(Drivers, 0, count);
        Array.Clear(_largest, 0, count);
        for (var trait = 0; trait < _tested.Traits; trait++)
        {
            Standardise(trait);
            Place(trait);
        }

        var padded = Padded(count);
        _whitening.SquaredLengths(_panels.AsSpan(0, padded * _whitening.Order), _lengths.AsSpan(0, padded));
        for (var v = 0; v < count; v++)
        {
            Store(v);
        }
    }

    private static int Padded(int count) => (count + Whitening.PanelWidth - 1) / Whitening.PanelWidth * Whitening.PanelWidth;

    /// <summary>z of every variant in one trait.</summary>
    private void Standardise(int trait)
    {
        var count = _tested.Count;
        var beta = _tested.Beta.AsSpan(trait * count, count);
        var error = _tested.StandardError.AsSpan(trait * count, count);
        var wald = _options.Form == JointForm.Wald && !_options.UseF;
        if (!wald && (trait == 0 || _tested.CellPeople is not null))
        {
            for (var i = 0; i < count; i++)
            {
                _freedom[i] = _tested.PeopleOf(trait, i) - _rank - 1;
            }
        }

        var lanes = Vector256<double>.Count;
        var v = 0;
        for (; v + lanes <= count; v += lanes)
        {
            var t = Vector256.Create<double>(beta[v..]) / Vector256.Create<double>(error[v..]);
            if (!wald)
            {
                t /= Vector256.Sqrt(Vector256<double>.One + (t * t / Vector256.Create<double>(_freedom.AsSpan(v))));
            }

            t.CopyTo(_z, v);
        }

        for (; v < count; v++)
        {
            var t = beta[v] / error[v];
            _z[v] = wald ? t : t / Math.Sqrt(1 + (t * t / _freedom[v]));
        }
    }

    /// <summary>Puts z in its place in the panels and keeps the largest; a z that is none is 0 there, and its variant untested.</summary>
    private void Place(int trait)
    {
        const int Width = Whitening.PanelWidth;
        var order = _whitening.Order;
        for (var v = 0; v < _tested.Count; v++)
        {
            var z = _z[v];
            if (!double.IsFinite(z))
            {
                z = 0;
                Drivers[v] = -1;
            }

            var size = Math.Abs(z);
            if (size > _largest[v] && Drivers[v] >= 0)
            {
                _largest[v] = size;
                Drivers[v] = trait;
            }

            _panels[(((v / Width) * order) + trait) * Width + (v % Width)] = z;
        }
    }

    private void Store(int v)
    {
        var people = FewestPeople(v);
        if (Result.CellPeople is not null)
        {
            Result.CellPeople[v] = people;
        }

        Result.StandardError[v] = double.NaN;
        if (Drivers[v] < 0 && Result.Reason[v] == UntestedReason.Tested)
        {
            Result.Reason[v] = UntestedReason.PerfectFit;
        }

        var left = people - _rank - _whitening.Rank;
        if (Result.Reason[v] == UntestedReason.Tested && left < 1)
        {
            Result.Reason[v] = UntestedReason.TooFewPeople;
        }

        if (Result.Reason[v] == UntestedReason.Tested)
        {
            var (statistic, negLog10P) = _options.UseF ? F(_lengths[v] / _freedom[v], left) : (_lengths[v], -ChiSquared.Log10UpperTail(_lengths[v], _whitening.Rank));
            if (double.IsFinite(statistic))
            {
                Result.Beta[v] = statistic;
                Result.NegLog10P[v] = negLog10P;
                return;
            }

            Result.Reason[v] = UntestedReason.PerfectFit;
        }

        Result.Beta[v] = double.NaN;
        Result.NegLog10P[v] = double.NaN;
        Drivers[v] = -1;
    }

    /// <summary>F of the share of the genotype's variance that the traits explain; infinite where nothing is left.</summary>
    private (double Statistic, double NegLog10P) F(double explained, int left)
    {
        if (!(explained < 1))
        {
            return (double.PositiveInfinity, double.NaN);
        }

        var degrees = _whitening.Rank;
        var f = explained / degrees / ((1 - explained) / left);
        return (f, -FDistribution.Log10UpperTail(f, degrees, left));
    }

    /// <summary>People with genotype and trait; with missing traits the fewest of any trait.</summary>
    private int FewestPeople(int v)
    {
        if (_tested.CellPeople is null)
        {
            return _tested.Counts[v].Called;
        }

        var fewest = int.MaxValue;
        for (var trait = 0; trait < _tested.Traits; trait++)
        {
            fewest = Math.Min(fewest, _tested.PeopleOf(trait, v));
        }

        return fewest;
    }
}
