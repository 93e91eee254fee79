using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The restricted likelihood of y = gβ + e, e ~ N(0, σ²(λD + I)), in directions that are free of covariates and in which D is diagonal: a function of
/// λ = σ²g / σ²e, with β and σ² at their best. Its greatest value is looked for as GEMMA does (Zhou and Stephens 2012, Nature Genetics 44, 821): λ from 1e-5 to
/// 1e5, in ten regions of equal logarithms, where the slope changes its sign, and at the ends.
/// </summary>
internal sealed class RestrictedLikelihood
{
    /// <summary>The least λ that is looked at.</summary>
    public const double Least = 1e-5;

    /// <summary>The greatest.</summary>
    public const double Greatest = 1e5;

    private const int Regions = 10;

    private readonly double[] _values;
    private readonly double[][] _weights = new double[Regions + 1][];
    private readonly (double First, double Second)[] _traces = new (double, double)[Regions + 1];

    /// <summary>Takes the diagonal of D.</summary>
    /// <param name="values">None is below 0.</param>
    public RestrictedLikelihood(ReadOnlySpan<double> values)
    {
        Count = values.Length;

        // What fills the last vector has no weight at any λ.
        _values = new double[WidthOf(Count)];
        Array.Fill(_values, double.PositiveInfinity);
        values.CopyTo(_values);
        for (var g = 0; g <= Regions; g++)
        {
            var (ratio, weights) = (Math.Exp(Place(g)), new double[_values.Length]);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = 1 / (1 + (ratio * _values[i]));
                _traces[g] = (_traces[g].First + weights[i], _traces[g].Second + (weights[i] * weights[i]));
            }

            _weights[g] = weights;
        }
    }

    /// <summary>Directions.</summary>
    public int Count { get; }

    /// <summary>Numbers of a trait or a variant: the directions, and zeros to whole vectors of four.</summary>
    /// <param name="count">Directions.</param>
    public static int WidthOf(int count) => (count + 3) / 4 * 4;

    /// <summary>Σ h x y and Σ h² x y, h = 1 / (1 + λδ), at the borders of the regions.</summary>
    /// <param name="x">As wide as <see cref="WidthOf"/> says.</param>
    /// <param name="y">The same.</param>
    public (double First, double Second)[] AtBorders(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sums = new (double, double)[Regions + 1];
        for (var g = 0; g <= Regions; g++)
        {
            sums[g] = Weighted(_weights[g], x, y);
        }

        return sums;
    }

    /// <summary>The λ where the likelihood of a trait without a variant is greatest.</summary>
    public double FindNull(ReadOnlySpan<double> y, ReadOnlySpan<(double First, double Second)> yy) => Find([], y, [], [], yy);

    /// <summary>The λ where the likelihood of a trait with a variant is greatest.</summary>
    /// <param name="g">The variant.</param>
    /// <param name="y">The trait.</param>
    /// <param name="gg">The variant with itself <see cref="AtBorders"/>.</param>
    /// <param name="gy">With the trait.</param>
    /// <param name="yy">The trait with itself.</param>
    public double Find(
        ReadOnlySpan<double> g,
        ReadOnlySpan<double> y,
        ReadOnlySpan<(double First, double Second)> gg,
        ReadOnlySpan<(double First, double Second)> gy,
        ReadOnlySpan<(double First, double Second)> yy)
    {
        Span<double> slopes = stackalloc double[Regions + 1];
        for (var b = 0; b <= Regions; b++)
        {
            var sums = new VarianceMoments(
                gg.IsEmpty ? default : new(gg[b].First, gg[b].Second, 0), gy.IsEmpty ? default : new(gy[b].First, gy[b].Second, 0), new(yy[b].First, yy[b].Second, 0), _traces[b].First, _traces[b].Second);
            slopes[b] = sums.Slope(Count);
        }

        // The ends that are greater than what is beside them, and the places between that are.
        Span<double> found = stackalloc double[Regions + 2];
        var count = 0;
        if (!(slopes[0] > 0))
        {
            found[count++] = Least;
        }

        for (var b = 0; b < Regions; b++)
        {
            if (slopes[b] > 0 && !(slopes[b + 1] > 0))
            {
                found[count++] = Math.Exp(Root(g, y, Place(b), Place(b + 1), slopes[b], slopes[b + 1]));
            }
        }

        if (slopes[Regions] > 0)
        {
            found[count++] = Greatest;
        }

        var best = found[0];
        for (var i = 1; i < count; i++)
        {
            best = LogLikelihood(g, y, found[i]) > LogLikelihood(g, y, best) ? found[i] : best;
        }

        return best;
    }

    /// <summary>The weighted sums at a λ.</summary>
    public VarianceMoments At(ReadOnlySpan<double> g, ReadOnlySpan<double> y, double ratio)
    {
        if (g.IsEmpty)
        {
            return At(y, y, ratio) with { Gg = default, Gy = default };
        }

        var (lambda, one) = (Vector256.Create(ratio), Vector256<double>.One);
        Vector256<double> gg1 = default, gg2 = default, gg3 = default, gy1 = default, gy2 = default, gy3 = default, yy1 = default, yy2 = default, yy3 = default, t1 = default, t2 = default;
        var deltas = MemoryMarshal.Cast<double, Vector256<double>>(_values);
        var gs = MemoryMarshal.Cast<double, Vector256<double>>(g)[..deltas.Length];
        var ys = MemoryMarshal.Cast<double, Vector256<double>>(y)[..deltas.Length];
        for (var i = 0; i < deltas.Length; i++)
        {
            var h = one / (one + (lambda * deltas[i]));
            var (ha, hb) = (h * gs[i], h * ys[i]);
            var (hha, hhb) = (h * ha, h * hb);
            gg1 += ha * gs[i];
            gg2 += ha * ha;
            gg3 += ha * hha;
            gy1 += ha * ys[i];
            gy2 += ha * hb;
            gy3 += ha * hhb;
            yy1 += hb * ys[i];
            yy2 += hb * hb;
            yy3 += hb * hhb;
            t1 += h;
            t2 += h * h;
        }

        return new VarianceMoments(
            new(Vector256.Sum(gg1), Vector256.Sum(gg2), Vector256.Sum(gg3)),
            new(Vector256.Sum(gy1), Vector256.Sum(gy2), Vector256.Sum(gy3)),
            new(Vector256.Sum(yy1), Vector256.Sum(yy2), Vector256.Sum(yy3)),
            Vector256.Sum(t1),
            Vector256.Sum(t2));
    }

    private static double Place(int border) => Math.Log(Least) + (Math.Log(Greatest / Least) * border / Regions);

    /// <summary>The ln λ between two places where the slope is 0: Newton's steps while they stay between, else the middle.</summary>
    private double Root(ReadOnlySpan<double> g, ReadOnlySpan<double> y, double low, double high, double slopeLow, double slopeHigh)
    {
        var place = low + ((high - low) * slopeLow / (slopeLow - slopeHigh));
        for (var round = 0; round < 100; round++)
        {
            var sums = At(g, y, Math.Exp(place));
            var (slope, curvature) = (sums.Slope(Count), sums.Curvature(Count));
            (low, high) = slope > 0 ? (place, high) : (low, place);
            var next = place - (slope / curvature);
            next = curvature < 0 && next > low && next < high ? next : 0.5 * (low + high);
            var step = Math.Abs(next - place);
            place = next;
            if (step < 1e-10)
            {
                break;
            }
        }

        return place;
    }

    /// <summary>The log likelihood at a λ, up to a constant of people and covariates.</summary>
    public double LogLikelihood(ReadOnlySpan<double> g, ReadOnlySpan<double> y, double ratio)
    {
        var sums = At(g, y, ratio);
        var (determinant, product) = (0.0, 1.0);
        for (var i = 0; i < Count; i++)
        {
            product *= 1 + (ratio * _values[i]);
            if (product > 1e200)
            {
                determinant += Math.Log(product);
                product = 1;
            }
        }

        return sums.LogLikelihood(Count, determinant + Math.Log(product));
    }

    private static (double First, double Second) Weighted(ReadOnlySpan<double> weights, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector256<double> first = default, second = default;
        var hs = MemoryMarshal.Cast<double, Vector256<double>>(weights);
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x)[..hs.Length];
        var ys = MemoryMarshal.Cast<double, Vector256<double>>(y)[..hs.Length];
        for (var i = 0; i < hs.Length; i++)
        {
            var term = hs[i] * xs[i] * ys[i];
            first += term;
            second += hs[i] * term;
        }

        return (Vector256.Sum(first), Vector256.Sum(second));
    }
}
