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

    /// <summary>Tests a block of packed calls; every result array is variants × traits, variant after variant.</summary>
    public static unsafe void Associate(
        InteractionHandle design, ReadOnlySpan<byte> calls, GenotypeRows rows, int threads, ref int cancel, in BlockResults results, CancellationToken cancellationToken)
    {
        fixed (byte* genotypes = calls)
        {
            Associate(design, genotypes, dosages: false, rows, threads, ref cancel, results, cancellationToken);
        }
    }

    /// <summary>The same of dosages.</summary>
    public static unsafe void Associate(
        InteractionHandle design, ReadOnlySpan<ushort> dosages, GenotypeRows rows, int threads, ref int cancel, in BlockResults results, CancellationToken cancellationToken)
    {
        fixed (ushort* genotypes = dosages)
        {
            Associate(design, genotypes, dosages: true, rows, threads, ref cancel, results, cancellationToken);
        }
    }

    private static unsafe void Associate(
        InteractionHandle design,
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
                ? wm_interaction_dosages(design, (ushort*)genotypes, people, people, samples, variants, threads, flag, into)
                : wm_interaction_block(design, (byte*)genotypes, stride, people, samples, variants, threads, flag, into),
            cancellationToken);
    }

    /// <summary>A design with a covariate to interact with, freed when disposed.</summary>
    public sealed class InteractionHandle : SafeHandle
    {
        public InteractionHandle(nint handle)
            : base(0, ownsHandle: true) => SetHandle(handle);

        public override bool IsInvalid => handle == 0;

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
