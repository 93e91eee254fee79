using System.Runtime.InteropServices;

namespace WhiteMatter.Formats.SummaryStatistics;

/// <summary>Rows of text by libwhitematter (<c>whitematter_results.h</c>).</summary>
internal static unsafe partial class NativeRows
{
    private const string Library = "whitematter";

    /// <summary>What a column holds.</summary>
    public enum Kind
    {
        /// <summary>Texts made beforehand.</summary>
        Shared = 0,

        /// <summary>Doubles, with six significant digits.</summary>
        Number = 1,

        /// <summary>Whole numbers.</summary>
        Whole = 2,

        /// <summary>−log10 P, written as P.</summary>
        P = 3,
    }

    /// <summary>A column, its memory pinned.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Column
    {
        public Kind Kind;
        public int Reserved;
        public void* Values;
        public int* Ends;
    }

    /// <summary>Writes chosen rows; grows the buffer as it must.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="separator">What stands between columns.</param>
    /// <param name="missing">What stands for a number that is not finite.</param>
    /// <param name="text">Receives the rows.</param>
    /// <param name="ends">Receives where each row ends.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(ReadOnlySpan<Column> columns, ReadOnlySpan<int> rows, byte separator, string missing, ref byte[] text, Span<int> ends)
    {
        fixed (Column* first = columns)
        fixed (int* chosen = rows, rowEnds = ends)
        {
            var bound = checked((int)wm_rows_bound(first, columns.Length, chosen, rows.Length));
            if (bound < 0)
            {
                throw new InvalidOperationException(Marshal.PtrToStringUTF8(wm_last_error()));
            }

            if (text.Length < bound)
            {
                text = new byte[bound];
            }

            fixed (byte* output = text)
            {
                return wm_rows_format(first, columns.Length, chosen, rows.Length, separator, missing, output, text.Length, out var size, rowEnds) == 0
                    ? checked((int)size)
                    : throw new InvalidOperationException(Marshal.PtrToStringUTF8(wm_last_error()));
            }
        }
    }

    [LibraryImport(Library)]
    private static partial nint wm_last_error();

    [LibraryImport(Library)]
    private static partial long wm_rows_bound(Column* columns, int count, int* rows, long rowCount);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int wm_rows_format(
        Column* columns, int count, int* rows, long rowCount, byte separator, string missing, byte* output, long capacity, out long size, int* rowEnds);
}
