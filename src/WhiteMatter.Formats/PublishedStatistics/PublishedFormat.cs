namespace WhiteMatter.Formats.PublishedStatistics;

/// <summary>Under which names columns of published summary statistics are looked for.</summary>
public enum PublishedFormat
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

    /// <summary>METAL's input or output.</summary>
    Metal,

    /// <summary>GCTA-COJO's <c>.ma</c>, and fastGWA's.</summary>
    Cojo,
}
