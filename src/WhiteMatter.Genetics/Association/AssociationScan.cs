using System.Runtime.InteropServices;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>Reads, counts and filters variants and has a kernel test them, one block of the table after another in the same memory.</summary>
internal sealed class AssociationScan : IDisposable
{
    /// <summary>Genotypes that are read together, unless a slab of variants is more.</summary>
    private const int BatchBytes = 32 << 20;

    /// <summary>Most of them where several threads want a slab each.</summary>
    private const int MostBatchBytes = 256 << 20;

    /// <summary>Variants that the kernels multiply at once: fewer leave lanes empty, and a thread has no less.</summary>
    private const int SlabVariants = 64;

    /// <summary>Tables of more cells, 4 GB and above, do not hold P: reading it is faster than computing it, but the disk is what is short.</summary>
    private const long MostCellsWithP = 1L << 28;

    private readonly GenotypeSource _source;
    private readonly AssociationRange _range;
    private readonly VariantFilter? _filter;
    private readonly int _threads;
    private readonly PloidyKernels _kernels;
    private readonly int _batch;
    private readonly byte[] _calls = [];
    private readonly ushort[] _dosages = [];
    private readonly VariantCounts[] _counts;
    private readonly NativeAssociation.BlockResults _results;
    private readonly int[] _read;
    private readonly int[] _women;
    private readonly bool _knowsMen;
    private readonly VariantCounts[] _womensCounts = [];
    private int _cancelled;

    /// <summary>Prepares to test a range.</summary>
    /// <param name="design">The people, covariates and traits.</param>
    /// <param name="source">The genotypes.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="kernelOf">Makes the kernel of a design: that of everybody, and those of people with other chromosomes.</param>
    /// <param name="isBinary">Whether traits are cases and controls.</param>
    /// <param name="threads">Threads to use.</param>
    public AssociationScan(
        AssociationDesign design, GenotypeSource source, AssociationRange range, Func<AssociationDesign, AssociationKernel> kernelOf, bool isBinary, int threads)
    {
        _source = source;
        _range = range;
        _filter = range.Filter;
        _threads = threads;
        _kernels = new PloidyKernels(design, range.SexChromosomes, kernelOf, isBinary);
        var row = source.HasDosages ? (long)sizeof(ushort) * source.PersonCount : source.BytesPerVariant;
        _batch = BatchVariants(row, threads, range.BlockSize);
        if (source.HasDosages)
        {
            _dosages = new ushort[checked(_batch * source.PersonCount)];
        }
        else
        {
            _calls = new byte[checked(_batch * source.BytesPerVariant)];
        }

        _counts = new VariantCounts[_batch];
        _read = new int[_batch];
        var sex = range.SexChromosomes?.Sex ?? [];
        _women = [.. sex.Index().Where(one => one.Item == Sex.Female).Select(one => design.SampleIndex[one.Index])];
        _knowsMen = sex.Contains(Sex.Male);
        if (_filter is { NeedsHardyWeinberg: true } or { NeedsQuality: true } && _women.Length > 0)
        {
            _womensCounts = new VariantCounts[_batch];
        }

        var traits = design.Traits.Length;
        var cells = checked(_batch * traits);
        _results = new NativeAssociation.BlockResults(
            new double[cells], new double[cells], new double[cells], design.HasMissingTraits ? new int[cells] : [], new byte[cells]);
        Block = new AssociationBlock(range.BlockSize, traits, design.HasMissingTraits, _kernels.OfEverybody.HasRemarks)
        {
            Rank = _kernels.OfEverybody.StudentRank,
            DerivesP = (long)traits * source.VariantCount > MostCellsWithP,
        };
    }

    private AssociationBlock Block { get; }

    /// <summary>Variants of a batch: 32 MiB, or a slab for each thread up to 256 MiB, and one slab however large.</summary>
    /// <param name="row">Bytes of a variant.</param>
    /// <param name="threads">Threads that share a batch.</param>
    /// <param name="block">Variants of a block, which a batch does not exceed.</param>
    internal static int BatchVariants(long row, int threads, int block)
    {
        var most = BatchBytes / row;
        var slabs = Math.Clamp(threads, 1, Math.Max(1, MostBatchBytes / (row * SlabVariants)));
        var variants = Math.Max(most, slabs * SlabVariants);
        return (int)Math.Min(variants / SlabVariants * SlabVariants, block);
    }

