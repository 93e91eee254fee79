namespace WhiteMatter.Imaging.Simulation;

/// <summary>
/// A column of simulated people as one score per person: less its mean and over its standard deviation (with n in the denominator) in
/// the genotyped people, in whom it then has mean 0 and variance 1. The column is age in years; sex, 1 for men and 0 for women; or site, 0, 1, 2
/// for <c>A</c>, <c>B</c>, <c>C</c>, so that each site differs from the one before by the same amount.
/// </summary>
/// <param name="Values">One score per person; all 0 when the genotyped people are all alike.</param>
/// <param name="Deviation">The standard deviation in the genotyped people, in the column's unit; 0 when they are all alike.</param>
public sealed record CovariateScores(double[] Values, double Deviation)
{
    private const int TenthsPerYear = 10;

    /// <summary>The names of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["age", "sex", "site"];

    /// <summary>The direction of a column's effect: FA falls with age, and is higher in men and from site to site.</summary>
    /// <param name="column">The column.</param>
    public static int Direction(string column) => column == "age" ? -1 : 1;

    /// <summary>Standardises a column. Sums are of whole numbers, so that the scores do not depend on the order of people.</summary>
    /// <param name="people">The people, at least one of them genotyped.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static CovariateScores Of(IReadOnlyList<SimulatedPerson> people, string column)
    {
        ArgumentNullException.ThrowIfNull(people);
        var (value, unit) = column switch
        {
            "age" => ((Func<SimulatedPerson, long>)(person => (long)Math.Round(person.Age * TenthsPerYear)), 1.0 / TenthsPerYear),
            "sex" => (person => person.Male ? 1 : 0, 1.0),
            "site" => (person => person.Site, 1.0),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Simulated people have no such column."),
        };
        var (count, sum, squares) = (0L, 0L, 0L);
        foreach (var person in people)
        {
            if (person.Genotyped)
            {
                var x = value(person);
                count++;
                sum += x;
                squares += x * x;
            }
        }

        // n² times the variance, exact.
        var spread = (count * squares) - (sum * sum);
        if (spread == 0)
        {
            return new CovariateScores(new double[people.Count], 0);
        }

        var mean = sum / (double)count;
        var deviation = Math.Sqrt(spread) / count;
        return new CovariateScores([.. people.Select(person => (value(person) - mean) / deviation)], deviation * unit);
    }
}
