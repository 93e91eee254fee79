namespace WhiteMatter.Statistics.Harmonisation;

/// <summary>The linear model of one feature by batches and covariates, and its batches' effects.</summary>
internal sealed class FeatureModel
{
    private const double PivotTolerance = 1e-10;
    private const double ConstantTolerance = 1e-20;
    private const double LeastSquare = 1e-280;

    private readonly double[] _expected;
    private readonly double _deviation;

    private FeatureModel(double[] expected, double deviation, double[][] standardised, double[] means, double[] variances)
    {
        _expected = expected;
        _deviation = deviation;
        Standardised = standardised;
        Means = means;
        Variances = variances;
    }

    /// <summary>Of each batch the standardised values of the people who have the feature, in their order.</summary>
    public double[][] Standardised { get; }

    /// <summary>Mean of each batch's standardised values; later shrunken.</summary>
    public double[] Means { get; }

    /// <summary>Variance of each batch's standardised values; later shrunken.</summary>
    public double[] Variances { get; }

    /// <summary>Fits the model.</summary>
    public static (FeatureModel Model, ComBatProblem Problem) Fit(
        double[] feature, IReadOnlyList<int> batches, int count, IReadOnlyList<double[]> covariates, ComBatOptions options)
    {
        int[] people = [.. Enumerable.Range(0, feature.Length).Where(person => batches[person] >= 0 && double.IsFinite(feature[person]))];
        var sizes = new int[count];
        foreach (var person in people)
        {
            sizes[batches[person]]++;
        }

        var nothing = new FeatureModel([], 0, [], [], []);
        if (sizes.Any(size => size < (options.MeanOnly ? 1 : 2)))
        {
            return (nothing, ComBatProblem.BatchTooSmall);
        }

        var values = Array.ConvertAll(people, person => feature[person]);
        if (!IsSquarable(values))
        {
            return (nothing, ComBatProblem.OutOfRange);
        }

        var columns = Columns(people, batches, count, covariates, options.Reference);
        if (people.Length <= columns.Length || LeastSquares(columns, values) is not { } effects)
        {
            return (nothing, ComBatProblem.Confounded);
        }

        // What a person of the average batch, or of the reference, is expected to have.
        var grand = options.Reference is { } reference ? effects[reference] : Enumerable.Range(0, count).Sum(batch => effects[batch] * sizes[batch]) / people.Length;
        var expected = new double[feature.Length];
        var (squares, counted, total) = (0.0, 0, 0.0);
        for (var i = 0; i < people.Length; i++)
        {
            var (explained, fitted) = (grand, 0.0);
            for (var column = 0; column < columns.Length; column++)
            {
                var part = effects[column] * columns[column][i];
                fitted += part;
                explained += column >= count ? part : 0;
            }

            expected[people[i]] = explained;
            total += values[i] * values[i];
            if (options.Reference is not { } fixed_ || batches[people[i]] == fixed_)
            {
                squares += (values[i] - fitted) * (values[i] - fitted);
                counted++;
            }
        }

        var deviation = Math.Sqrt(squares / counted);
        if (!(squares > ConstantTolerance * total))
        {
            return (nothing, ComBatProblem.Constant);
        }

        var standardised = Enumerable.Range(0, count).Select(batch => people.Where(person => batches[person] == batch)
            .Select(person => (feature[person] - expected[person]) / deviation).ToArray()).ToArray();
        var means = Array.ConvertAll(standardised, values => values.Average());
        var variances = standardised.Select((values, batch) => options.MeanOnly
            ? 1
            : values.Sum(value => (value - means[batch]) * (value - means[batch])) / (values.Length - 1)).ToArray();

        // A batch in which nobody differs has no variance to be brought to the others'.
        return variances.Any(variance => !(variance > 0))
            ? (nothing, ComBatProblem.Constant)
            : (new FeatureModel(expected, deviation, standardised, MeansOf(means, options), variances), ComBatProblem.None);
    }

    /// <summary>Whether variances of the values are numbers, and those of values that differ are not lost below the least number.</summary>
    private static bool IsSquarable(double[] values)
    {
        var squares = values.Sum(value => value * value);
        return double.IsFinite(squares) && (squares > LeastSquare || Array.TrueForAll(values, value => value == values[0]));
    }

    /// <summary>The feature without its batches' effects.</summary>
    public double[] Adjust(double[] feature, IReadOnlyList<int> batches, ComBatOptions options)
    {
        var adjusted = new double[feature.Length];
        for (var person = 0; person < adjusted.Length; person++)
        {
            var batch = batches[person];
            adjusted[person] = batch < 0 || !double.IsFinite(feature[person]) ? double.NaN
                : batch == options.Reference ? feature[person]
                : (((((feature[person] - _expected[person]) / _deviation) - Means[batch]) / Math.Sqrt(Variances[batch])) * _deviation) + _expected[person];
        }

        return adjusted;
    }

    /// <summary>With a reference the other batches' means are told against its own.</summary>
    private static double[] MeansOf(double[] means, ComBatOptions options) =>
        options.Reference is { } reference ? [.. means.Select((mean, batch) => batch == reference ? mean : mean - means[reference])] : means;

    /// <summary>A column a batch, then the covariates. With a reference its column is an intercept.</summary>
    private static double[][] Columns(int[] people, IReadOnlyList<int> batches, int count, IReadOnlyList<double[]> covariates, int? reference) =>
    [
        .. Enumerable.Range(0, count).Select(batch => Array.ConvertAll(people, person => batch == reference || batches[person] == batch ? 1.0 : 0.0)),
        .. covariates.Select(covariate => Array.ConvertAll(people, person => covariate[person])),
    ];

    /// <summary>Least squares by modified Gram–Schmidt, run twice a column; null where a column is made up of those before it.</summary>
    private static double[]? LeastSquares(double[][] columns, double[] values)
    {
        var basis = Array.ConvertAll(columns, column => (double[])column.Clone());
        var triangle = new double[columns.Length, columns.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            var whole = Math.Sqrt(Product(basis[j], basis[j]));
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < j; k++)
                {
                    var along = Product(basis[k], basis[j]);
                    triangle[k, j] += along;
                    Subtract(basis[j], basis[k], along);
                }
            }

            var length = Math.Sqrt(Product(basis[j], basis[j]));
            if (!(length > PivotTolerance * whole))
            {
                return null;
            }

            triangle[j, j] = length;
            for (var i = 0; i < basis[j].Length; i++)
            {
                basis[j][i] /= length;
            }
        }

        var effects = new double[columns.Length];
        var rest = (double[])values.Clone();
        for (var j = 0; j < columns.Length; j++)
        {
            effects[j] = Product(basis[j], rest);
            Subtract(rest, basis[j], effects[j]);
        }

        for (var j = columns.Length - 1; j >= 0; j--)
        {
            for (var k = j + 1; k < columns.Length; k++)
            {
                effects[j] -= triangle[j, k] * effects[k];
            }

            effects[j] /= triangle[j, j];
        }

        return effects;
    }

    private static double Product(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Subtract(double[] from, double[] what, double times)
    {
        for (var i = 0; i < from.Length; i++)
        {
            from[i] -= times * what[i];
        }
    }
}
