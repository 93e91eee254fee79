using System.Collections.Immutable;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>When Firth's penalised likelihood takes the place of the ordinary.</summary>
public enum FirthLikelihood
{
    /// <summary>Where an allele is in cases alone or in controls alone, and where Newton's method fails.</summary>
    Fallback = 0,

    /// <summary>In every test.</summary>
    Always = 1,

    /// <summary>Nowhere: such tests are missing.</summary>
    Never = 2,

    /// <summary>
    /// regenie's (Mbatchou 2021): score tests, and where their P is at most 0.05 Firth's likelihood of the genotype less its covariates alone, beside
    /// covariates fixed at their penalised fit; P by the likelihood ratio. People without a genotype have the mean of the others.
    /// </summary>
    Approximate = 3,
}

/// <summary>How logistic regressions are computed.</summary>
/// <param name="Firth">When Firth's likelihood is used.</param>
/// <param name="Threads">Threads to use; results do not depend on it.</param>
public sealed record LogisticSettings(FirthLikelihood Firth, int Threads)
{
    /// <summary>Whether people without a genotype have the mean of the others, so that none is left out.</summary>
    public bool ImputesMean { get; init; }

    /// <summary>The covariate of each person of the design whose product with the genotype is tested, beside both; null tests the genotype. Not with approximate fits.</summary>
    public double[]? Environment { get; init; }
}

/// <summary>
/// Logistic regression of many binary traits on many variants, from calls or dosages.
/// </summary>
/// <remarks>
/// logit P(case) = Qa + gβ for each trait and variant, in the people who have both; β is the log odds ratio of one copy of A1, its standard
/// error that of the inverse information with all covariates, P that of Wald's z unless the fits are approximate. Firth (1993) as Heinze and Schemper (2002): the likelihood
/// times the root of the information's determinant, covariates included. With an environment e the model has gβ + (ge)δ, and the results are of δ. Memory is the covariates once and four numbers a person and trait,
/// one batch of genotypes, and one block of results twice.
/// </remarks>
public static class LogisticAssociation
{
    /// <summary>Tests a range of variants and writes their blocks.</summary>
    /// <param name="design">People, covariates and traits of 1 and 0 (<see cref="Designs.BinaryDesignBuilder"/>).</param>
    /// <param name="source">Genotypes: dosages where it has them, else calls.</param>
    /// <param name="range">Which variants.</param>
    /// <param name="settings">How.</param>
    /// <param name="output">Receives the blocks (<see cref="AssociationTableWriter.WriteBlock"/>).</param>
    /// <param name="cancellationToken">Ends the work; nothing is half-written but the block at hand.</param>
    /// <returns>Names of the traits whose cases the covariates alone tell from controls.</returns>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read or changed meanwhile.</exception>
    public static ImmutableArray<string> Run(
        AssociationDesign design,
        GenotypeSource source,
        AssociationRange range,
        LogisticSettings settings,
        Stream output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        range.Check(design, source);
        if (settings.Environment is { } environment)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(environment.Length, design.People);
        }

        var valueOf = settings.Environment is null ? null : design.SampleIndex.Zip(settings.Environment).ToDictionary(pair => pair.First, pair => pair.Second);
        using var scan = new AssociationScan(
            design,
            source,
            range,
            part => new LogisticKernel(part, settings, valueOf is null ? null : [.. part.SampleIndex.Select(row => valueOf[row])]),
            isBinary: true,
            settings.Threads);
        scan.Run(output, cancellationToken);
        return ((LogisticKernel)scan.Kernel).Separated;
    }

    private sealed class LogisticKernel(AssociationDesign design, LogisticSettings settings, double[]? environment) : AssociationKernel
    {
        private readonly NativeAssociation.LogisticHandle _design = NativeAssociation.CreateLogistic(design, settings, environment, offset: null);

        public override bool HasRemarks => true;

        public override int StudentRank => -1;

        public ImmutableArray<string> Separated => [.. design.Traits.Where((_, trait) => NativeAssociation.IsSeparated(_design, trait))];

        public override void Test(ReadOnlySpan<byte> calls, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            _design.Test(calls, rows, settings.Threads, ref cancel, results, cancellationToken);

        public override void Test(ReadOnlySpan<ushort> dosages, GenotypeRows rows, ref int cancel, in NativeAssociation.BlockResults results, CancellationToken cancellationToken) =>
            _design.Test(dosages, rows, settings.Threads, ref cancel, results, cancellationToken);

        public override void Dispose() => _design.Dispose();
    }
}
