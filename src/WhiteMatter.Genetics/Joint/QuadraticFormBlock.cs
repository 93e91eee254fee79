using System.Runtime.Intrinsics;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>The quadratic form of one block after another; a driving trait has the largest |z|.</summary>
internal class QuadraticFormBlock : JointBlock
{
    private readonly QuadraticFormOptions _options;
    private readonly TraitForm _form;
    private readonly int _rank;
    private readonly bool _isScore;
    private readonly double[] _panels;
    private readonly double[] _lengths;
    private readonly double[] _others;
    private readonly double[] _z;
    private readonly double[] _largest;
    private readonly double[] _freedom;
    private readonly int[] _ranks;

    public QuadraticFormBlock(AssociationTable table, AssociationTableHeader header, QuadraticFormOptions options, TraitForm form)
        : base(table, header)
    {
        _options = options;
        _form = form;
        _rank = header.Rank;
        _isScore = table.Header.IsScore;
        var room = Padded(table.LargestBlock);
        _panels = new double[checked(room * form.Traits)];
        _lengths = new double[room];
        _others = new double[form.Whitenings.Count > 1 ? room : 0];
        _z = new double[room];
        _largest = new double[room];
        _freedom = new double[room];
        _ranks = new int[room];
    }

    protected override void Gather()
    {
        var count = Tested.Count;
        Array.Clear(_largest, 0, count);
        for (var v = 0; v < count; v++)
        {
            _ranks[v] = _rank + (_others.Length == 0 ? 0 : _form.Correlations.MoreColumnsOf(Tested.Variant[v]));
        }

        for (var trait = 0; trait < Tested.Traits; trait++)
        {
            Standardise(trait);
            Place(trait);
        }

        if (count > 0)
        {
            Measure(Padded(count));
        }
    }

    protected override UntestedReason Test(int v, int people, out double statistic, out double negLog10P)
    {
        (statistic, negLog10P) = (double.NaN, double.NaN);
        var left = people - _ranks[v] - _form.Rank;
        if (left < 1)
        {
            return UntestedReason.TooFewPeople;
        }

        (statistic, negLog10P) = _options.UseF ? F(_lengths[v] / _freedom[v], left) : (_lengths[v], -ChiSquared.Log10UpperTail(_lengths[v], _form.Rank));
        return double.IsFinite(statistic) ? UntestedReason.Tested : UntestedReason.PerfectFit;
    }

    /// <summary>z'R⁻¹z of a variant of the block.</summary>
    protected double LengthOf(int v) => _lengths[v];

    /// <summary>The largest |z| of a variant of the block.</summary>
    protected double LargestOf(int v) => _largest[v];

    private static int Padded(int count) => (count + Whitening.PanelWidth - 1) / Whitening.PanelWidth * Whitening.PanelWidth;

    /// <summary>The lengths of the panels, of each variant by its own whitening: most blocks have one.</summary>
    private void Measure(int padded)
    {
        var panels = _panels.AsSpan(0, padded * _form.Traits);
        var place = _form.Correlations.PlaceOf(Tested.Variant[0]);
        _form.Whitenings[place].SquaredLengths(panels, _lengths.AsSpan(0, padded));
        for (var v = 0; v < Tested.Count; v++)
        {
            var own = _others.Length == 0 ? place : _form.Correlations.PlaceOf(Tested.Variant[v]);
            if (own != place)
            {
                place = own;
                _form.Whitenings[place].SquaredLengths(panels, _others.AsSpan(0, padded));
                _others.AsSpan(v, padded - v).CopyTo(_lengths.AsSpan(v));
            }
        }
    }

    /// <summary>z of every variant in one trait.</summary>
    private void Standardise(int trait)
    {
        var count = Tested.Count;
        var beta = Tested.Beta.AsSpan(trait * count, count);
        var error = Tested.StandardError.AsSpan(trait * count, count);
        var wald = _isScore || (_options.Form == JointForm.Wald && !_options.UseF);
        if ((!wald || _isScore) && (trait == 0 || Tested.CellPeople is not null))
        {
            for (var i = 0; i < count; i++)
            {
                _freedom[i] = Tested.PeopleOf(trait, i) - _ranks[i] - (_isScore ? 0 : 1);
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
        var order = _form.Traits;
        for (var v = 0; v < Tested.Count; v++)
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

    /// <summary>F of the share of the genotype's variance that the traits explain; infinite where nothing is left.</summary>
    private (double Statistic, double NegLog10P) F(double explained, int left)
    {
        if (!(explained < 1))
        {
            return (double.PositiveInfinity, double.NaN);
        }

        var degrees = _form.Rank;
        var f = explained / degrees / ((1 - explained) / left);
        return (f, -FDistribution.Log10UpperTail(f, degrees, left));
    }
}
