using System.Collections.Immutable;

namespace WhiteMatter.Plan.Hosting;

/// <summary>Names of the files that stand beside a file of genotypes.</summary>
public static class GenotypeFileNames
{
    /// <summary>Names that the list of variants may have, the usual one first; none where the file itself lists them.</summary>
    /// <param name="format">The format.</param>
    /// <param name="genotypes">Path of the file of genotypes.</param>
    public static ImmutableArray<string> Variants(GenotypeFormat format, string genotypes) => format switch
    {
        GenotypeFormat.Bed => [Beside(format, genotypes, ".bim")],
        GenotypeFormat.Pgen => [Beside(format, genotypes, ".pvar"), Beside(format, genotypes, ".pvar.zst")],
        _ => [],
    };

    /// <summary>The name that the list of people has; null where only the file itself names them.</summary>
    /// <param name="format">The format.</param>
    /// <param name="genotypes">Path of the file of genotypes.</param>
    public static string? Samples(GenotypeFormat format, string genotypes) => format switch
    {
        GenotypeFormat.Bed => Beside(format, genotypes, ".fam"),
        GenotypeFormat.Pgen => Beside(format, genotypes, ".psam"),
        GenotypeFormat.Bgen => Beside(format, genotypes, ".sample"),
        _ => null,
    };

    /// <summary>How the name of a file of genotypes usually ends.</summary>
    /// <param name="format">The format.</param>
    public static string Ending(GenotypeFormat format) => format switch
    {
        GenotypeFormat.Bed => ".bed",
        GenotypeFormat.Pgen => ".pgen",
        GenotypeFormat.Bgen => ".bgen",
        _ => ".vcf.gz",
    };

    private static string Beside(GenotypeFormat format, string genotypes, string extension)
    {
        ArgumentNullException.ThrowIfNull(genotypes);
        var own = Ending(format);
        return (genotypes.EndsWith(own, StringComparison.Ordinal) ? genotypes[..^own.Length] : genotypes) + extension;
    }
}
