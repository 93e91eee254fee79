using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WhiteMatter.Statistics.Designs;

/// <summary>
/// Inner products in one fixed order of summation, the same on every machine: blocks of 1024 in four-wide lanes without fused
/// multiply-add, the blocks summed with Neumaier's compensation.
/// </summary>
public static class VectorProduct
{
    private const int BlockSize = 1024;

    /// <summary>x'y.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"{x.Length} and {y.Length} values.", nameof(y));
        }

        var sum = 0.0;
        var lost = 0.0;
        for (var at = 0; at < x.Length; at += BlockSize)
        {
            var length = Math.Min(BlockSize, x.Length - at);
            var block = DotOfBlock(x.Slice(at, length), y.Slice(at, length));
            var next = sum + block;
            lost += Math.Abs(sum) >= Math.Abs(block) ? (sum - next) + block : (block - next) + sum;
            sum = next;
        }

        return sum + lost;
    }

    /// <summary>y ← y + a·x.</summary>
    public static void Add(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        var factor = Vector256.Create(a);
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector256<double>>(y);
        for (var i = 0; i < xs.Length; i++)
        {
            ys[i] += factor * xs[i];
        }

        for (var i = xs.Length * Vector256<double>.Count; i < x.Length; i++)
        {
            y[i] += a * x[i];
        }
    }

    private static double DotOfBlock(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector256<double>>(y);
        var first = Vector256<double>.Zero;
        var second = Vector256<double>.Zero;
        var i = 0;
        for (; i + 1 < xs.Length; i += 2)
        {
            first += xs[i] * ys[i];
            second += xs[i + 1] * ys[i + 1];
        }

        if (i < xs.Length)
        {
            first += xs[i] * ys[i];
        }

        var both = first + second;
        var sum = (both[0] + both[1]) + (both[2] + both[3]);
        for (var j = xs.Length * Vector256<double>.Count; j < x.Length; j++)
        {
            sum += x[j] * y[j];
        }

        return sum;
    }
}
