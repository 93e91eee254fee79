using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Native;

/// <summary>The stored results of libwhitematter (<c>whitematter_results.h</c>).</summary>
internal static partial class NativeResults
{
    private const string Library = "whitematter";
    private const int BadData = 7;

    /// <summary>Largest size of a chunk of so many cells.</summary>
    public static int CellsBound(int count) => checked((int)wm_cells_bound(count));

    /// <summary>What the standard errors of a block's traits have in common, found by two of them.</summary>
    /// <param name="block">The block.</param>
    /// <param name="called">For each variant the people with a genotype.</param>
    /// <param name="first">A trait.</param>
    /// <param name="second">Another.</param>
    /// <param name="spread">Receives a number for each variant.</param>
    public static unsafe SpreadForm Reference(AssociationBlock block, int[] called, int first, int second, double[] spread)
    {
        fixed (double* beta = block.Beta, error = block.StandardError, logP = block.NegLog10P, numbers = spread)
        fixed (int* people = block.CellPeople, calledPeople = called)
        {
            var pointers = new Pointers(beta, error, logP, people, null, calledPeople, null);
            var one = Cells(block, first, pointers, SpreadForm.None);
            var two = Cells(block, second, pointers, SpreadForm.None);
            Check(wm_cells_reference(&one, &two, numbers, out var form));
            return (SpreadForm)form;
        }
    }

    /// <summary>Writes one trait of a block as a chunk; returns its size.</summary>
    public static unsafe int Encode(AssociationBlock block, int trait, int[] called, Span<byte> output)
    {
        fixed (double* beta = block.Beta, error = block.StandardError, logP = block.NegLog10P, spread = block.Spread)
        fixed (int* people = block.CellPeople, calledPeople = called)
        fixed (byte* remark = block.Remark, to = output)
        {
            var cells = Cells(block, trait, new Pointers(beta, error, logP, people, remark, calledPeople, spread), block.SpreadForm);
            Check(wm_cells_encode(&cells, to, output.Length, out var size));
            return checked((int)size);
        }
    }

    /// <summary>Reads a chunk into a place among a block's traits.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public static unsafe void Decode(ReadOnlySpan<byte> input, AssociationColumns columns, AssociationBlock block, int place, ReadOnlySpan<int> called)
    {
        fixed (double* beta = block.Beta, error = block.StandardError, logP = block.NegLog10P, spread = block.Spread)
        fixed (int* people = block.CellPeople, calledPeople = called)
        fixed (byte* remark = block.Remark, from = input)
        {
            var cells = Cells(block, place, new Pointers(beta, error, logP, people, remark, calledPeople, spread), block.SpreadForm);
            Check(wm_cells_decode(from, input.Length, (int)columns, &cells));
        }
    }

    /// <summary>Largest size of so many records in planes.</summary>
    public static int PlanesBound(int count, int width) => checked((int)wm_planes_bound(count, width));

    /// <summary>Writes records as planes of their bytes; returns the size.</summary>
    public static unsafe int EncodePlanes<T>(ReadOnlySpan<T> records, Span<byte> output)
        where T : unmanaged
    {
        fixed (T* from = records)
        fixed (byte* to = output)
        {
            Check(wm_planes_encode((byte*)from, records.Length, Unsafe.SizeOf<T>(), to, output.Length, out var size));
            return checked((int)size);
        }
    }

    /// <summary>Reads records written as planes; returns how much of the input they took.</summary>
    /// <exception cref="InvalidDataException">The planes are damaged.</exception>
    public static unsafe int DecodePlanes<T>(ReadOnlySpan<byte> input, Span<T> records)
        where T : unmanaged
    {
        fixed (byte* from = input)
        fixed (T* to = records)
        {
            Check(wm_planes_decode(from, input.Length, records.Length, Unsafe.SizeOf<T>(), (byte*)to, out var consumed));
            return checked((int)consumed);
        }
    }

    /// <summary>CRC-32 of zlib and gzip.</summary>
    public static unsafe uint Checksum(ReadOnlySpan<byte> input)
    {
        fixed (byte* from = input)
        {
            return wm_crc32(from, input.Length);
        }
    }

    private static unsafe NativeCells Cells(AssociationBlock block, int trait, in Pointers pointers, SpreadForm form)
    {
        var at = (long)trait * block.Count;
        return new NativeCells
        {
            Count = block.Count,
            Beta = pointers.Beta + at,
            StandardError = pointers.StandardError + at,
            NegLog10P = pointers.NegLog10P + at,
            People = pointers.People is null ? null : pointers.People + at,
            Remark = pointers.Remark is null ? null : pointers.Remark + at,
            Called = pointers.Called,
            Spread = form == SpreadForm.None ? null : pointers.Spread,
            Form = (int)form,
            Rank = block.Rank,
            DerivesP = block.DerivesP ? 1 : 0,
        };
    }

    private static void Check(int status)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8(wm_last_error()) ?? "no message";
        throw status == BadData ? new InvalidDataException(message) : new InvalidOperationException(message);
    }

    private readonly unsafe ref struct Pointers(double* beta, double* error, double* logP, int* people, byte* remark, int* called, double* spread)
    {
        public readonly double* Beta = beta;
        public readonly double* StandardError = error;
        public readonly double* NegLog10P = logP;
        public readonly int* People = people;
        public readonly byte* Remark = remark;
        public readonly int* Called = called;
        public readonly double* Spread = spread;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct NativeCells
    {
        public long Count;
        public double* Beta;
        public double* StandardError;
        public double* NegLog10P;
        public int* People;
        public byte* Remark;
        public int* Called;
        public double* Spread;
        public int Form;
        public int Rank;
        public int DerivesP;
        public int Reserved;
    }

    [LibraryImport(Library)]
    private static partial nint wm_last_error();

    [LibraryImport(Library)]
    private static unsafe partial int wm_cells_reference(NativeCells* first, NativeCells* second, double* spread, out int form);

    [LibraryImport(Library)]
    private static partial long wm_cells_bound(long count);

    [LibraryImport(Library)]
    private static unsafe partial int wm_cells_encode(NativeCells* cells, byte* output, long capacity, out long size);

    [LibraryImport(Library)]
    private static unsafe partial int wm_cells_decode(byte* input, long size, int columns, NativeCells* cells);

    [LibraryImport(Library)]
    private static partial long wm_planes_bound(long count, int width);

    [LibraryImport(Library)]
    private static unsafe partial int wm_planes_encode(byte* records, long count, int width, byte* output, long capacity, out long size);

    [LibraryImport(Library)]
    private static unsafe partial int wm_planes_decode(byte* input, long size, long count, int width, byte* records, out long consumed);

    [LibraryImport(Library)]
    private static unsafe partial uint wm_crc32(byte* input, long size);
}
