using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using WhiteMatter.Formats.Nifti;

namespace WhiteMatter.Imaging.Resampling;

/// <summary>How values between voxels are found.</summary>
public enum Interpolation
{
    /// <summary>Of the eight voxels around, in proportion to nearness along each axis.</summary>
    Linear,

    /// <summary>Of the nearest voxel; for labels.</summary>
    Nearest,

    /// <summary>On the cubic B-spline through all voxels; may go beyond the values around.</summary>
    Cubic,
}

/// <summary>
/// Reads a volume between its voxels. Outside the box of the voxels' centres there is no value: it is 0, as in scipy.ndimage with
/// <c>mode = "constant"</c>; a thousandth of a voxel counts as rounding. Memory: the volume itself, which cubic interpolation overwrites.
/// </summary>
internal sealed class VolumeSampler
{
    /// <summary>How far outside a coordinate may lie by rounding, in voxels.</summary>
    public const double Rounding = 1e-3;

    private readonly float[] _values;
    private readonly Interpolation _interpolation;
    private readonly int _x;
    private readonly int _y;
    private readonly int _z;
    private readonly int _row;
    private readonly int _slice;

    /// <summary>Takes a volume.</summary>
    /// <param name="grid">Its numbers of voxels.</param>
    /// <param name="values">One finite value a voxel; changed where <paramref name="interpolation"/> is cubic.</param>
    /// <param name="interpolation">How it is read.</param>
    public VolumeSampler(VolumeGrid grid, float[] values, Interpolation interpolation)
    {
        (_values, _interpolation) = (values, interpolation);
        (_x, _y, _z) = (grid.X, grid.Y, grid.Z);
        (_row, _slice) = (_x, _x * _y);
        if (interpolation == Interpolation.Cubic)
        {
            BSpline.Filter(grid, values);
        }
    }

    /// <summary>The value at an index that need not be whole.</summary>
    public float At(double i, double j, double k)
    {
        if (!Clamp(ref i, _x) || !Clamp(ref j, _y) || !Clamp(ref k, _z))
        {
            return 0;
        }

        return _interpolation switch
        {
            Interpolation.Nearest => _values[(int)Math.Floor(i + 0.5) + (_row * (int)Math.Floor(j + 0.5)) + (_slice * (int)Math.Floor(k + 0.5))],
            Interpolation.Linear => Linear(i, j, k),
            _ => Cubic(i, j, k),
        };
    }

