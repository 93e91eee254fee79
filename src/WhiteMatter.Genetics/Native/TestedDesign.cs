using System.Runtime.InteropServices;
using WhiteMatter.Genetics.Association;
using static WhiteMatter.Genetics.Native.NativeCall;

namespace WhiteMatter.Genetics.Native;

/// <summary>Blocks of variants, tested against a design.</summary>
internal static partial class NativeAssociation
{
    /// <summary>A design in native memory with the kernel that tests variants against it; freed when disposed.</summary>
    public abstract unsafe class TestedDesign : SafeHandle
    {
        private protected TestedDesign(nint handle)
            : base(0, ownsHandle: true) => SetHandle(handle);

        public sealed override bool IsInvalid => handle == 0;

        /// <summary>Tests a block of packed calls; every result array is variants × traits, variant after variant.</summary>
        public void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, int threads, ref int cancel, in BlockResults results, CancellationToken cancellationToken)
        {
            fixed (byte* genotypes = calls)
            fixed (int* people = rows.SampleIndex)
            fixed (int* flag = &cancel)
            {
                var block = new Block(genotypes, rows.Stride, rows.FileSamples, people, rows.Variants, threads, flag);
                Test(block, dosages: false, results, cancellationToken);
            }
        }

        /// <summary>The same of dosages, one of each person of the file a variant.</summary>
        public void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, int threads, ref int cancel, in BlockResults results, CancellationToken cancellationToken)
        {
            fixed (ushort* genotypes = dosages)
            fixed (int* people = rows.SampleIndex)
            fixed (int* flag = &cancel)
            {
                var block = new Block(genotypes, rows.FileSamples, rows.FileSamples, people, rows.Variants, threads, flag);
                Test(block, dosages: true, results, cancellationToken);
            }
        }

        private protected abstract NativeStatus TestCalls(in Block block, AssociationResults* results);

        private protected abstract NativeStatus TestDosages(in Block block, AssociationResults* results);

        private void Test(in Block block, bool dosages, in BlockResults results, CancellationToken cancellationToken)
        {
            fixed (double* beta = results.Beta)
            fixed (double* standardError = results.StandardError)
            fixed (double* logP = results.NegLog10P)
            fixed (int* used = results.Used)
            fixed (byte* reason = results.Reason)
            fixed (int* degrees = results.DegreesOfFreedom)
            {
                var native = new AssociationResults
                {
                    Beta = beta,
                    StandardError = standardError,
                    NegLog10P = logP,
                    Used = used,
                    DegreesOfFreedom = degrees,
                    Reason = reason,
                };
                Check(dosages ? TestDosages(block, &native) : TestCalls(block, &native), cancellationToken);
            }
        }
    }

    /// <summary>Result arrays of one block.</summary>
    public readonly record struct BlockResults(double[] Beta, double[] StandardError, double[] NegLog10P, int[] Used, byte[] Reason)
    {
        /// <summary>Those of each cell; empty where nobody asks for them.</summary>
        public int[] DegreesOfFreedom { get; init; } = [];
    }

    /// <summary>Where the genotypes of a block are, of calls the bytes and of dosages the numbers from one variant to the next, and what goes with them.</summary>
    internal readonly unsafe struct Block(void* genotypes, long stride, long fileSamples, int* sampleIndex, long variants, int threads, int* cancel)
    {
        public byte* Calls => (byte*)genotypes;

        public ushort* Dosages => (ushort*)genotypes;

        public long Stride => stride;

        public long FileSamples => fileSamples;

        public int* SampleIndex => sampleIndex;

        public long Variants => variants;

        public int Threads => threads;

        public int* Cancel => cancel;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct AssociationResults
    {
        public double* Beta;
        public double* StandardError;
        public double* T;
        public double* NegLog10P;
        public int* Used;
        public int* DegreesOfFreedom;
        public byte* Reason;
        public int* Counts;
    }
}
