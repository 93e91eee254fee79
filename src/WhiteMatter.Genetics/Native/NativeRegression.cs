using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;
using static WhiteMatter.Genetics.Native.NativeCall;

namespace WhiteMatter.Genetics.Native;

/// <summary>The regression part of libwhitematter (<c>whitematter_regression.h</c>): the one class that crosses that border.</summary>
internal static partial class NativeRegression
{
    private const string Library = "whitematter";

    /// <summary>Makes the level-0 regression of a design's traits.</summary>
    public static unsafe RidgeHandle CreateRidge(AssociationDesign design, int folds, ReadOnlySpan<double> penalties)
    {
        fixed (double* basis = design.Basis)
        fixed (double* traits = design.Residuals)
        fixed (byte* missing = design.Missing)
        fixed (double* added = penalties)
        {
            Check(
                wm_ridge_create(
                    design.People, design.Rank, basis, design.Traits.Length, traits, design.HasMissingTraits ? missing : null, folds, penalties.Length, added, out var handle),
                default);
            return new RidgeHandle(handle);
        }
    }

    /// <summary>Fits all traits on a block of variants: packed calls, or dosages where <paramref name="calls"/> is empty.</summary>
    public static unsafe void Fit(
        RidgeHandle ridge,
        ReadOnlySpan<byte> calls,
        ReadOnlySpan<ushort> dosages,
        long stride,
        long fileSamples,
        ReadOnlySpan<int> sampleIndex,
        int variants,
        int threads,
        ref int cancel,
        CancellationToken cancellationToken)
    {
        fixed (byte* bed = calls)
        fixed (ushort* wide = dosages)
        fixed (int* samples = sampleIndex)
        fixed (int* flag = &cancel)
        {
            var block = new Block { Bed = bed, Dosages = calls.IsEmpty ? wide : null, Stride = stride, FileSamples = fileSamples, SampleIndex = samples, Variants = variants };
            Check(wm_ridge_fit(ridge, &block, threads, flag, null), cancellationToken);
        }
    }

    /// <summary>Predicts <paramref name="count"/> traits from the block fitted last: traits × penalties × people.</summary>
    public static unsafe void Predict(
        RidgeHandle ridge, int first, int count, int threads, ref int cancel, Span<float> predictions, CancellationToken cancellationToken)
    {
        fixed (float* into = predictions)
        fixed (int* flag = &cancel)
        {
            Check(wm_ridge_predict(ridge, first, count, threads, flag, into), cancellationToken);
        }
    }

    /// <summary>The level-1 regression of one trait on <paramref name="rows"/> rows of level-0 predictions.</summary>
    public static unsafe (int Chosen, double R2) Stack(
        AssociationDesign design,
        int trait,
        float* predictions,
        int rows,
        int folds,
        ReadOnlySpan<double> penalties,
        int chromosomes,
        ReadOnlySpan<int> chromosome,
        Span<double> meanSquares,
        Span<float> total,
        Span<float> without,
        ref int cancel,
        CancellationToken cancellationToken)
    {
        var people = design.People;
        fixed (double* residuals = design.Residuals.AsSpan(trait * people, people))
        fixed (byte* missing = design.HasMissingTraits ? design.Missing.AsSpan(trait * people, people) : default)
        fixed (double* added = penalties)
        fixed (int* of = chromosome)
        fixed (double* errors = meanSquares)
        fixed (float* whole = total)
        fixed (float* left = without)
        fixed (int* flag = &cancel)
        {
            var results = new StackResults { MeanSquares = errors, Total = whole, Without = left };
            Check(
                wm_ridge_stack(
                    people, rows, predictions, residuals, missing, design.Rank, folds, penalties.Length, added, chromosomes, of, flag, &results),
                cancellationToken);
            return (results.Chosen, results.R2);
        }
    }

    /// <summary>A level-0 regression, freed when disposed.</summary>
    public sealed class RidgeHandle : SafeHandle
    {
        public RidgeHandle(nint handle)
            : base(0, ownsHandle: true) => SetHandle(handle);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            wm_ridge_free(handle);
            return true;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Block
    {
        public byte* Bed;
        public ushort* Dosages;
        public long Stride;
        public long FileSamples;
        public int* SampleIndex;
        public long Variants;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct StackResults
    {
        public double* MeanSquares;
        public int Chosen;
        public double R2;
        public float* Total;
        public float* Without;
    }

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_ridge_create(
        long n, int c, double* basis, int k, double* traits, byte* missing, int folds, int penaltyCount, double* penalties, out nint ridge);

    [LibraryImport(Library)]
    private static partial void wm_ridge_free(nint ridge);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_ridge_fit(RidgeHandle ridge, Block* block, int threads, int* cancel, long* used);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_ridge_predict(RidgeHandle ridge, int first, int count, int threads, int* cancel, float* predictions);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_ridge_stack(
        long n,
        int rows,
        float* predictions,
        double* trait,
        byte* missing,
        int rank,
        int folds,
        int penaltyCount,
        double* penalties,
        int chromosomes,
        int* chromosome,
        int* cancel,
        StackResults* results);
}