    /// <summary>The values of a row of voxels whose indices here are <paramref name="first"/> + n <paramref name="step"/>.</summary>
    public void Row((double X, double Y, double Z) first, (double X, double Y, double Z) step, int from, Span<float> into)
    {
        var n = 0;
        if (_interpolation == Interpolation.Linear && Avx2.IsSupported && Fma.IsSupported && _x > 1 && _y > 1 && _z > 1)
        {
            for (; n + 4 <= into.Length; n += 4)
            {
                FourLinear(first, step, from + n, into.Slice(n, 4));
            }
        }

        for (; n < into.Length; n++)
        {
            into[n] = At(first.X + ((from + n) * step.X), first.Y + ((from + n) * step.Y), first.Z + ((from + n) * step.Z));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Clamp(ref double index, int size)
    {
        // Also false where the index is no number.
        var inside = index >= -Rounding && index <= size - 1 + Rounding;
        index = Math.Clamp(index, 0, size - 1);
        return inside;
    }

    private float Linear(double i, double j, double k)
    {
        // The last voxel is the upper one of the last pair, so that every voxel that is read is there.
        var (x, y, z) = (Math.Min((int)i, Math.Max(_x - 2, 0)), Math.Min((int)j, Math.Max(_y - 2, 0)), Math.Min((int)k, Math.Max(_z - 2, 0)));
        var (u, v, w) = (i - x, j - y, k - z);
        var (right, up, above) = (_x > 1 ? 1 : 0, _y > 1 ? _row : 0, _z > 1 ? _slice : 0);
        var at = x + (_row * y) + (_slice * z);
        return (float)Mix(
            Mix(Mix(_values[at], _values[at + right], u), Mix(_values[at + up], _values[at + up + right], u), v),
            Mix(Mix(_values[at + above], _values[at + above + right], u), Mix(_values[at + above + up], _values[at + above + up + right], u), v),
            w);
    }

    private static double Mix(double a, double b, double share) => Math.FusedMultiplyAdd(share, b - a, a);

    /// <summary>Four voxels of a row at once.</summary>
    private unsafe void FourLinear((double X, double Y, double Z) first, (double X, double Y, double Z) step, int from, Span<float> into)
    {
        var n = Vector256.Create((double)from, from + 1, from + 2, from + 3);
        var i = Vector256.Create(first.X) + (n * step.X);
        var j = Vector256.Create(first.Y) + (n * step.Y);
        var k = Vector256.Create(first.Z) + (n * step.Z);
        var inside = Inside(ref i, _x) & Inside(ref j, _y) & Inside(ref k, _z);
        if (inside == Vector256<double>.Zero)
        {
            into.Clear();
            return;
        }

        var x = Vector256.Min(Vector256.Floor(i), Vector256.Create((double)(_x - 2)));
        var y = Vector256.Min(Vector256.Floor(j), Vector256.Create((double)(_y - 2)));
        var z = Vector256.Min(Vector256.Floor(k), Vector256.Create((double)(_z - 2)));
        var at = Avx.ConvertToVector128Int32(x + (y * _row) + (z * _slice));
        var (u, v, w) = (i - x, j - y, k - z);
        fixed (float* values = &MemoryMarshal.GetArrayDataReference(_values))
        {
            var near = Plane(values, at, u, v);
            var far = Plane(values + _slice, at, u, v);
            Avx.ConvertToVector128Single(Fma.MultiplyAdd(w, far - near, near) & inside).CopyTo(into);
        }
    }

    private unsafe Vector256<double> Plane(float* values, Vector128<int> at, Vector256<double> u, Vector256<double> v)
    {
        var near = Edge(values, at, u);
        return Fma.MultiplyAdd(v, Edge(values + _row, at, u) - near, near);
    }

    private static unsafe Vector256<double> Edge(float* values, Vector128<int> at, Vector256<double> u)
    {
        var left = Avx.ConvertToVector256Double(Avx2.GatherVector128(values, at, sizeof(float)));
        var right = Avx.ConvertToVector256Double(Avx2.GatherVector128(values + 1, at, sizeof(float)));
        return Fma.MultiplyAdd(u, right - left, left);
    }

    /// <summary>As <see cref="Clamp"/>, all bits set where an index is inside.</summary>
    private static Vector256<double> Inside(ref Vector256<double> index, int size)
    {
        var last = Vector256.Create((double)(size - 1));
        var inside = Vector256.GreaterThanOrEqual(index, Vector256.Create(-Rounding)) & Vector256.LessThanOrEqual(index, last + Vector256.Create(Rounding));
        index = Vector256.Min(Vector256.Max(Vector256.ConditionalSelect(inside, index, Vector256<double>.Zero), Vector256<double>.Zero), last);
        return inside;
    }

    private float Cubic(double i, double j, double k)
    {
        Span<double> wx = stackalloc double[4];
        Span<double> wy = stackalloc double[4];
        Span<double> wz = stackalloc double[4];
        Span<int> ix = stackalloc int[4];
        Span<int> iy = stackalloc int[4];
        Span<int> iz = stackalloc int[4];
        Weights(i, _x, 1, wx, ix);
        Weights(j, _y, _row, wy, iy);
        Weights(k, _z, _slice, wz, iz);
        double sum = 0;
        for (var c = 0; c < 4; c++)
        {
            double plane = 0;
            for (var b = 0; b < 4; b++)
            {
                var at = iz[c] + iy[b];
                plane += wy[b] * ((wx[0] * _values[at + ix[0]]) + (wx[1] * _values[at + ix[1]]) + (wx[2] * _values[at + ix[2]]) + (wx[3] * _values[at + ix[3]]));
            }

            sum += wz[c] * plane;
        }

        return (float)sum;
    }

    /// <summary>The weights of the four coefficients around an index, and where they are; beyond the ends the volume is mirrored.</summary>
    private static void Weights(double index, int size, int stride, Span<double> weights, Span<int> places)
    {
        var below = (int)index;
        var t = index - below;
        var s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((t * t * (t - 2) * 3) + 4) / 6;
        weights[2] = ((s * s * (s - 2) * 3) + 4) / 6;
        weights[3] = t * t * t / 6;
        for (var n = 0; n < 4; n++)
        {
            var at = below - 1 + n;
            if (size == 1)
            {
                at = 0;
            }
            else
            {
                var period = 2 * (size - 1);
                at = ((at % period) + period) % period;
                at = at < size ? at : period - at;
            }

            places[n] = at * stride;
        }
    }
}
