using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>
/// Products of many columns with many, in one fixed order of summation without fused multiply-add, the same on every machine: rows in blocks that stay in the
/// cache, four lanes, two columns by four at once.
/// </summary>
internal static class ColumnProducts
{
    private const int RowsAtOnce = 512;

    /// <summary>A'A, symmetric.</summary>
    public static double[][] Gram(double[][] columns) => Multiply(columns, columns, symmetric: true);

    /// <summary>A'B.</summary>
    public static double[][] Cross(double[][] left, double[][] right) => Multiply(left, right, symmetric: false);

    /// <summary>Σ factorⱼ · columnⱼ, added to what is there.</summary>
    public static void AddCombination(IReadOnlyList<double[]> columns, ReadOnlySpan<double> factors, double[] into)
    {
        for (var j = 0; j < columns.Count; j++)
        {
            if (factors[j] != 0)
            {
                VectorProduct.Add(factors[j], columns[j], into);
            }
        }
    }

    private static double[][] Multiply(double[][] left, double[][] right, bool symmetric)
    {
        var result = new double[left.Length][];
        for (var i = 0; i < left.Length; i++)
        {
            result[i] = new double[right.Length];
        }

        var rows = left.Length == 0 ? 0 : left[0].Length;
        for (var from = 0; from < rows; from += RowsAtOnce)
        {
            AddBlock(left, right, from, Math.Min(RowsAtOnce, rows - from), symmetric, result);
        }

        for (var i = 0; symmetric && i < left.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                result[i][j] = result[j][i];
            }
        }

        return result;
    }

    private static void AddBlock(double[][] left, double[][] right, int from, int rows, bool symmetric, double[][] into)
    {
        for (var i = 0; i < left.Length; i += 2)
        {
            var two = i + 1 < left.Length;
            var first = left[i].AsSpan(from, rows);
            var second = two ? left[i + 1].AsSpan(from, rows) : first;

            // Of a symmetric result the part from the diagonal on is wanted.
            var j = symmetric ? i : 0;
            for (; j + 3 < right.Length; j += 4)
            {
                Tile(
                    first,
                    second,
                    right[j].AsSpan(from, rows),
                    right[j + 1].AsSpan(from, rows),
                    right[j + 2].AsSpan(from, rows),
                    right[j + 3].AsSpan(from, rows),
                    into[i].AsSpan(j, 4),
                    two ? into[i + 1].AsSpan(j, 4) : []);
            }

            for (; j < right.Length; j++)
            {
                into[i][j] += Dot(first, right[j].AsSpan(from, rows));
                if (two)
                {
                    into[i + 1][j] += Dot(second, right[j].AsSpan(from, rows));
                }
            }
        }
    }

    private static void Tile(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> p, ReadOnlySpan<double> q, ReadOnlySpan<double> r, ReadOnlySpan<double> s, Span<double> ofA, Span<double> ofB)
    {
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var b0 = ref MemoryMarshal.GetReference(b);
        ref var p0 = ref MemoryMarshal.GetReference(p);
        ref var q0 = ref MemoryMarshal.GetReference(q);
        ref var r0 = ref MemoryMarshal.GetReference(r);
        ref var s0 = ref MemoryMarshal.GetReference(s);
        Vector256<double> ap = default, aq = default, ar = default, @as = default, bp = default, bq = default, br = default, bs = default;
        var whole = a.Length - (a.Length % Vector256<double>.Count);
        for (nuint i = 0; i < (nuint)whole; i += (nuint)Vector256<double>.Count)
        {
            var (x, y) = (Vector256.LoadUnsafe(ref a0, i), Vector256.LoadUnsafe(ref b0, i));
            var column = Vector256.LoadUnsafe(ref p0, i);
            ap += x * column;
            bp += y * column;
            column = Vector256.LoadUnsafe(ref q0, i);
            aq += x * column;
            bq += y * column;
            column = Vector256.LoadUnsafe(ref r0, i);
            ar += x * column;
            br += y * column;
            column = Vector256.LoadUnsafe(ref s0, i);
            @as += x * column;
            bs += y * column;
        }

        ofA[0] += Sum(ap) + Rest(a, p, whole);
        ofA[1] += Sum(aq) + Rest(a, q, whole);
        ofA[2] += Sum(ar) + Rest(a, r, whole);
        ofA[3] += Sum(@as) + Rest(a, s, whole);
        if (!ofB.IsEmpty)
        {
            ofB[0] += Sum(bp) + Rest(b, p, whole);
            ofB[1] += Sum(bq) + Rest(b, q, whole);
            ofB[2] += Sum(br) + Rest(b, r, whole);
            ofB[3] += Sum(bs) + Rest(b, s, whole);
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var b0 = ref MemoryMarshal.GetReference(b);
        Vector256<double> sum = default;
        var whole = a.Length - (a.Length % Vector256<double>.Count);
        for (nuint i = 0; i < (nuint)whole; i += (nuint)Vector256<double>.Count)
        {
            sum += Vector256.LoadUnsafe(ref a0, i) * Vector256.LoadUnsafe(ref b0, i);
        }

        return Sum(sum) + Rest(a, b, whole);
    }

    private static double Sum(Vector256<double> lanes) => (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);

    private static double Rest(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int from)
    {
        var sum = 0.0;
        for (var i = from; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
