using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Relatedness;
using static WhiteMatter.Genetics.Native.NativeCall;

namespace WhiteMatter.Genetics.Native;

/// <summary>The relatedness part of libwhitematter (<c>whitematter_relatedness.h</c>): the one class that crosses that border.</summary>
internal static unsafe partial class NativeRelatedness
{
    private const string Library = "whitematter";

    /// <summary>Packs people of variant-major calls in groups.</summary>
    public static void Pack(
        ReadOnlySpan<byte> calls, long stride, long fileSamples, ReadOnlySpan<int> sampleIndex, int variants, int threads, byte* groups, long groupStride)
    {
        fixed (byte* bed = calls)
        fixed (int* samples = sampleIndex)
        {
            Check(wm_pack_people(bed, stride, fileSamples, samples, sampleIndex.Length, variants, threads, groups, groupStride), default);
        }
    }

    /// <summary>Pairs whose kinship is at least a bound; between two blocks, or within one.</summary>
    public static NativePair[] KinshipPairs(in Block rows, in Block? columns, int variants, double least, int threads, CancellationToken cancellationToken)
    {
        var (first, second) = (rows, columns ?? default);
        var within = columns is null;
        using var cancel = new CancelFlag(cancellationToken);
        Check(wm_kinship_pairs(&first, within ? null : &second, variants, least, threads, cancel.Place, out var pairs), cancellationToken);
        return Taken(pairs);
    }

    /// <summary>Pairs whose relationship is at least a bound, and within a block each person with herself.</summary>
    public static NativePair[] RelationshipPairs(
        in Block rows, in Block? columns, int variants, float[] weights, double least, int threads, CancellationToken cancellationToken)
    {
        var (first, second) = (rows, columns ?? default);
        var within = columns is null;
        using var cancel = new CancelFlag(cancellationToken);
        fixed (float* table = weights)
        {
            Check(wm_relationship_pairs(&first, within ? null : &second, variants, table, least, threads, cancel.Place, out var pairs), cancellationToken);
            return Taken(pairs);
        }
    }

    /// <summary>out (variants × columns) += W'q.</summary>
    public static void WeightsTimesPeople(
        in Block block, int variants, float[] weights, int columns, ReadOnlySpan<double> q, int threads, Span<double> output, CancellationToken cancellationToken)
    {
        var people = block;
        using var cancel = new CancelFlag(cancellationToken);
        fixed (float* table = weights)
        fixed (double* from = q)
        fixed (double* to = output)
        {
            Check(wm_weights_times_people(&people, variants, table, columns, from, threads, cancel.Place, to), cancellationToken);
        }
    }

    /// <summary>out (people of the block × columns) = W t.</summary>
    public static void WeightsTimesVariants(
        in Block block, int variants, float[] weights, int columns, ReadOnlySpan<double> t, int threads, Span<double> output, CancellationToken cancellationToken)
    {
        var people = block;
        using var cancel = new CancelFlag(cancellationToken);
        fixed (float* table = weights)
        fixed (double* from = t)
        fixed (double* to = output)
        {
            Check(wm_weights_times_variants(&people, variants, table, columns, from, threads, cancel.Place, to), cancellationToken);
        }
    }

    /// <summary>A pruning of the variants of one chromosome.</summary>
    public static PruningHandle CreatePruning(
        long fileSamples, ReadOnlySpan<int> sampleIndex, int variants, ReadOnlySpan<long> positions, long window, long step, double r2)
    {
        fixed (int* samples = sampleIndex)
        fixed (long* position = positions)
        {
            Check(wm_pruning_create(fileSamples, samples, sampleIndex.Length, variants, position, window, step, r2, out var handle), default);
            return new PruningHandle(handle);
        }
    }

    /// <summary>Adds the next variants.</summary>
    public static void Add(PruningHandle pruning, ReadOnlySpan<byte> calls, long stride, int variants)
    {
        fixed (byte* bed = calls)
        {
            Check(wm_pruning_add(pruning, bed, stride, variants), default);
        }
    }

    /// <summary>1 for each variant that is chosen.</summary>
    public static void Kept(PruningHandle pruning, Span<byte> kept)
    {
        fixed (byte* to = kept)
        {
            Check(wm_pruning_kept(pruning, to), default);
        }
    }

    private static NativePair[] Taken(nint pairs)
    {
        try
        {
            var found = new NativePair[checked((int)wm_pairs_count(pairs))];
            fixed (NativePair* to = found)
            {
                wm_pairs_copy(pairs, to);
            }

            return found;
        }
        finally
        {
            wm_pairs_free(pairs);
        }
    }

    /// <summary>Consecutive people, packed; <c>wm_people_block</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Block(byte* groups, long groupStride, long people, long first)
    {
        /// <summary>Their genotypes.</summary>
        public readonly byte* Groups = groups;

        /// <summary>Bytes from group to group.</summary>
        public readonly long GroupStride = groupStride;

        /// <summary>How many they are.</summary>
        public readonly long People = people;

        /// <summary>The number of the first among all.</summary>
        public readonly long First = first;
    }

    /// <summary>A number that the kernels look at: 1 once the token is cancelled.</summary>
    private sealed class CancelFlag : IDisposable
    {
        private readonly CancellationTokenRegistration _registration;

        public CancelFlag(CancellationToken token)
        {
            Place = (int*)NativeMemory.AllocZeroed(sizeof(int));
            _registration = token.Register(() => Volatile.Write(ref *Place, 1));
        }

        public int* Place { get; }

        public void Dispose()
        {
            _registration.Dispose();
            NativeMemory.Free(Place);
        }
    }

    /// <summary>A pruning, freed when disposed.</summary>
    public sealed class PruningHandle : SafeHandle
    {
        public PruningHandle(nint handle)
            : base(0, ownsHandle: true) => SetHandle(handle);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            wm_pruning_free(handle);
            return true;
        }
    }

    [LibraryImport(Library)]
    private static partial NativeStatus wm_pack_people(
        byte* bed, long stride, long fileSamples, int* sampleIndex, long n, long variants, int threads, byte* groups, long groupStride);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_kinship_pairs(
        Block* rows, Block* columns, long variants, double least, int threads, int* cancel, out nint pairs);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_relationship_pairs(
        Block* rows, Block* columns, long variants, float* weights, double least, int threads, int* cancel, out nint pairs);

    [LibraryImport(Library)]
    private static partial long wm_pairs_count(nint pairs);

    [LibraryImport(Library)]
    private static partial void wm_pairs_copy(nint pairs, NativePair* output);

    [LibraryImport(Library)]
    private static partial void wm_pairs_free(nint pairs);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_weights_times_people(
        Block* block, long variants, float* weights, int columns, double* q, int threads, int* cancel, double* output);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_weights_times_variants(
        Block* block, long variants, float* weights, int columns, double* t, int threads, int* cancel, double* output);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_pruning_create(
        long fileSamples, int* sampleIndex, long n, long variants, long* position, long window, long step, double r2, out nint pruning);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_pruning_add(PruningHandle pruning, byte* bed, long stride, long variants);

    [LibraryImport(Library)]
    private static partial NativeStatus wm_pruning_kept(PruningHandle pruning, byte* kept);

    [LibraryImport(Library)]
    private static partial void wm_pruning_free(nint pruning);
}
