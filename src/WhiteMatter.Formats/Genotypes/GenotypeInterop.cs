using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Formats.Genotypes;

/// <summary>The genotype files of libwhitematter; each call is documented in <c>whitematter_genotypes.h</c>.</summary>
internal static partial class GenotypeInterop
{
    private const string Library = "whitematter";

    private enum Status
    {
        Ok = 0,
        OutOfMemory = 2,
        Cancelled = 3,
        BadData = 7,
    }

    public static unsafe FileHandle Open(string path, GenotypeFileFormat format, long samples, long variants)
    {
        Check(wm_genotypes_open(path, (int)format, samples, variants, out var file), path, default);
        return new FileHandle(file);
    }

    public static FileInfo Describe(FileHandle file, string path)
    {
        Check(wm_genotypes_describe(file, out var info), path, default);
        return info;
    }

    public static unsafe string[] SampleNames(FileHandle file, string path)
    {
        Check(wm_genotypes_sample_names(file, null, 0, out var size), path, default);
        var names = new byte[size];
        fixed (byte* at = names)
        {
            Check(wm_genotypes_sample_names(file, at, size, out size), path, default);
        }

        return size == 0 ? [] : Encoding.UTF8.GetString(names.AsSpan(0, (int)size - 1)).Split('\n');
    }

    public static ScanHandle Scan(FileHandle file, string path)
    {
        Check(wm_variants_scan(file, out var scan), path, default);
        return new ScanHandle(scan);
    }

    /// <summary>The next variants of a scan; grows the lines' buffer where one line does not fit.</summary>
    public static unsafe int Next(ScanHandle scan, string path, Span<VariantAddress> addresses, ref byte[] lines, out int size)
    {
        while (true)
        {
            int status;
            long needed, count;
            fixed (VariantAddress* to = addresses)
            fixed (byte* text = lines)
            {
                status = wm_variant_scan_next(scan, addresses.Length, to, text, lines.Length, out needed, out count);
            }

            if ((Status)status == Status.OutOfMemory && needed > lines.Length && needed < Array.MaxLength)
            {
                lines = new byte[needed];
                continue;
            }

            Check(status, path, default);
            size = (int)needed;
            return (int)count;
        }
    }

    public static unsafe void Read<T>(
        FileHandle file, string path, ReadOnlySpan<VariantAddress> variants, int encoding, Span<T> rows, long stride, int threads)
        where T : unmanaged
    {
        fixed (VariantAddress* addresses = variants)
        fixed (T* to = rows)
        {
            Check(wm_genotypes_read(file, addresses, variants.Length, encoding, to, stride, threads, null), path, default);
        }
    }

    private static unsafe void Check(int status, string path, CancellationToken cancellationToken)
    {
        switch ((Status)status)
        {
            case Status.Ok:
                return;
            case Status.Cancelled:
                cancellationToken.ThrowIfCancellationRequested();
                throw new OperationCanceledException();
            case Status.OutOfMemory:
                throw new OutOfMemoryException(Message());
            case Status.BadData:
                wm_last_data_error(out var error);
                throw new DataFormatException(
                    ProblemOf(error.Problem),
                    path,
                    VariantOf(error) + Text(error.Found),
                    Text(error.Expected),
                    Text(error.Remedy),
                    byteOffset: error.ByteOffset < 0 ? null : error.ByteOffset);
            default:
                throw new DataFormatException(
                    DataProblem.FileUnreadable, path, Message(), "", "Check that the file is there, that you may read it, and the disk or network share");
        }

        static string Message() => Marshal.PtrToStringUTF8(wm_last_error()) ?? string.Empty;

        static string VariantOf(in DataError error) => error.Variant < 0 ? "" : $"variant {error.Variant + 1}: ";

        static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }

    private static DataProblem ProblemOf(int problem) => problem switch
    {
        1 => DataProblem.GenotypesMagic,
        2 => DataProblem.GenotypesVersion,
        3 => DataProblem.GenotypesCutShort,
        4 => DataProblem.GenotypesCounts,
        6 => DataProblem.VariantsMultiallelic,
        7 => DataProblem.PloidyNotRead,
        8 => DataProblem.GenotypesMissing,
        9 => DataProblem.GenotypesText,
        10 => DataProblem.FileChanged,
        _ => DataProblem.GenotypesDamaged,
    };

    [LibraryImport(Library)]
    private static partial nint wm_last_error();

    [LibraryImport(Library)]
    private static partial void wm_last_data_error(out DataError error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int wm_genotypes_open(string path, int format, long samples, long variants, out nint file);

    [LibraryImport(Library)]
    private static partial void wm_genotypes_free(nint file);

    [LibraryImport(Library)]
    private static partial int wm_genotypes_describe(FileHandle file, out FileInfo info);

    [LibraryImport(Library)]
    private static unsafe partial int wm_genotypes_sample_names(FileHandle file, byte* names, long capacity, out long size);

    [LibraryImport(Library)]
    private static partial int wm_variants_scan(FileHandle file, out nint scan);

    [LibraryImport(Library)]
    private static partial void wm_variant_scan_free(nint scan);

    [LibraryImport(Library)]
    private static unsafe partial int wm_variant_scan_next(
        ScanHandle scan, long most, VariantAddress* addresses, byte* lines, long capacity, out long size, out long count);

    [LibraryImport(Library)]
    private static unsafe partial int wm_genotypes_read(
        FileHandle file, VariantAddress* variants, long count, int encoding, void* rows, long stride, int threads, int* cancel);

    /// <summary><c>wm_genotypes_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FileInfo
    {
        public int Format;
        public int ListsVariants;
        public int ListsSamples;
        public int Dosages;
        public long Samples;
        public long Variants;
        public Text128 Description;
    }

    /// <summary><c>wm_data_error</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DataError
    {
        public int Problem;
        public long ByteOffset;
        public long Variant;
        public Text320 Found;
        public Text320 Expected;
        public Text320 Remedy;
    }

    [InlineArray(128)]
    internal struct Text128
    {
        private byte _first;
    }

    [InlineArray(320)]
    private struct Text320
    {
        private byte _first;
    }

    /// <summary>An open file.</summary>
    internal sealed class FileHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public FileHandle()
            : base(true)
        {
        }

        internal FileHandle(nint file)
            : base(true) => SetHandle(file);

        protected override bool ReleaseHandle()
        {
            wm_genotypes_free(handle);
            return true;
        }
    }

    /// <summary>A walk over the variants of a file.</summary>
    internal sealed class ScanHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ScanHandle()
            : base(true)
        {
        }

        internal ScanHandle(nint scan)
            : base(true) => SetHandle(scan);

        protected override bool ReleaseHandle()
        {
            wm_variant_scan_free(handle);
            return true;
        }
    }
}
