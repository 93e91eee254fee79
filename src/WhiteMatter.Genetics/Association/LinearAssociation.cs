using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>How an association is computed; nothing here changes its results but <paramref name="Digits"/> and <see cref="ImputesMean"/>.</summary>
/// <param name="Digits">Base-256 digits of the fixed-point traits, 3 to 6; 5 agrees with double precision to 1e-9 of a standard error.</param>
/// <param name="Threads">Threads to use.</param>
public sealed record AssociationOptions(int Digits, int Threads)
{
    /// <summary>Whether people without a genotype have the mean of the others, so that none is left out.</summary>
    public bool ImputesMean { get; init; }
}

/// <summary>
/// Linear regression of many traits on many variants, from calls or dosages.
/// </summary>
/// <remarks>
/// y = Qa + gβ + e for each trait and variant, g the copies of A1; β = g'My / g'Mg with M the projection off the covariates; t has
/// n − c − 1 degrees of freedom. People without the genotype or the trait are left out of that cell exactly. Reads each genotype once;
/// memory is the packed design, one batch of genotypes (at most 32 MiB, or one variant), and one block of results twice.
/// </remarks>
public static class LinearAssociation
{
    /// <summary>Name of the instruction-set path the kernel takes on this processor; every path gives the same bits.</summary>
    public static string CpuPath => NativeAssociation.CpuPath;

    /// <summary>Tests a range of variants and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Receives the blocks (<see cref="AssociationTableWriter.WriteBlock"/>).</param>
    /// <param name="cancellationToken">Ends the work; nothing is half-written but the block at hand.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design, GenotypeSource source, AssociationRange range, AssociationOptions options, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        range.Check(design, source);
        using var scan = new AssociationScan(
            design, source, range, part => new LinearKernel(part, source.HasDosages, options), isBinary: false, options.Threads);
        scan.Run(output, cancellationToken);
    }

    private sealed class LinearKernel(AssociationDesign design, bool dosages, AssociationOptions options) : AssociationKernel
    {
        private readonly NativeAssociation.LinearHandle _design = NativeAssociation.CreateDesign(design, options, dosages);

        public override int StudentRank => design.Rank;

        public override void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            _design.Test(calls, rows, options.Threads, ref cancel, results, cancellationToken);

        public override void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            _design.Test(dosages, rows, options.Threads, ref cancel, results, cancellationToken);

        public override void Dispose() => _design.Dispose();
    }
}
