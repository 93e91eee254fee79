using System.Runtime.InteropServices;

namespace WhiteMatter.Statistics.Prediction.Trees;

/// <summary>
/// Columns one after the other in memory that LightGBM reads, 8 bytes a value. Each is moved so that the least value learnt from is 1: LightGBM has a bin for 0 alone, and would divide
/// at it and not half way between neighbours.
/// </summary>
internal sealed unsafe class ColumnBlock : IDisposable
{
    /// <summary>Copies them.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="least">The least value of each among those learnt from.</param>
    /// <param name="rows">How long they are.</param>
    public ColumnBlock(double[][] columns, double[] least, int rows)
    {
        (Rows, Columns) = (rows, columns.Length);
        Values = (double*)NativeMemory.Alloc((nuint)rows * (nuint)columns.Length, sizeof(double));
        for (var j = 0; j < columns.Length; j++)
        {
            var into = Values + ((nint)j * rows);
            var (column, move) = (columns[j], 1 - least[j]);
            for (var i = 0; i < rows; i++)
            {
                into[i] = column[i] + move;
            }
        }
    }

    public double* Values { get; private set; }

    public int Rows { get; }

    public int Columns { get; }

    public void Dispose()
    {
        NativeMemory.Free(Values);
        Values = null;
    }
}
