namespace WhiteMatter.Genetics.Regression;

/// <summary>Why a whole-genome regression or a mixed model cannot be fitted.</summary>
public enum RegressionProblem
{
    /// <summary>No variant has a part.</summary>
    NoVariants,
}

/// <summary>A whole-genome regression or a mixed model that cannot be fitted.</summary>
/// <param name="problem">Why.</param>
/// <param name="subject">What it is about: a trait, or nothing.</param>
public sealed class RegressionException(RegressionProblem problem, string subject) : Exception($"{problem}: {subject}")
{
    /// <summary>Why.</summary>
    public RegressionProblem Problem { get; } = problem;

    /// <summary>What it is about.</summary>
    public string Subject { get; } = subject;
}
