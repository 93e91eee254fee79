using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Native;
using WhiteMatter.Statistics;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// An association whose people's genotypes are permuted: what chance alone gives, with the variants' own frequencies and the traits' own
/// correlations. Each variant has an order of people of its own, so that linkage disequilibrium is gone: its block's order, drawn with a key
/// of the seed and the block, turned by a number of places that is drawn for the variant.
/// </summary>
/// <remarks>
/// Each variant's order is one of all orders, equally likely; two of one block give the same people to the same people with probability 1/n.
/// Orders do not depend on shards or threads. An association of permuted genotypes costs what an association costs and one look at each
/// genotype, and twice its memory for a batch. Every chromosome is taken as an autosome: whatever a genotype says of sex, its order says nothing.
/// </remarks>
public static class PermutedAssociation
{
    /// <summary>Tests variants as <see cref="LinearAssociation.Run"/> does, each in an order of people of its own.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Receives the blocks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        long seed,
        AssociationOptions options,
        Stream output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        range.Check(design, source);
        using var scan = new AssociationScan(
            design,
            source,
            range.WithoutDesigns,
            part => new PermutingKernel(part, source.HasDosages, seed, range.BlockSize, options),
            isBinary: false,
            options.Threads);
        scan.Run(output, cancellationToken);
    }

    /// <summary>The order of people of a block: each of all orders is equally likely (Fisher and Yates).</summary>
    /// <param name="people">Number of people.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="block">The block's number.</param>
    /// <returns>Who stands in each place.</returns>
    public static int[] Order(int people, long seed, long block)
    {
        var draws = DrawsOf(seed, "permuted genotypes", block);
        var order = new int[people];
        for (var i = 0; i < people; i++)
        {
            order[i] = i;
        }

        for (var i = people - 1; i > 0; i--)
        {
            var other = draws.Below((ulong)i, i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private static KeyedDraws DrawsOf(long seed, string purpose, long block) =>
        KeyedDraws.For(seed, purpose, block.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Puts the genotypes of the design's people in their variants' orders and has the linear kernel test them.</summary>
    private sealed class PermutingKernel(AssociationDesign design, bool hasDosages, long seed, int blockSize, AssociationOptions options) : AssociationKernel
    {
        private readonly NativeAssociation.LinearHandle _design = NativeAssociation.CreateDesign(design, options, hasDosages);
        private readonly int _stride = (design.People + 3) / 4;
        private readonly int[] _everybody = [.. Enumerable.Range(0, design.People)];
        private readonly Batch<byte> _calls = new();
        private readonly Batch<ushort> _dosages = new();
        private int[] _rows = [];
        private KeyedDraws _turns;
        private long _block = -1;
        private ulong _done;

        public override int StudentRank => design.Rank;

        /// <summary>Goes on with a block, or begins one with an order of its own.</summary>
        public override int Stretch(int first, int count)
        {
            var block = first / blockSize;
            if (block != _block)
            {
                _block = block;
                _done = 0;
                _turns = DrawsOf(seed, "turns of permuted genotypes", block);
                _rows = Order(design.People, seed, block);
                for (var i = 0; i < _rows.Length; i++)
                {
                    _rows[i] = design.SampleIndex[_rows[i]];
                }
            }

            return count;
        }

        public override void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken)
        {
            _calls.Take(calls[..(rows.Variants * rows.Stride)], rows.Variants * _stride);
            ForEach(rows.Variants, (v, turn) => Permute(_calls.From.AsSpan(v * rows.Stride, rows.Stride), turn, _calls.To.AsSpan(v * _stride, _stride)));
            _design.Test(_calls.To, new GenotypeRows(rows.Variants, _stride, design.People, _everybody), options.Threads, ref cancel, results, cancellationToken);
        }

        public override void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken)
        {
            var (from, to) = (rows.FileSamples, design.People);
            _dosages.Take(dosages[..(rows.Variants * from)], rows.Variants * to);
            ForEach(rows.Variants, (v, turn) => Permute(_dosages.From.AsSpan(v * from, from), turn, _dosages.To.AsSpan(v * to, to)));
            _design.Test(_dosages.To, new GenotypeRows(rows.Variants, to, to, _everybody), options.Threads, ref cancel, results, cancellationToken);
        }

        public override void Dispose() => _design.Dispose();

        /// <summary>Calls for each variant with the number of places that its order is turned by.</summary>
        private void ForEach(int variants, Action<int, int> permute)
        {
            var done = _done;
            Parallel.For(
                0,
                variants,
                new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
                v => permute(v, _turns.Below(done + (ulong)v, design.People)));
            _done += (ulong)variants;
        }

        private void Permute(ReadOnlySpan<byte> calls, int turn, Span<byte> permuted)
        {
            permuted.Clear();
            var place = turn;
            foreach (var row in _rows)
            {
                permuted[place >> 2] |= (byte)(((calls[row >> 2] >> (2 * (row & 3))) & 3) << (2 * (place & 3)));
                place = place + 1 == _rows.Length ? 0 : place + 1;
            }
        }

        private void Permute(ReadOnlySpan<ushort> dosages, int turn, Span<ushort> permuted)
        {
            var place = turn;
            foreach (var row in _rows)
            {
                permuted[place] = dosages[row];
                place = place + 1 == _rows.Length ? 0 : place + 1;
            }
        }
    }

    /// <summary>A batch as it was read, and in its variants' orders.</summary>
    private sealed class Batch<T>
        where T : unmanaged
    {
        public T[] From { get; private set; } = [];

        public T[] To { get; private set; } = [];

        /// <summary>Copies what was read, and makes room.</summary>
        public void Take(ReadOnlySpan<T> read, int room)
        {
            if (From.Length < read.Length || To.Length < room)
            {
                (From, To) = (new T[read.Length], new T[room]);
            }

            read.CopyTo(From);
        }
    }
}
