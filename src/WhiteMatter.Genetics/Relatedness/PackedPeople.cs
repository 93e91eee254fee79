using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Relatedness;

/// <summary>
/// Hard calls of chosen people at chosen variants, packed for pairs of people: a quarter of a byte each. Held in memory where they fit,
/// else in a scratch file of which two blocks of people are in memory at a time.
/// </summary>
public sealed unsafe class PackedPeople : IDisposable
{
    private const int GroupPeople = 128;
    private const int GroupBytes = 32;
    private const long BatchBytes = 16 << 20;

    private readonly byte* _memory;
    private readonly SafeFileHandle? _file;
    private readonly int[] _held = [-1, -1];
    private readonly int _groupsOfBlock;

    private PackedPeople(int people, int variants, long memoryBytes, string scratchFile)
    {
        People = people;
        Variants = variants;
        var groups = (people + GroupPeople - 1) / GroupPeople;
        var all = groups * GroupStride;
        if (all <= memoryBytes)
        {
            _groupsOfBlock = groups;
            _memory = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(all, 64), 64);
        }
        else
        {
            _groupsOfBlock = (int)Math.Clamp(memoryBytes / 2 / GroupStride, 1, groups);
            _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(2 * _groupsOfBlock * GroupStride), 64);
            _file = File.OpenHandle(scratchFile, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        }
    }

    /// <summary>How many people they are.</summary>
    public int People { get; }

    /// <summary>How many variants.</summary>
    public int Variants { get; }

    /// <summary>Blocks of people, of which two are in memory at a time; 1 where all are.</summary>
    public int Blocks => (People + BlockPeople - 1) / BlockPeople;

    /// <summary>People of a block, but for the last.</summary>
    public int BlockPeople => _groupsOfBlock * GroupPeople;

    private long GroupStride => (long)Variants * GroupBytes;

    /// <summary>Reads the calls, once.</summary>
    /// <param name="source">Genotypes.</param>
    /// <param name="samples">Rows of the .fam file; person i of the result is <c>samples[i]</c>.</param>
    /// <param name="variants">Numbers of the variants, ascending.</param>
    /// <param name="memoryBytes">Bytes that may be held; what does not fit goes to the scratch file. At least two groups of 128 people are held.</param>
    /// <param name="scratchFile">A file to be made where they do not fit, removed in the end.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the variants done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">A file is damaged or changed.</exception>
    public static PackedPeople Read(
        GenotypeSource source,
        int[] samples,
        int[] variants,
        long memoryBytes,
        string scratchFile,
        int threads,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length, nameof(samples));
        var packed = new PackedPeople(samples.Length, variants.Length, memoryBytes, scratchFile);
        try
        {
            packed.Fill(source, samples, variants, threads, progress, cancellationToken);
            return packed;
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _file?.Dispose();
    }

    /// <summary>A block in memory, in one of two places; what was in the place is gone.</summary>
    internal NativeRelatedness.Block Load(int block, int place)
    {
        var first = block * BlockPeople;
        var people = Math.Min(BlockPeople, People - first);
        var at = _memory;
        if (_file is not null)
        {
            at += place * _groupsOfBlock * GroupStride;
            if (_held[place] != block)
            {
                var groups = (people + GroupPeople - 1) / GroupPeople;
                ReadAll(at, groups * GroupStride, block * _groupsOfBlock * GroupStride);
                _held[place] = block;
            }
        }

        return new NativeRelatedness.Block(at, GroupStride, people, first);
    }

    /// <summary>Variants that are read at once, and as many rows as are consecutive among them.</summary>
    internal static IEnumerable<(int Start, int Count)> Batches(int variants, int rowBytes)
    {
        var batch = (int)Math.Clamp(BatchBytes / rowBytes, 1, 1 << 16);
        for (var start = 0; start < variants; start += batch)
        {
            yield return (start, Math.Min(batch, variants - start));
        }
    }

    /// <summary>Reads listed variants, each run of consecutive ones at once.</summary>
    internal static void ReadListed(GenotypeSource source, ReadOnlySpan<int> variants, Span<byte> rows)
    {
        for (var i = 0; i < variants.Length;)
        {
            var run = 1;
            while (i + run < variants.Length && variants[i + run] == variants[i] + run)
            {
                run++;
            }

            source.ReadCalls(variants[i], run, rows[(i * source.BytesPerVariant)..]);
            i += run;
        }
    }

    private void Fill(
        GenotypeSource source, int[] samples, int[] variants, int threads, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var row = source.BytesPerVariant;
        var groups = (People + GroupPeople - 1) / GroupPeople;
        byte[] rows = [], piece = [];
        foreach (var (start, count) in Batches(variants.Length, row))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.Length == 0)
            {
                rows = new byte[(long)count * row];
                piece = _file is null ? [] : new byte[(long)groups * count * GroupBytes];
            }

            ReadListed(source, variants.AsSpan(start, count), rows);
            if (_file is null)
            {
                NativeRelatedness.Pack(
                    rows, row, source.PersonCount, samples, count, threads, _memory + ((long)start * GroupBytes), GroupStride);
            }
            else
            {
                fixed (byte* at = piece)
                {
                    NativeRelatedness.Pack(rows, row, source.PersonCount, samples, count, threads, at, (long)count * GroupBytes);
                }

                for (var g = 0; g < groups; g++)
                {
                    RandomAccess.Write(
                        _file, piece.AsSpan(g * count * GroupBytes, count * GroupBytes), (g * GroupStride) + ((long)start * GroupBytes));
                }
            }

            progress?.Report(start + count);
        }
    }

    private void ReadAll(byte* to, long bytes, long offset)
    {
        while (bytes > 0)
        {
            var read = RandomAccess.Read(_file!, new Span<byte>(to, (int)Math.Min(bytes, 1 << 30)), offset);
            if (read == 0)
            {
                throw new IOException("The scratch file of packed genotypes ends early.");
            }

            to += read;
            bytes -= read;
            offset += read;
        }
    }
}
