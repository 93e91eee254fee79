namespace WhiteMatter.Genetics.Simulation;

/// <summary>Why causal variants cannot be chosen.</summary>
public enum CausalProblem
{
    /// <summary>The genotypes have no variant of the name.</summary>
    VariantUnknown,

    /// <summary>The filter removes the variant.</summary>
    VariantRemoved,

    /// <summary>The variant is on no autosome.</summary>
    VariantOutsideAutosomes,

    /// <summary>Nobody, or everybody alike, has the variant.</summary>
    VariantConstant,

    /// <summary>No further variant is kept and far enough from those chosen.</summary>
    TooFewVariants,
}

/// <summary>Causal variants cannot be chosen.</summary>
/// <param name="problem">Why.</param>
/// <param name="variant">The variant named; empty when too few can be drawn.</param>
/// <param name="wanted">How many are to be drawn.</param>
/// <param name="found">How many could be.</param>
public sealed class CausalChoiceException(CausalProblem problem, string variant, int wanted, int found) : Exception($"{problem} {variant}")
{
    /// <summary>Why.</summary>
    public CausalProblem Problem { get; } = problem;

    /// <summary>The variant named; empty when too few can be drawn.</summary>
    public string Variant { get; } = variant;

    /// <summary>How many are to be drawn.</summary>
    public int Wanted { get; } = wanted;

    /// <summary>How many could be.</summary>
    public int Found { get; } = found;
}
