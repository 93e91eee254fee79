using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>
/// What each trait adds to T = z'R⁻¹z: T less the T of the other traits alone. Where R has its full rank that is (R⁻¹z)_k² / (R⁻¹)_kk; where directions
/// were removed, each T without a trait is of its own R. A trait that the others determine adds nothing, however large its z.
/// </summary>
public sealed class LeaveOneOut
{
    /// <summary>With more traits than this the K decompositions of a reduced R are too much to be worth their while.</summary>
    private const int MostReduced = 256;

    private readonly int _traits;
    private readonly Matrix<double>? _inverse;
    private readonly Whitening _whole;
    private readonly Whitening[] _others;

    private LeaveOneOut(int traits, Matrix<double>? inverse, Whitening whole, Whitening[] others) =>
        (_traits, _inverse, _whole, _others) = (traits, inverse, whole, others);

    /// <summary>Prepares the contributions of a form.</summary>
    /// <param name="correlation">R, K × K.</param>
    /// <param name="traits">K.</param>
    /// <param name="floor">Eigenvalues under this share of the largest are removed.</param>
    /// <param name="most">Most eigenvalues that are kept.</param>
    /// <returns>Null where R is reduced and has too many traits.</returns>
    public static LeaveOneOut? Create(double[] correlation, int traits, double floor, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(correlation);
        var whole = Whitening.Create(correlation, traits, floor, most);
        if (whole.Rank == traits)
        {
            return new LeaveOneOut(traits, Matrix<double>.Build.Dense(traits, traits, correlation).Cholesky().Solve(Matrix<double>.Build.DenseIdentity(traits)), whole, []);
        }

        if (traits > MostReduced)
        {
            return null;
        }

        var others = new Whitening[traits];
        for (var k = 0; k < traits; k++)
        {
            var kept = Enumerable.Range(0, traits).Where(t => t != k).ToArray();
            var without = new double[kept.Length * kept.Length];
            for (var i = 0; i < kept.Length; i++)
            {
                for (var j = 0; j < kept.Length; j++)
                {
                    without[(i * kept.Length) + j] = correlation[(kept[i] * traits) + kept[j]];
                }
            }

            others[k] = Whitening.Create(without, kept.Length, floor, most);
        }

        return new LeaveOneOut(traits, null, whole, others);
    }

    /// <summary>T of one variant.</summary>
    /// <param name="z">z of each trait.</param>
    public double StatisticOf(double[] z)
    {
        ArgumentNullException.ThrowIfNull(z);
        return Length(_whole, z);
    }

    /// <summary>The contributions of the traits to the T of one variant; they need not add up to T, as correlated traits share theirs.</summary>
    /// <param name="z">z of each trait.</param>
    public double[] Of(double[] z)
    {
        ArgumentNullException.ThrowIfNull(z);
        if (z.Length != _traits)
        {
            throw new ArgumentException($"{z.Length} z are not of {_traits} traits.", nameof(z));
        }

        if (_inverse is not null)
        {
            var weighted = _inverse * Vector<double>.Build.Dense(z);
            return [.. weighted.Select((value, k) => value * value / _inverse[k, k])];
        }

        var whole = Length(_whole, z);
        return [.. Enumerable.Range(0, _traits).Select(k => Math.Max(0, whole - Length(_others[k], [.. z.Where((_, t) => t != k)])))];
    }

    private static double Length(Whitening whitening, double[] z)
    {
        var panel = new double[Whitening.PanelWidth * z.Length];
        for (var t = 0; t < z.Length; t++)
        {
            panel[t * Whitening.PanelWidth] = z[t];
        }

        var lengths = new double[Whitening.PanelWidth];
        whitening.SquaredLengths(panel, lengths);
        return lengths[0];
    }
}
