namespace WhiteMatter.Genetics.Designs;

/// <summary>Why an association cannot be set up.</summary>
public enum DesignProblem
{
    /// <summary>Nobody has genotypes, traits and covariates.</summary>
    NobodyLeft,

    /// <summary>A trait is missing in everyone.</summary>
    TraitMissing,

    /// <summary>A trait has no variance, or none that the covariates leave.</summary>
    TraitConstant,

    /// <summary>A trait has too few people for the covariates.</summary>
    TooFewPeople,

    /// <summary>A trait of a logistic regression has more than two values.</summary>
    TraitNotBinary,
}

/// <summary>An association cannot be set up.</summary>
/// <param name="problem">Why.</param>
/// <param name="trait">The trait concerned; empty when it is about people.</param>
/// <param name="people">People with the trait; where it is missing in everyone, or nobody is left, people in all.</param>
/// <param name="rank">Rank of the covariates with intercept.</param>
public sealed class DesignException(DesignProblem problem, string trait, int people, int rank) : Exception($"{problem} {trait}")
{
    /// <summary>Why.</summary>
    public DesignProblem Problem { get; } = problem;

    /// <summary>The trait concerned; empty when it is about people.</summary>
    public string Trait { get; } = trait;

    /// <summary>People with the trait; where it is missing in everyone, or nobody is left, people in all.</summary>
    public int People { get; } = people;

    /// <summary>Rank of the covariates with intercept.</summary>
    public int Rank { get; } = rank;

    /// <summary>Some of the trait's values, where they are the problem; else empty.</summary>
    public string Values { get; init; } = string.Empty;
}
