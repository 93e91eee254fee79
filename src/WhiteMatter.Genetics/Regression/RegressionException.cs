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

    /// <summary>More people than a dense matrix is decomposed of.</summary>
    TooManyPeople,

    /// <summary>Traits are missing in so many ways that the matrices of all of them are too large together.</summary>
    TooManyGroups,
}

/// <summary>A whole-genome regression or a mixed model that cannot be fitted.</summary>
/// <param name="problem">Why.</param>
/// <param name="count">How many people it is about, or groups of people; 0 where it is about none.</param>
public sealed class RegressionException(RegressionProblem problem, int count = 0) : Exception($"{problem}: {count}")
{
    /// <summary>Why.</summary>
    public RegressionProblem Problem { get; } = problem;

    /// <summary>How many people it is about, or groups of people.</summary>
    public int Count { get; } = count;
}