    /// <summary>The kernel of everybody's design.</summary>
    public AssociationKernel Kernel => _kernels.OfEverybody;

    /// <inheritdoc/>
    public void Dispose() => _kernels.Dispose();

    /// <summary>Tests the range and writes its blocks.</summary>
    public void Run(Stream output, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => Volatile.Write(ref _cancelled, 1));
        var encoder = new AssociationBlockEncoder(_threads);
        var done = 0L;
        while (done < _range.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = (int)Math.Min(_range.BlockSize, _range.Count - done);
            Compute(_range.First + done, size, cancellationToken);
            encoder.Write(output, Block);
            done += size;
            _range.Progress?.Report(done);
        }
    }

    private void Compute(long first, int size, CancellationToken cancellationToken)
    {
        Block.FirstFileVariant = first;
        Block.FileVariants = size;
        var kept = 0;
        var end = (int)first + size;
        for (var next = Candidates.Next(_filter, (int)first, end); next < end; next = Candidates.Next(_filter, next, end))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stretch = (int)Math.Min(end - next, _kernels.Take(next));
            stretch = _kernels.Kernel?.Stretch(next, stretch) ?? stretch;
            var count = Read(ref next, next + stretch);
            var here = Keep(count, kept);
            Associate(here, cancellationToken);
            Store(kept, here, size);
            kept += here;
        }

        Block.Count = kept;
        if (kept < size)
        {
            Compact(Block.Beta, size, kept);
            Compact(Block.StandardError, size, kept);
            Compact(Block.NegLog10P, size, kept);
            if (Block.CellPeople is not null)
            {
                Compact(Block.CellPeople, size, kept);
            }

            if (Block.Remark is not null)
            {
                Compact(Block.Remark, size, kept);
            }
        }
    }

    /// <summary>Reads and counts a batch of the variants that may be kept, and goes on behind it.</summary>
    private int Read(ref int next, int end)
    {
        var (count, people) = (0, _source.PersonCount);
        if (_source.HasDosages)
        {
            count = Candidates.ReadDosages(_source, _filter, ref next, end, _read, _dosages);
            NativeAssociation.Count(_dosages, people, _kernels.Design.SampleIndex, _counts.AsSpan(0, count), _threads);
        }
        else
        {
            count = Candidates.ReadCalls(_source, _filter, ref next, end, _read, _calls);
            NativeAssociation.Count(_calls, _source.BytesPerVariant, people, _kernels.Design.SampleIndex, _counts.AsSpan(0, count), _threads);
        }

        if (_kernels.Ploidy != ChromosomePloidy.X || _womensCounts.Length == 0)
        {
            return count;
        }

        var women = _womensCounts.AsSpan(0, count);
        if (_source.HasDosages)
        {
            NativeAssociation.Count(_dosages, people, _women, women, _threads);
        }
        else
        {
            NativeAssociation.Count(_calls, _source.BytesPerVariant, people, _women, women, _threads);
        }

        return count;
    }

    /// <summary>Lists the variants of the batch that the filter keeps, and moves their genotypes to its front.</summary>
    private int Keep(int count, int kept)
    {
        var (calls, people) = (_source.BytesPerVariant, _source.PersonCount);
        var here = 0;
        for (var i = 0; i < count; i++)
        {
            if (_filter is not null && !_filter.Keep(FactsOf(_filter, i)))
            {
                continue;
            }

            Block.Variant[kept + here] = _read[i];
            Block.Counts[kept + here] = _counts[i];
            if (here != i && _source.HasDosages)
            {
                _dosages.AsSpan(i * people, people).CopyTo(_dosages.AsSpan(here * people));
            }
            else if (here != i)
            {
                _calls.AsSpan(i * calls, calls).CopyTo(_calls.AsSpan(here * calls));
            }

            here++;
        }

        return here;
    }

    private VariantFacts FactsOf(VariantFilter filter, int i) => _kernels.Ploidy switch
    {
        ChromosomePloidy.X when _womensCounts.Length > 0 => VariantFacts.OfX(filter, _read[i], _counts[i], _womensCounts[i]),
        ChromosomePloidy.X when !_knowsMen => VariantFacts.Of(filter, _read[i], _counts[i]) with { HardyWeinbergP = 1 },
        ChromosomePloidy.Two => VariantFacts.Of(filter, _read[i], _counts[i]),
        _ => VariantFacts.OfHaploid(filter, _read[i], _counts[i]),
    };

    private void Associate(int variants, CancellationToken cancellationToken)
    {
        if (_kernels.Kernel is not { } kernel)
        {
            Refuse(variants);
            return;
        }

        var rows = new GenotypeRows(variants, _source.BytesPerVariant, _source.PersonCount, _kernels.Design.SampleIndex);
        if (_source.HasDosages)
        {
            AlleleRecoding.Apply(_range.Coding, _dosages.AsSpan(0, variants * _source.PersonCount));
            kernel.Test(_dosages, rows, ref _cancelled, _results, cancellationToken);
        }
        else
        {
            AlleleRecoding.Apply(_range.Coding, _calls.AsSpan(0, variants * _source.BytesPerVariant));
            kernel.Test(_calls, rows, ref _cancelled, _results, cancellationToken);
        }

        // One copy counts as two in the files: its effect is that of two halves.
        for (var cell = 0; _kernels.IsHaploid && cell < variants * Block.Traits; cell++)
        {
            _results.Beta[cell] *= 2;
            _results.StandardError[cell] *= 2;
        }
    }

    /// <summary>Variants of a chromosome that too few of the people have.</summary>
    private void Refuse(int variants)
    {
        var cells = variants * Block.Traits;
        _results.Beta.AsSpan(0, cells).Fill(double.NaN);
        _results.StandardError.AsSpan(0, cells).Fill(double.NaN);
        _results.NegLog10P.AsSpan(0, cells).Fill(double.NaN);
        _results.Used.AsSpan(0, Block.CellPeople is null ? 0 : cells).Clear();
        _results.Reason.AsSpan(0, cells).Fill((byte)UntestedReason.TooFewPeople);
    }

    /// <summary>Turns variant after variant into trait after trait, with room for <paramref name="size"/> variants a trait.</summary>
    private void Store(int start, int count, int size)
    {
        var traits = Block.Traits;
        for (var v = 0; v < count; v++)
        {
            Block.Reason[start + v] = ReasonOf(MemoryMarshal.Cast<byte, UntestedReason>(_results.Reason.AsSpan(v * traits, traits)));
        }

        Transpose(_results.Beta, Block.Beta, start, count, traits, size);
        Transpose(_results.StandardError, Block.StandardError, start, count, traits, size);
        Transpose(_results.NegLog10P, Block.NegLog10P, start, count, traits, size);
        if (Block.CellPeople is not null)
        {
            Transpose(_results.Used, Block.CellPeople, start, count, traits, size);
        }

        if (Block.Remark is not null)
        {
            Transpose(_results.Reason, Block.Remark, start, count, traits, size);
        }
    }

    /// <summary>The first trait's reason without a test, else the first remark.</summary>
    private static UntestedReason ReasonOf(ReadOnlySpan<UntestedReason> reasons)
    {
        var remark = UntestedReason.Tested;
        foreach (var reason in reasons)
        {
            if (!reason.IsTested())
            {
                return reason;
            }

            remark = remark == UntestedReason.Tested ? reason : remark;
        }

        return remark;
    }

    /// <summary>Takes out the room after each trait's kept variants.</summary>
    private void Compact<T>(T[] cells, int size, int kept)
    {
        for (var t = 1; t < Block.Traits; t++)
        {
            cells.AsSpan(t * size, kept).CopyTo(cells.AsSpan(t * kept));
        }
    }

    private static void Transpose<T>(T[] from, T[] to, int start, int count, int traits, int size)
    {
        const int Tile = 16;
        for (var t0 = 0; t0 < traits; t0 += Tile)
        {
            var t1 = Math.Min(traits, t0 + Tile);
            for (var v0 = 0; v0 < count; v0 += Tile)
            {
                var v1 = Math.Min(count, v0 + Tile);
                for (var t = t0; t < t1; t++)
                {
                    for (var v = v0; v < v1; v++)
                    {
                        to[(t * size) + start + v] = from[(v * traits) + t];
                    }
                }
            }
        }
    }
}
