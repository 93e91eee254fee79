using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>Where the genotypes of a batch of variants stand.</summary>
/// <param name="Variants">Number of variants.</param>
/// <param name="Stride">Bytes of a variant's calls.</param>
/// <param name="FileSamples">People of the file, and so dosages of a variant.</param>
/// <param name="SampleIndex">For each person of the design the row in the file.</param>
internal readonly record struct GenotypeRows(int Variants, int Stride, int FileSamples, int[] SampleIndex);

/// <summary>What a method does with a batch of variants: every trait tested against each of them.</summary>
internal abstract class AssociationKernel : IDisposable
{
    /// <summary>Whether cells have remarks: the kernel's reasons (<see cref="UntestedReason"/>).</summary>
    public virtual bool HasRemarks => false;

    /// <summary>c, where P is that of Student's t = β / SE with n − c − 1 degrees of freedom; below 0 where it is of another test.</summary>
    public abstract int StudentRank { get; }

    /// <summary>How many of the variants from <paramref name="first"/> on are tested together; said before they are read.</summary>
    /// <param name="first">Row of the next variant in the file.</param>
    /// <param name="count">Most that there is room for.</param>
    public virtual int Stretch(int first, int count) => count;

    /// <summary>Tests packed calls; results are variant after variant.</summary>
    public abstract void Test(
        ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken);

    /// <summary>Tests dosages.</summary>
    public abstract void Test(
        ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}
