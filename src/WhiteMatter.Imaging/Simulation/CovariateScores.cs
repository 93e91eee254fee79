namespace WhiteMatter.Imaging.Simulation;

/// <summary>The columns of simulated people that may have an effect.</summary>
public static class CovariateScores
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["age", "sex", "site"];

    /// <summary>
    /// A column as one number per person: age in years; sex 1 for men and 0 for women; site 0, 1, 2 for <c>A</c>, <c>B</c>, <c>C</c>, so
    /// that each site differs from the one before by the same amount.
    /// </summary>
    /// <param name="people">The people.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static double[] Values(IReadOnlyList<SimulatedPerson> people, string column)
    {
        ArgumentNullException.ThrowIfNull(people);
        Func<SimulatedPerson, double> value = column switch
        {
            "age" => person => person.Age,
            "sex" => person => person.Male ? 1 : 0,
            "site" => person => person.Site,
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Simulated people have no such column."),
        };
        return [.. people.Select(value)];
    }

    /// <summary>The direction of a column's effect: FA falls with age, and is higher in men and from site to site.</summary>
    /// <param name="column">The column.</param>
    public static int Direction(string column) => column == "age" ? -1 : 1;

    /// <summary>
    /// Standardises a column by the mean and the standard deviation (n in the denominator) of the genotyped people, in whom it then has
    /// mean 0 and variance 1.
    /// </summary>
    /// <param name="people">The people.</param>
    /// <param name="values">One value per person; replaced by the score.</param>
    /// <returns>The standard deviation in the genotyped people; 0 when they are all alike, and then every score is 0.</returns>
    public static double Standardise(IReadOnlyList<SimulatedPerson> people, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(people);
        var (count, sum) = (0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (people[i].Genotyped)
            {
                count++;
                sum += values[i];
            }
        }

        var mean = sum / count;
        var squares = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
            squares += people[i].Genotyped ? values[i] * values[i] : 0;
        }

        // A constant leaves the rounding of its mean behind.
        var deviation = Math.Sqrt(squares / count);
        if (!(deviation > 1e-12 * Math.Max(1, Math.Abs(mean))))
        {
            values.Clear();
            return 0;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] /= deviation;
        }

        return deviation;
    }
}
