using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;
using static WhiteMatter.Genetics.Native.NativeCall;

namespace WhiteMatter.Genetics.Native;

/// <summary>Interactions of genotypes with a covariate.</summary>
internal static partial class NativeAssociation
{
    /// <summary>Takes a design and the covariate that genotypes interact with.</summary>
    public static unsafe InteractionHandle CreateInteraction(AssociationDesign design, double[] environment)
    {
        fixed (double* basis = design.Basis)
        fixed (double* other = environment)
        fixed (double* traits = design.Residuals)
        fixed (byte* missing = design.Missing)
        {
            var status = wm_interaction_create(
                design.People, design.Rank, basis, other, design.Traits.Length, traits, design.HasMissingTraits ? missing : null, 0, out var handle);
            Check(status, default);
            return new InteractionHandle(handle);
        }
    }

    /// <summary>A design with a covariate to interact with, freed when disposed.</summary>
    public sealed unsafe class InteractionHandle(nint design) : TestedDesign(design)
    {
        private protected override NativeStatus TestCalls(in Block block, AssociationResults* results) =>
            wm_interaction_block(this, block.Calls, block.Stride, block.FileSamples, block.SampleIndex, block.Variants, block.Threads, block.Cancel, results);

        private protected override NativeStatus TestDosages(in Block block, AssociationResults* results) =>
            wm_interaction_dosages(this, block.Dosages, block.Stride, block.FileSamples, block.SampleIndex, block.Variants, block.Threads, block.Cancel, results);

        protected override bool ReleaseHandle()
        {
            wm_interaction_free(handle);
            return true;
        }
    }

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_interaction_create(
        long n, int c, double* basis, double* environment, int k, double* traits, byte* missing, int cpu, out nint design);

    [LibraryImport(Library)]
    private static partial void wm_interaction_free(nint design);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_interaction_block(
        InteractionHandle design,
        byte* bed,
        long stride,
        long fileSamples,
        int* sampleIndex,
        long variants,
        int threads,
        int* cancel,
        AssociationResults* results);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_interaction_dosages(
        InteractionHandle design,
        ushort* dosages,
        long stride,
        long fileSamples,
        int* sampleIndex,
        long variants,
        int threads,
        int* cancel,
        AssociationResults* results);
}
