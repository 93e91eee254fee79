using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WhiteMatter.Statistics.Multivariate;

/// <summary>
/// The implicit QL method on a symmetric tridiagonal matrix. Rotations are collected, and a whole heap of them is applied to one strip of
/// columns of the vectors after another.
/// </summary>
/// <param name="diagonal">The diagonal; becomes the eigenvalues.</param>
/// <param name="off">Beside it, of each row with the next; used up.</param>
/// <param name="options">Threads.</param>
internal sealed class TridiagonalRotations(double[] diagonal, double[] off, ParallelOptions options)
{
    private const int MostSweeps = 60;
    private const int HeapSize = 1 << 20;

    /// <summary>Bytes of a strip: well within a core's own cache.</summary>
    private const int StripBytes = 1 << 19;

    private readonly int _order = diagonal.Length;
    private readonly List<Rotation> _heap = [];
    private readonly double[][] _vectors = [.. Enumerable.Range(0, diagonal.Length).Select(i => Unit(diagonal.Length, i))];

    /// <summary>Finds the eigenvalues, in no order, and the vector of each.</summary>
    public double[][] Run()
    {
        var greatest = 0.0;
        for (var i = 0; i < _order; i++)
        {
            greatest = Math.Max(greatest, Math.Abs(diagonal[i]) + Math.Abs(off[i]));
        }

        if (!double.IsFinite(greatest))
        {
            throw new ArithmeticException("A number of a symmetric matrix is not finite.");
        }

        var negligible = (greatest * double.BitIncrement(1)) - greatest;
        for (var l = 0; l < _order; l++)
        {
            for (var sweep = 0; ; sweep++)
            {
                var m = l;
                while (m < _order - 1 && Math.Abs(off[m]) > negligible)
                {
                    m++;
                }

                if (m == l)
                {
                    break;
                }

                if (sweep == MostSweeps)
                {
                    throw new ArithmeticException("The eigenvalues of a symmetric matrix were not found.");
                }

                Sweep(l, m);
                if (_heap.Count >= HeapSize)
                {
                    Apply();
                }
            }
        }

        Apply();
        return _vectors;
    }

    private static double[] Unit(int order, int place)
    {
        var unit = new double[order];
        unit[place] = 1;
        return unit;
    }

    /// <summary>One sweep with Wilkinson's shift over the rows l to m.</summary>
    private void Sweep(int l, int m)
    {
        var g = (diagonal[l + 1] - diagonal[l]) / (2 * off[l]);
        var r = double.Hypot(g, 1);
        g = diagonal[m] - diagonal[l] + (off[l] / (g + Math.CopySign(r, g)));
        var (s, c, p) = (1.0, 1.0, 0.0);
        for (var i = m - 1; i >= l; i--)
        {
            var (f, b) = (s * off[i], c * off[i]);
            r = double.Hypot(f, g);
            off[i + 1] = r;
            if (r == 0)
            {
                diagonal[i + 1] -= p;
                off[m] = 0;
                return;
            }

            (s, c) = (f / r, g / r);
            g = diagonal[i + 1] - p;
            r = ((diagonal[i] - g) * s) + (2 * c * b);
            p = s * r;
            diagonal[i + 1] = g + p;
            g = (c * r) - b;
            _heap.Add(new Rotation(i, c, s));
        }

        diagonal[l] -= p;
        off[l] = g;
        off[m] = 0;
    }

    private void Apply()
    {
        if (_heap.Count == 0)
        {
            return;
        }

        var width = Math.Clamp(StripBytes / sizeof(double) / _order / Vector256<double>.Count, 1, 16) * Vector256<double>.Count;
        var strips = (_order + width - 1) / width;
        Parallel.For(0, strips, options, () => new double[_order * width], (strip, _, room) =>
        {
            var (first, count) = (strip * width, Math.Min(width, _order - (strip * width)));
            for (var i = 0; i < _order; i++)
            {
                _vectors[i].AsSpan(first, count).CopyTo(room.AsSpan(i * width));
            }

            Apply(room, width);
            for (var i = 0; i < _order; i++)
            {
                room.AsSpan(i * width, count).CopyTo(_vectors[i].AsSpan(first));
            }

            return room;
        }, _ => { });
        _heap.Clear();
    }

    private void Apply(double[] room, int width)
    {
        foreach (ref readonly var rotation in CollectionsMarshal.AsSpan(_heap))
        {
            var low = MemoryMarshal.Cast<double, Vector256<double>>(room.AsSpan(rotation.Row * width, width));
            var high = MemoryMarshal.Cast<double, Vector256<double>>(room.AsSpan((rotation.Row + 1) * width, width));
            var (c, s) = (Vector256.Create(rotation.Cosine), Vector256.Create(rotation.Sine));
            for (var i = 0; i < low.Length; i++)
            {
                var (a, b) = (low[i], high[i]);
                high[i] = (s * a) + (c * b);
                low[i] = (c * a) - (s * b);
            }
        }
    }

    private readonly record struct Rotation(int Row, double Cosine, double Sine);
}
