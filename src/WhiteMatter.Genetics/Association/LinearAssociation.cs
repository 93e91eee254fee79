using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>How an association is computed; nothing here changes its results but <paramref name="Digits"/>.</summary>
/// <param name="Digits">Base-256 digits of the fixed-point traits, 3 to 6; 5 agrees with double precision to 1e-9 of a standard error.</param>
/// <param name="Threads">Threads to use.</param>
public sealed record AssociationOptions(int Digits, int Threads);

/// <summary>
/// Linear regression of many traits on many variants from packed genotypes.
/// </summary>
/// <remarks>
/// y = Qa + gβ + e for each trait and variant, g the copies of A1; β = g'My / g'Mg with M the projection off the covariates; t has
/// n − c − 1 degrees of freedom. People without the genotype or the trait are left out of that cell exactly. Reads each genotype once, twice
/// where a block is larger than a batch;
/// memory is the packed design, one batch of genotypes (at most 32 MiB, or one variant) twice, and one block of results.
/// </remarks>
public static class LinearAssociation
{
    private const int BatchBytes = 32 << 20;

    /// <summary>Name of the instruction-set path the kernel takes on this processor; every path gives the same bits.</summary>
    public static string CpuPath => NativeAssociation.CpuPath;

    /// <summary>Tests variants <paramref name="first"/> … first + count − 1 and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="bed">Genotypes.</param>
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
        BedFile bed,
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
        ArgumentNullException.ThrowIfNull(bed);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        if (first < 0 || first % blockSize != 0 || first + count > bed.VariantCount
            || (count % blockSize != 0 && first + count != bed.VariantCount))
        {
            throw new ArgumentOutOfRangeException(nameof(count), "A range of variants must be whole blocks.");
        }

        if (bed.PersonCount != design.FileSamples)
        {
            throw new ArgumentException($"The design was made for {design.FileSamples} samples; the file has {bed.PersonCount}.");
        }

        using var kernel = NativeAssociation.CreateDesign(design, options.Digits, options.Threads);
        var worker = new BlockWorker(design, bed, filter, blockSize, options.Threads, kernel);
        using var registration = cancellationToken.Register(worker.Cancel);
        var done = 0L;
        while (done < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = (int)Math.Min(blockSize, count - done);
            worker.Compute(first + done, size, cancellationToken);
            AssociationTableWriter.WriteBlock(output, worker.Block);
            done += size;
            progress?.Report(done);
        }
    }

    /// <summary>Computes one block after another in the same memory.</summary>
    private sealed class BlockWorker
    {
        private readonly AssociationDesign _design;
        private readonly BedFile _bed;
        private readonly VariantFilter? _filter;
        private readonly int _threads;
        private readonly NativeAssociation.DesignHandle _kernel;
        private readonly int _batch;
        private readonly byte[] _genotypes;
        private readonly VariantCounts[] _counts;
        private readonly NativeAssociation.BlockResults _results;
        private int _cancelled;

        public BlockWorker(
            AssociationDesign design, BedFile bed, VariantFilter? filter, int blockSize, int threads, NativeAssociation.DesignHandle kernel)
        {
            _design = design;
            _bed = bed;
            _filter = filter;
            _threads = threads;
            _kernel = kernel;
            _batch = Math.Clamp(BatchBytes / bed.BytesPerVariant, 1, blockSize);
            _genotypes = new byte[checked(_batch * bed.BytesPerVariant)];
            _counts = new VariantCounts[_batch];
            var traits = design.Traits.Length;
            var cells = checked(_batch * traits);
            _results = new NativeAssociation.BlockResults(
                new double[cells], new double[cells], new double[cells], design.HasMissingTraits ? new int[cells] : [], new byte[cells]);
            Block = new AssociationBlock(blockSize, traits, design.HasMissingTraits);
        }

        public AssociationBlock Block { get; }

        public void Cancel() => Volatile.Write(ref _cancelled, 1);

        public void Compute(long first, int size, CancellationToken cancellationToken)
        {
            Block.FirstFileVariant = first;
            Block.FileVariants = size;
            Block.Count = Kept(first, size, cancellationToken);
            for (var start = 0; start < Block.Count; start += _batch)
            {
                var count = Math.Min(_batch, Block.Count - start);
                if (size > _batch)
                {
                    Read(start, count);
                }

                NativeAssociation.Associate(
                    _kernel,
                    _genotypes,
                    _bed.BytesPerVariant,
                    _bed.PersonCount,
                    _design.SampleIndex,
                    count,
                    _threads,
                    ref _cancelled,
                    _results,
                    cancellationToken);
                Store(start, count);
            }
        }

        /// <summary>
        /// Counts genotypes and lists the variants the filter keeps. When the block fits into one batch their genotypes are left at the
        /// front of it, so that nothing is read twice.
        /// </summary>
        private int Kept(long first, int size, CancellationToken cancellationToken)
        {
            var stride = _bed.BytesPerVariant;
            var kept = 0;
            for (var start = 0; start < size; start += _batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(_batch, size - start);
                _bed.ReadCalls((int)(first + start), count, _genotypes);
                NativeAssociation.Count(
                    _genotypes, _bed.BytesPerVariant, _bed.PersonCount, _design.SampleIndex, _counts.AsSpan(0, count), _threads);
                for (var i = 0; i < count; i++)
                {
                    var index = first + start + i;
                    if (_filter is null || _filter.Keep(new VariantFacts(index, _counts[i], HardyWeinberg(_counts[i]))))
                    {
                        Block.Variant[kept] = (int)index;
                        Block.Counts[kept] = _counts[i];
                        if (size <= _batch && kept != i)
                        {
                            _genotypes.AsSpan(i * stride, stride).CopyTo(_genotypes.AsSpan(kept * stride));
                        }

                        kept++;
                    }
                }
            }

            return kept;
        }

        private double HardyWeinberg(VariantCounts counts) =>
            _filter!.NeedsHardyWeinberg
                ? NativeAssociation.HardyWeinbergP(counts.HomA1, counts.Het, counts.HomA2)
                : double.NaN;

        /// <summary>Reads the genotypes of kept variants again, each run of neighbours in one go.</summary>
        private void Read(int start, int count)
        {
            var stride = _bed.BytesPerVariant;
            for (var i = 0; i < count;)
            {
                var from = Block.Variant[start + i];
                var run = 1;
                while (i + run < count && Block.Variant[start + i + run] == from + run)
                {
                    run++;
                }

                _bed.ReadCalls(from, run, _genotypes.AsSpan(i * stride));
                i += run;
            }
        }

        /// <summary>Turns variant after variant into trait after trait.</summary>
        private void Store(int start, int count)
        {
            var traits = Block.Traits;
            var total = Block.Count;
            for (var v = 0; v < count; v++)
            {
                var reasons = _results.Reason.AsSpan(v * traits, traits);
                var untested = reasons.IndexOfAnyExcept((byte)0);
                Block.Reason[start + v] = untested < 0 ? UntestedReason.Tested : (UntestedReason)reasons[untested];
            }

            Transpose(_results.Beta, Block.Beta, start, count, traits, total);
            Transpose(_results.StandardError, Block.StandardError, start, count, traits, total);
            Transpose(_results.NegLog10P, Block.NegLog10P, start, count, traits, total);
            if (Block.CellPeople is not null)
            {
                Transpose(_results.Used, Block.CellPeople, start, count, traits, total);
            }
        }

        private static void Transpose<T>(T[] from, T[] to, int start, int count, int traits, int total)
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
                            to[(t * total) + start + v] = from[(v * traits) + t];
                        }
                    }
                }
            }
        }
    }
}
