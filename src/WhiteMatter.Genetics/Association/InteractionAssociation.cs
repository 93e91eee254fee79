using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>
/// Least squares of many traits on many variants and their products with a covariate: y = Qa + gβ + (ge)δ + r. The results are of δ.
/// </summary>
/// <remarks>
/// The covariate itself is in Q. t has n − c − 2 degrees of freedom; people without the genotype or the trait are left out of that cell exactly.
/// In double precision, variant by variant: a variant costs the products of g and ge with covariates and traits, and where people are
/// missing a Gram matrix of the covariates besides.
/// </remarks>
public static class InteractionAssociation
{
    /// <summary>Tests a range of variants and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="environment">The covariate of each person of the design.</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="threads">Threads to use; results do not depend on it.</param>
    /// <param name="output">Receives the blocks (<see cref="AssociationTableWriter.WriteBlock"/>).</param>
    /// <param name="cancellationToken">Ends the work; nothing is half-written but the block at hand.</param>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static void Run(
        AssociationDesign design, double[] environment, GenotypeSource source, AssociationRange range, int threads, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNotEqual(environment.Length, design.People);
        range.Check(design, source);
        var valueOf = design.SampleIndex.Zip(environment).ToDictionary(pair => pair.First, pair => pair.Second);
        using var scan = new AssociationScan(
            design, source, range, part => new InteractionKernel(part, [.. part.SampleIndex.Select(row => valueOf[row])], threads), isBinary: false, threads);
        scan.Run(output, cancellationToken);
    }

    private sealed class InteractionKernel(AssociationDesign design, double[] environment, int threads) : AssociationKernel
    {
        private readonly NativeAssociation.InteractionHandle _design = NativeAssociation.CreateInteraction(design, environment);

        public override int StudentRank => design.Rank + 1;

        public override void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            _design.Test(calls, rows, threads, ref cancel, results, cancellationToken);

        public override void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            _design.Test(dosages, rows, threads, ref cancel, results, cancellationToken);

        public override void Dispose() => _design.Dispose();
    }
}
