namespace WhiteMatter.Plan.Parameters;

/// <summary>What of a genotype a trait is regressed on; A1 is the effect allele.</summary>
public enum GenotypeCoding
{
    /// <summary>Copies of A1: 0, 1, 2.</summary>
    Additive,

    /// <summary>Whether there is a copy: 0, 1, 1.</summary>
    Dominant,

    /// <summary>Whether there are two: 0, 0, 1.</summary>
    Recessive,
}
