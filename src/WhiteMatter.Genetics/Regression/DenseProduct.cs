using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WhiteMatter.Genetics.Regression;

/// <summary>Inner products of many rows with many vectors, four rows at a time, each in one order of summation whatever the threads.</summary>
internal static class DenseProduct
{
    private const int Tile = 4;

    /// <summary>into[v][r] = rows[r]'vectors[v].</summary>
    /// <param name="rows">The rows, of one length.</param>
    /// <param name="vectors">The vectors, of the same.</param>
    /// <param name="count">How many of the vectors.</param>
    /// <param name="into">For each of them one number a row.</param>
    /// <param name="options">Threads.</param>
    public static void Multiply(double[][] rows, double[][] vectors, int count, double[][] into, ParallelOptions options)
    {
        var tiles = (rows.Length + Tile - 1) / Tile;
        Parallel.For(0, tiles, options, tile =>
        {
            var (first, height) = (tile * Tile, Math.Min(Tile, rows.Length - (tile * Tile)));
            for (var v = 0; v < count; v++)
            {
                if (height == Tile)
                {
                    FourRows(rows.AsSpan(first, Tile), vectors[v], into[v].AsSpan(first, Tile));
                    continue;
                }

                for (var r = first; r < rows.Length; r++)
                {
                    into[v][r] = Dot(rows[r], vectors[v]);
                }
            }
        });
    }

    /// <summary>Four rows with one vector: each of its numbers is read once for all of them.</summary>
    private static void FourRows(ReadOnlySpan<double[]> rows, double[] vector, Span<double> into)
    {
        var a = MemoryMarshal.Cast<double, Vector256<double>>(rows[0]);
        var b = MemoryMarshal.Cast<double, Vector256<double>>(rows[1])[..a.Length];
        var c = MemoryMarshal.Cast<double, Vector256<double>>(rows[2])[..a.Length];
        var d = MemoryMarshal.Cast<double, Vector256<double>>(rows[3])[..a.Length];
        var x = MemoryMarshal.Cast<double, Vector256<double>>(vector)[..a.Length];
        Vector256<double> sumA = default, sumB = default, sumC = default, sumD = default;
        for (var i = 0; i < a.Length; i++)
        {
            var one = x[i];
            sumA += a[i] * one;
            sumB += b[i] * one;
            sumC += c[i] * one;
            sumD += d[i] * one;
        }

        (into[0], into[1], into[2], into[3]) = (Vector256.Sum(sumA), Vector256.Sum(sumB), Vector256.Sum(sumC), Vector256.Sum(sumD));
        for (var i = a.Length * Vector256<double>.Count; i < vector.Length; i++)
        {
            for (var r = 0; r < Tile; r++)
            {
                into[r] += rows[r][i] * vector[i];
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> row, ReadOnlySpan<double> vector)
    {
        var a = MemoryMarshal.Cast<double, Vector256<double>>(row);
        var x = MemoryMarshal.Cast<double, Vector256<double>>(vector);
        Vector256<double> sums = default;
        for (var i = 0; i < a.Length; i++)
        {
            sums += a[i] * x[i];
        }

        var sum = Vector256.Sum(sums);
        for (var i = a.Length * Vector256<double>.Count; i < row.Length; i++)
        {
            sum += row[i] * vector[i];
        }

        return sum;
    }
}
