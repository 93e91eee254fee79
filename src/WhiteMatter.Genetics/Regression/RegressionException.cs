namespace WhiteMatter.Genetics.Regression;

/// <summary>Why a whole-genome regression or a mixed model cannot be fitted.</summary>
public enum RegressionProblem
{
    /// <summary>No variant has a part.</summary>
    NoVariants,

    /// <summary>Too many people are joined by relationships to be decomposed together.</summary>
    FamilyTooLarge,

    /// <summary>No variant is left to calibrate score statistics with.</summary>
    NoCalibration,
}

/// <summary>A whole-genome regression or a mixed model that cannot be fitted.</summary>
/// <param name="problem">Why.</param>
/// <param name="people">How many people it is about; 0 where it is about none.</param>
public sealed class RegressionException(RegressionProblem problem, int people = 0) : Exception($"{problem}: {people} people")
{
    /// <summary>Why.</summary>
    public RegressionProblem Problem { get; } = problem;

    /// <summary>How many people it is about.</summary>
    public int People { get; } = people;
}
