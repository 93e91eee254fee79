using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;
using static WhiteMatter.Genetics.Native.NativeCall;

namespace WhiteMatter.Genetics.Native;

/// <summary>The association part of libwhitematter (<c>whitematter.h</c>): the one class that crosses that border.</summary>
internal static partial class NativeAssociation
{
    private const string Library = "whitematter";

    /// <summary>Name of the instruction-set path in use; every path gives the same bits.</summary>
    public static string CpuPath => Marshal.PtrToStringUTF8(wm_cpu_path()) ?? string.Empty;

    /// <summary>Packs a design for the kernel.</summary>
    public static unsafe LinearHandle CreateDesign(AssociationDesign design, AssociationOptions how, bool dosages)
    {
        var options = new DesignOptions { Limbs = how.Digits, Cpu = 0, Threads = how.Threads, Dosages = dosages ? 1 : 0, Impute = how.ImputesMean ? 1 : 0 };
        fixed (double* basis = design.Basis)
        fixed (double* traits = design.Residuals)
        fixed (byte* missing = design.Missing)
        {
            var status = wm_design_create(
                design.People, design.Rank, basis, design.Traits.Length, traits, design.HasMissingTraits ? missing : null, &options, out var handle);
            Check(status, default);
            return new LinearHandle(handle);
        }
    }

    /// <summary>Counts packed calls of a block of variants in chosen people.</summary>
    public static unsafe void Count(
        ReadOnlySpan<byte> calls, long stride, long fileSamples, ReadOnlySpan<int> sampleIndex, Span<VariantCounts> counts, int threads)
    {
        var found = new int[4 * counts.Length];
        fixed (byte* genotypes = calls)
        fixed (int* samples = sampleIndex)
        fixed (int* output = found)
        {
            Check(
                wm_count_block(genotypes, stride, fileSamples, samples, sampleIndex.Length, counts.Length, threads, output), default);
        }

        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = new VariantCounts(found[4 * i], found[(4 * i) + 1], found[(4 * i) + 2], found[(4 * i) + 3]);
        }
    }

    /// <summary>The same of dosages, <paramref name="fileSamples"/> a variant.</summary>
    public static unsafe void Count(
        ReadOnlySpan<ushort> dosages, long fileSamples, ReadOnlySpan<int> sampleIndex, Span<VariantCounts> counts, int threads)
    {
        var found = new DosageCounts[counts.Length];
        fixed (ushort* genotypes = dosages)
        fixed (int* samples = sampleIndex)
        fixed (DosageCounts* output = found)
        {
            Check(
                wm_count_dosages(genotypes, fileSamples, fileSamples, samples, sampleIndex.Length, counts.Length, threads, output), default);
        }

        for (var i = 0; i < counts.Length; i++)
        {
            var one = found[i];
            counts[i] = VariantCounts.OfDosages(one.HomA1, one.Het, one.HomA2, one.Missing, one.Sum, one.Squares, sampleIndex.Length);
        }
    }

    /// <summary>Squared correlation of one variant with a window of variants over people with both genotypes: of allele counts, or of alleles over haplotypes.</summary>
    public static unsafe void GenotypeR2(
        ReadOnlySpan<byte> indexVariant,
        ReadOnlySpan<byte> bed,
        long stride,
        long fileSamples,
        ReadOnlySpan<int> sampleIndex,
        bool haplotypes,
        Span<double> r2,
        int threads)
    {
        fixed (byte* index = indexVariant)
        fixed (byte* bedPointer = bed)
        fixed (int* samples = sampleIndex)
        fixed (double* output = r2)
        {
            Check(
                wm_genotype_r2_block(index, bedPointer, stride, fileSamples, samples, sampleIndex.Length, r2.Length, haplotypes ? 1 : 0, threads, output),
                default);
        }
    }

    /// <summary>Exact P of Hardy-Weinberg equilibrium, without mid-P.</summary>
    public static double HardyWeinbergP(long hom1, long het, long hom2) => wm_hwe_exact(hom1, het, hom2);

    /// <summary>−log10 of the two-sided P of each t with so many degrees of freedom.</summary>
    public static unsafe void NegLog10P(ReadOnlySpan<double> t, ReadOnlySpan<double> degreesOfFreedom, Span<double> negLog10P)
    {
        fixed (double* statistic = t)
        fixed (double* degrees = degreesOfFreedom)
        fixed (double* output = negLog10P)
        {
            Check(wm_neglog10p_student_t_many(statistic, degrees, t.Length, output), default);
        }
    }

    /// <summary>A packed design, freed when disposed.</summary>
    public sealed unsafe class LinearHandle(nint design) : TestedDesign(design)
    {
        private protected override NativeStatus TestCalls(in Block block, AssociationResults* results) =>
            wm_associate_block(this, block.Calls, block.Stride, block.FileSamples, block.SampleIndex, block.Variants, block.Threads, block.Cancel, results);

        private protected override NativeStatus TestDosages(in Block block, AssociationResults* results) =>
            wm_associate_dosages(this, block.Dosages, block.Stride, block.FileSamples, block.SampleIndex, block.Variants, block.Threads, block.Cancel, results);

        protected override bool ReleaseHandle()
        {
            wm_design_free(handle);
            return true;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct DesignOptions
    {
        public int Limbs;
        public int Cpu;
        public int Threads;
        public int Dosages;
        public int Impute;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct DosageCounts
    {
        public int HomA1;
        public int Het;
        public int HomA2;
        public int NoCall;
        public int Missing;
        public int Zero;
        public long Sum;
        public long Squares;
    }

    [LibraryImport(Library)]
    private static partial nint wm_cpu_path();

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_design_create(
        long n, int c, double* basis, int k, double* traits, byte* missing, DesignOptions* options, out nint design);

    [LibraryImport(Library)]
    private static partial void wm_design_free(nint design);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_associate_block(
        LinearHandle design,
        byte* bed,
        long stride,
        long fileSamples,
        int* sampleIndex,
        long variants,
        int threads,
        int* cancel,
        AssociationResults* results);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_associate_dosages(
        LinearHandle design,
        ushort* dosages,
        long stride,
        long fileSamples,
        int* sampleIndex,
        long variants,
        int threads,
        int* cancel,
        AssociationResults* results);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_count_dosages(
        ushort* dosages, long stride, long fileSamples, int* sampleIndex, long n, long variants, int threads, DosageCounts* counts);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_count_block(
        byte* bed, long stride, long fileSamples, int* sampleIndex, long n, long variants, int threads, int* counts);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_genotype_r2_block(
        byte* indexVariant, byte* bed, long stride, long fileSamples, int* sampleIndex, long n, long variants, int haplotypes, int threads, double* r2);

    [LibraryImport(Library)]
    private static unsafe partial NativeStatus wm_neglog10p_student_t_many(double* t, double* df, long count, double* negLog10P);

    [LibraryImport(Library)]
    private static partial double wm_hwe_exact(long hom1, long het, long hom2);
}
