namespace WhiteMatter.Formats.Genotypes;

/// <summary>Formats of files of genotypes; the numbers are those of <c>wm_genotype_format</c>.</summary>
public enum GenotypeFileFormat
{
    /// <summary>PLINK 1's .bed, variant-major or individual-major.</summary>
    Bed = 1,

    /// <summary>PLINK 2's .pgen.</summary>
    Pgen = 2,

    /// <summary>BGEN, layouts 1 and 2.</summary>
    Bgen = 3,

    /// <summary>VCF, bgzipped VCF, or BCF.</summary>
    Vcf = 4,
}
