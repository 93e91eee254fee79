using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>How an association is computed; nothing here changes its results but <paramref name="Digits"/>.</summary>
/// <param name="Digits">Base-256 digits of the fixed-point traits, 3 to 6; 5 agrees with double precision to 1e-9 of a standard error.</param>
/// <param name="Threads">Threads to use.</param>
public sealed record AssociationOptions(int Digits, int Threads);

/// <summary>
/// Linear regression of many traits on many variants, from calls or dosages.
/// </summary>
/// <remarks>
/// y = Qa + gβ + e for each trait and variant, g the copies of A1; β = g'My / g'Mg with M the projection off the covariates; t has
/// n − c − 1 degrees of freedom. People without the genotype or the trait are left out of that cell exactly. Reads each genotype once;
/// memory is the packed design, one batch of genotypes (at most 32 MiB, or one variant), and one block of results twice.
/// </remarks>
public static class LinearAssociation
{
    private const int BatchBytes = 32 << 20;

    /// <summary>Tables of more cells, 4 GB and above, do not hold P: reading it is faster than computing it, but the disk is what is short.</summary>
    private const long MostCellsWithP = 1L << 28;

    /// <summary>Name of the instruction-set path the kernel takes on this processor; every path gives the same bits.</summary>
    public static string CpuPath => NativeAssociation.CpuPath;

    /// <summary>Tests variants <paramref name="first"/> … first + count − 1 and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="filter">Which variants are tested; null tests all.</param>
    /// <param name="first">First variant, a multiple of <paramref name="blockSize"/>.</param>
    /// <param name="count">Number of variants; a multiple of <paramref name="blockSize"/> but at the file's end.</param>
    /// <param name="blockSize">Variants of a block of the table.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Receives the blocks (<see cref="AssociationTableWriter.WriteBlock"/>).</param>
    /// <param name="progress">Receives the number of variants done.</param>
    /// <param name="cancellationToken">Ends the work; nothing is half-written but the block at hand.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design,
        GenotypeSource source,
        VariantFilter? filter,
        long first,
        long count,
        int blockSize,
        AssociationOptions options,
        Stream output,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        if (first < 0 || first % blockSize != 0 || first + count > source.VariantCount
            || (count % blockSize != 0 && first + count != source.VariantCount))
        {
            throw new ArgumentOutOfRangeException(nameof(count), "A range of variants must be whole blocks.");
        }

        if (source.PersonCount != design.FileSamples)
        {
            throw new ArgumentException($"The design was made for {design.FileSamples} samples; the file has {source.PersonCount}.");
        }

