namespace WhiteMatter.Plan.Parameters;

/// <summary>What is done with people who lack a genotype.</summary>
public enum MissingGenotypes
{
    /// <summary>They are left out of the variant's test in each trait, exactly.</summary>
    Exact,

    /// <summary>They have the mean of the others, as regenie and BOLT-LMM do.</summary>
    Mean,
}
