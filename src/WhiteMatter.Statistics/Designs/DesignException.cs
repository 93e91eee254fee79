namespace WhiteMatter.Statistics.Designs;

/// <summary>Why a design cannot be made of data. The names are stable: the runtime maps each to a diagnostic code.</summary>
public enum DesignProblem
{
    /// <summary>The formula names a column that the data lack.</summary>
    UnknownColumn,

    /// <summary>Arithmetic is asked of a column that is a factor.</summary>
    NotNumeric,

    /// <summary>A value is missing where only complete rows are taken.</summary>
    MissingValue,

    /// <summary>Arithmetic gave NaN or an infinity.</summary>
    NotFinite,

    /// <summary>The formula has too many terms.</summary>
    TooManyTerms,

    /// <summary>The design would have too many columns.</summary>
    TooManyColumns,

    /// <summary>A formula's power is below 1.</summary>
    InvalidPower,

    /// <summary>There are no rows.</summary>
    NoRows,

    /// <summary>The formula has no term and no intercept.</summary>
    Empty,
}

/// <summary>A design cannot be made of the data given.</summary>
/// <param name="problem">Why.</param>
/// <param name="variable">The column or variable concerned; may be empty.</param>
/// <param name="message">What is wrong, in words.</param>
public sealed class DesignException(DesignProblem problem, string variable, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public DesignProblem Problem { get; } = problem;

    /// <summary>The column or variable concerned; may be empty.</summary>
    public string Variable { get; } = variable;
}