        using var kernel = NativeAssociation.CreateDesign(design, options.Digits, options.Threads, source.HasDosages);
        var worker = new BlockWorker(design, source, filter, blockSize, options.Threads, kernel);
        var encoder = new AssociationBlockEncoder(options.Threads);
        using var registration = cancellationToken.Register(worker.Cancel);
        var done = 0L;
        while (done < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = (int)Math.Min(blockSize, count - done);
            worker.Compute(first + done, size, cancellationToken);
            encoder.Write(output, worker.Block);
            done += size;
            progress?.Report(done);
        }
    }

    /// <summary>Computes one block after another in the same memory.</summary>
    private sealed class BlockWorker
    {
        private readonly AssociationDesign _design;
        private readonly GenotypeSource _source;
        private readonly VariantFilter? _filter;
        private readonly int _threads;
        private readonly NativeAssociation.DesignHandle _kernel;
        private readonly int _batch;
        private readonly byte[] _calls = [];
        private readonly ushort[] _dosages = [];
        private readonly VariantCounts[] _counts;
        private readonly NativeAssociation.BlockResults _results;
        private int _cancelled;

        public BlockWorker(
            AssociationDesign design, GenotypeSource source, VariantFilter? filter, int blockSize, int threads, NativeAssociation.DesignHandle kernel)
        {
            _design = design;
            _source = source;
            _filter = filter;
            _threads = threads;
            _kernel = kernel;
            var row = source.HasDosages ? (long)sizeof(ushort) * source.PersonCount : source.BytesPerVariant;
            _batch = (int)Math.Clamp(BatchBytes / row, 1, blockSize);
            if (source.HasDosages)
            {
                _dosages = new ushort[checked(_batch * source.PersonCount)];
            }
            else
            {
                _calls = new byte[checked(_batch * source.BytesPerVariant)];
            }

            _counts = new VariantCounts[_batch];
            var traits = design.Traits.Length;
            var cells = checked(_batch * traits);
            _results = new NativeAssociation.BlockResults(
                new double[cells], new double[cells], new double[cells], design.HasMissingTraits ? new int[cells] : [], new byte[cells]);
            Block = new AssociationBlock(blockSize, traits, design.HasMissingTraits) 
            {
                Rank = design.Rank,
                DerivesP = (long)traits * source.VariantCount > MostCellsWithP,
            };
        }

        public AssociationBlock Block { get; }

        public void Cancel() => Volatile.Write(ref _cancelled, 1);

        public void Compute(long first, int size, CancellationToken cancellationToken)
        {
            Block.FirstFileVariant = first;
            Block.FileVariants = size;
            var kept = 0;
            for (var start = 0; start < size; start += _batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(_batch, size - start);
                Read((int)(first + start), count);
                var here = Keep((int)(first + start), count, kept);
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
            }
        }

        /// <summary>Reads and counts a batch.</summary>
        private void Read(int first, int count)
        {
            var counts = _counts.AsSpan(0, count);
            if (_source.HasDosages)
            {
                _source.ReadDosages(first, count, _dosages);
                NativeAssociation.Count(_dosages, _source.PersonCount, _design.SampleIndex, counts, _threads);
            }
            else
            {
                _source.ReadCalls(first, count, _calls);
                NativeAssociation.Count(_calls, _source.BytesPerVariant, _source.PersonCount, _design.SampleIndex, counts, _threads);
            }
        }

        /// <summary>Lists the variants of the batch that the filter keeps, and moves their genotypes to its front.</summary>
        private int Keep(int first, int count, int kept)
        {
            var (calls, people) = (_source.BytesPerVariant, _source.PersonCount);
            var here = 0;
            for (var i = 0; i < count; i++)
            {
                if (_filter is not null && !_filter.Keep(new VariantFacts(first + i, _counts[i], HardyWeinberg(_counts[i]))))
                {
                    continue;
                }

                Block.Variant[kept + here] = first + i;
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

        private double HardyWeinberg(VariantCounts counts) =>
            _filter!.NeedsHardyWeinberg
                ? NativeAssociation.HardyWeinbergP(counts.HomA1, counts.Het, counts.HomA2)
                : double.NaN;

        private void Associate(int variants, CancellationToken cancellationToken)
        {
            if (_source.HasDosages)
            {
                NativeAssociation.Associate(
                    _kernel, _dosages, _source.PersonCount, _design.SampleIndex, variants, _threads, ref _cancelled, _results, cancellationToken);
            }
            else
            {
                NativeAssociation.Associate(
                    _kernel, _calls, _source.BytesPerVariant, _source.PersonCount, _design.SampleIndex, variants, _threads, ref _cancelled, _results, cancellationToken);
            }
        }

        /// <summary>Turns variant after variant into trait after trait, with room for <paramref name="size"/> variants a trait.</summary>
        private void Store(int start, int count, int size)
        {
            var traits = Block.Traits;
            for (var v = 0; v < count; v++)
            {
                var reasons = _results.Reason.AsSpan(v * traits, traits);
                var untested = reasons.IndexOfAnyExcept((byte)0);
                Block.Reason[start + v] = untested < 0 ? UntestedReason.Tested : (UntestedReason)reasons[untested];
            }

            Transpose(_results.Beta, Block.Beta, start, count, traits, size);
            Transpose(_results.StandardError, Block.StandardError, start, count, traits, size);
            Transpose(_results.NegLog10P, Block.NegLog10P, start, count, traits, size);
            if (Block.CellPeople is not null)
            {
                Transpose(_results.Used, Block.CellPeople, start, count, traits, size);
            }
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
}
