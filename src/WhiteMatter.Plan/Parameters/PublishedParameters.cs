using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>Under which names columns of published summary statistics are looked for.</summary>
public enum PublishedLayout
{
    /// <summary>Under every name that is known.</summary>
    Auto,

    /// <summary>GWAS-SSF of the GWAS Catalog.</summary>
    GwasSsf,

    /// <summary>PLINK 2's <c>--glm</c>.</summary>
    Plink,

    /// <summary>regenie's step 2.</summary>
    Regenie,

    /// <summary>LD score regression's, munged.</summary>
    Ldsc,

    /// <summary>METAL's.</summary>
    Metal,

    /// <summary>GCTA-COJO's <c>.ma</c>.</summary>
    Cojo,
}

/// <summary>Words of a study for <see cref="PublishedLayout"/>.</summary>
public static class PublishedLayouts
{
    /// <summary>The layout of a word: <c>auto</c>, <c>gwas_ssf</c> and so on.</summary>
    /// <param name="word">The word; null and what is none are <see cref="PublishedLayout.Auto"/>.</param>
    public static PublishedLayout Of(string? word) => word switch
    {
        "gwas_ssf" => PublishedLayout.GwasSsf,
        "plink" => PublishedLayout.Plink,
        "regenie" => PublishedLayout.Regenie,
        "ldsc" => PublishedLayout.Ldsc,
        "metal" => PublishedLayout.Metal,
        "cojo" => PublishedLayout.Cojo,
        _ => PublishedLayout.Auto,
    };
}

/// <summary>
/// Reads published summary statistics. Input <c>genotypes</c> where these tell the places of variants by their names. Artifact: the results
/// in the form of an association's with one trait, <c>association.bin</c> and <c>association.json</c>, beside <c>variants.bim</c>, the list of its
/// variants in the order of the genome; <c>flow.json</c>; values <c>rows</c>, <c>variants</c>, <c>traits</c>, <c>lambda_gc</c>, <c>min_p</c>, <c>people</c>
/// (the most of a variant; 0 where the file does not say), <c>has_effects</c> (0 where z stands in the place of effects).
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Layout">Under which names columns are looked for.</param>
/// <param name="Trait">What its trait is called.</param>
/// <param name="Build">The build of its positions.</param>
/// <param name="People">How many people there are where the file does not say; null where that is not known.</param>
public sealed record PublishedParameters(FileReference File, PublishedLayout Layout, string Trait, string Build, int? People) : StepParameters
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "published";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ImplementationVersion => 1;
}
