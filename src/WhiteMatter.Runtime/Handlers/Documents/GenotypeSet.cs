using WhiteMatter.Formats.Plink;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>The samples and variants of a genotype set as its artifact keeps them.</summary>
internal static class GenotypeSet
{
    /// <summary>The samples, as the .fam file has them.</summary>
    public const string SamplesName = "samples.fam";

    /// <summary>The variants, as the .bim file has them.</summary>
    public const string VariantsName = "variants.bim";

    /// <summary>Reads the samples; messages name the user's file and not the copy.</summary>
    public static FamFile Samples(Artifact genotypes, string fam, CancellationToken cancellationToken) =>
        FamFile.Read(genotypes.PathOf(SamplesName), cancellationToken, fam);

    public static BimFile Variants(Artifact genotypes, CancellationToken cancellationToken) =>
        BimFile.Read(genotypes.PathOf(VariantsName), null, cancellationToken);

    /// <summary>Opens genotypes whose numbers of variants and samples the artifact states.</summary>
    public static BedFile Open(Artifact genotypes, string bedPath) =>
        BedFile.Open(bedPath, (int)genotypes.Value("variants"), (int)genotypes.Value("samples"));
}
