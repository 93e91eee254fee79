namespace WhiteMatter.Genetics.Joint;

/// <summary>Why a joint test cannot be made.</summary>
public enum JointProblem
{
    /// <summary>Fewer than two traits.</summary>
    TooFewTraits,

    /// <summary>The association's traits, people or covariates are not those of the design.</summary>
    DesignDiffers,

    /// <summary>The association holds joint statistics already.</summary>
    Unsigned,

    /// <summary>F is asked for, and some people lack a trait.</summary>
    MissingTraits,

    /// <summary>As many directions of the traits as people less covariates: each variant would fit perfectly.</summary>
    TooFewPeople,

    /// <summary>A null of too few permuted variants; what was found is their number.</summary>
    TooFewVariants,

    /// <summary>The association tests what a model put in the traits' place, and the correlation of that is not known.</summary>
    NotOfTraits,
}

/// <summary>A joint test cannot be made.</summary>
/// <param name="problem">Why.</param>
/// <param name="what">What was found, in words; empty where the numbers say it.</param>
/// <param name="degrees">K: traits, or what is kept of their directions.</param>
/// <param name="people">n, people of the design; with missing traits the fewest of a trait.</param>
/// <param name="rank">c, rank of the covariates with intercept.</param>
public sealed class JointException(JointProblem problem, string what, int degrees, int people, int rank) : Exception($"{problem} {what}")
{
    /// <summary>Why.</summary>
    public JointProblem Problem { get; } = problem;

    /// <summary>What was found, in words.</summary>
    public string What { get; } = what;

    /// <summary>K.</summary>
    public int Degrees { get; } = degrees;

    /// <summary>n.</summary>
    public int People { get; } = people;

    /// <summary>c.</summary>
    public int Rank { get; } = rank;
}
