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

    /// <summary>A design of binary traits, freed when disposed.</summary>
    public sealed unsafe class LogisticHandle(nint design) : TestedDesign(design)
    {
        private protected override NativeStatus TestCalls(in Block block, AssociationResults* results) =>
            wm_logistic_block(this, block.Calls, block.Stride, block.FileSamples, block.SampleIndex, block.Variants, block.Threads, block.Cancel, results);

        private protected override NativeStatus TestDosages(in Block block, AssociationResults* results) =>
            wm_logistic_dosages(this, block.Dosages, block.Stride, block.FileSamples, block.SampleIndex, block.Variants, block.Threads, block.Cancel, results);

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
