using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;
using static WhiteMatter.Genetics.Native.NativeCall;

namespace WhiteMatter.Genetics.Native;

/// <summary>Logistic regression.</summary>
internal static partial class NativeAssociation
{
    /// <summary>Fits the covariates to each trait of a binary design.</summary>
    /// <param name="design">People, covariates and traits of 1 and 0.</param>
    /// <param name="how">How the fits are made.</param>
    /// <param name="environment">The covariate that genotypes interact with; null for none.</param>
    /// <param name="offset">What is added to the log odds, people × traits, a trait's people next to each other; null for nothing.</param>
    public static unsafe LogisticHandle CreateLogistic(AssociationDesign design, LogisticSettings how, double[]? environment, double[]? offset)
    {
        fixed (double* basis = design.Basis)
        fixed (double* traits = design.Residuals)
        fixed (byte* missing = design.Missing)
        fixed (double* interacts = environment)
        fixed (double* added = offset)
        {
            var options = new LogisticOptions
            {
                Firth = (int)how.Firth,
                Impute = how.ImputesMean ? 1 : 0,
                Cpu = 0,
                Threads = how.Threads,
                Environment = interacts,
                Offset = added,
            };
            var status = wm_logistic_create(
                design.People, design.Rank, basis, design.Traits.Length, traits, design.HasMissingTraits ? missing : null, &options, out var handle);
            Check(status, default);
            return new LogisticHandle(handle);
        }
    }

    /// <summary>Whether the covariates alone tell a trait's cases from its controls.</summary>
    public static bool IsSeparated(LogisticHandle design, int trait) => wm_logistic_separated(design, trait) != 0;

    /// <summary>Tests a block of packed calls; every result array is variants × traits, variant after variant.</summary>
    public static unsafe void Associate(
        LogisticHandle design, ReadOnlySpan<byte> calls, GenotypeRows rows, int threads, ref int cancel, in BlockResults results, CancellationToken cancellationToken)
    {
        fixed (byte* genotypes = calls)
        {
            Associate(design, genotypes, dosages: false, rows, threads, ref cancel, results, cancellationToken);
        }
    }

    /// <summary>The same of dosages.</summary>
    public static unsafe void Associate(
        LogisticHandle design, ReadOnlySpan<ushort> dosages, GenotypeRows rows, int threads, ref int cancel, in BlockResults results, CancellationToken cancellationToken)
    {
        fixed (ushort* genotypes = dosages)
        {
            Associate(design, genotypes, dosages: true, rows, threads, ref cancel, results, cancellationToken);
        }
    }

    private static unsafe void Associate(
        LogisticHandle design,
        void* genotypes,
        bool dosages,
        GenotypeRows rows,
        int threads,
        ref int cancel,
        in BlockResults results,
        CancellationToken cancellationToken)
    {
        var (stride, people, variants) = (rows.Stride, rows.FileSamples, rows.Variants);
        TestBlock(
            rows.SampleIndex,
            ref cancel,
            results,
            (samples, flag, into) => dosages
                ? wm_logistic_dosages(design, (ushort*)genotypes, people, people, samples, variants, threads, flag, into)
                : wm_logistic_block(design, (byte*)genotypes, stride, people, samples, variants, threads, flag, into),
            cancellationToken);
    }

    /// <summary>A design of binary traits, freed when disposed.</summary>
    public sealed class LogisticHandle : SafeHandle
    {
        public LogisticHandle(nint handle)
            : base(0, ownsHandle: true) => SetHandle(handle);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            wm_logistic_free(handle);
            return true;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct LogisticOptions
    {
        public int Firth;
        public int Impute;
        public int Cpu;
        public int Threads;
        public double* Environment;
        public double* Offset;
    }

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_logistic_create(
        long n, int c, double* basis, int k, double* traits, byte* missing, LogisticOptions* options, out nint design);

    [LibraryImport(Library)]
    private static partial void wm_logistic_free(nint design);

    [LibraryImport(Library)]
    private static partial int wm_logistic_separated(LogisticHandle design, int trait);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_logistic_block(
        LogisticHandle design,
        byte* bed,
        long stride,
        long fileSamples,
        int* sampleIndex,
        long variants,
        int threads,
        int* cancel,
        AssociationResults* results);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_logistic_dosages(
        LogisticHandle design,
        ushort* dosages,
        long stride,
        long fileSamples,
        int* sampleIndex,
        long variants,
        int threads,
        int* cancel,
        AssociationResults* results);
}
