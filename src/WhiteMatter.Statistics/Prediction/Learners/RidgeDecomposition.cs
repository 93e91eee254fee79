using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>
/// The singular value decomposition of standardised features Z = U S V' by the smaller of Z'Z and ZZ', from which ridge regressions of every penalty and every
/// outcome follow: the predictions of people with the features X are X V diag(1 / (s² + nλ)) V'Z'y.
/// </summary>
/// <remarks>Cost: with p features and n people np·min(n, p) and 9·min(n, p)³ operations. Memory: 8·min(n, p)² bytes twice.</remarks>
internal sealed class RidgeDecomposition
{
    /// <summary>Squared singular values below this share of the greatest are rounding.</summary>
    private const double Least = 1e-13;

    private readonly FeatureSplit _split;
    private readonly double[][] _vectors;

    private RidgeDecomposition(FeatureSplit split, double[] squares, double[][] vectors, bool byFeatures)
    {
        (_split, Squares, _vectors, ByFeatures) = (split, squares, vectors, byFeatures);
    }

    /// <summary>s², falling.</summary>
    public double[] Squares { get; }

    /// <summary>Whether Z'Z was decomposed, so that vectors are of features; else ZZ', and they are of people.</summary>
    public bool ByFeatures { get; }

    /// <summary>The vectors.</summary>
    public double[][] Vectors => _vectors;

    public static RidgeDecomposition Of(FeatureSplit split, CancellationToken cancellationToken)
    {
        var (features, people) = (split.Train.Length, split.TrainRows.Length);
        if (features == 0)
        {
            return new RidgeDecomposition(split, [], [], true);
        }

        var byFeatures = features <= people;
        var matrix = byFeatures ? ColumnProducts.Gram(split.Train) : ColumnProducts.Gram(Transposed(split.Train));
        var found = LargeSymmetricMatrix.Decompose(matrix, 1, null, cancellationToken);
        var rank = found.Values.TakeWhile(value => value > Least * found.Values[0]).Count();
        return new RidgeDecomposition(split, found.Values[..rank], found.Vectors[..rank], byFeatures);
    }

    /// <summary>The coordinates of an outcome of those learnt from: V'Z'y, or S U'y by people, and then <see cref="Predictors"/> are divided by S too.</summary>
    public double[] Coordinates(double[] target)
    {
        if (!ByFeatures)
        {
            return [.. _vectors.Select(vector => VectorProduct.Dot(vector, target))];
        }

        var products = new double[_split.Train.Length];
        for (var j = 0; j < products.Length; j++)
        {
            products[j] = VectorProduct.Dot(_split.Train[j], target);
        }

        return [.. _vectors.Select(vector => VectorProduct.Dot(vector, products))];
    }

    /// <summary>Columns over people predicted, of which ridge predictions are combinations: coordinates by (s² + nλ) are their factors.</summary>
    public double[][] Predictors()
    {
        if (ByFeatures)
        {
            return Combine(_split.Test, _vectors);
        }

        // Z_test Z' U: by people, with the products of those predicted and those learnt from.
        var products = ColumnProducts.Cross(Transposed(_split.Train), Transposed(_split.Test));
        return Combine(products, _vectors);
    }

    /// <summary>The coefficients of the features for such factors.</summary>
    public double[] Coefficients(double[] factors)
    {
        if (ByFeatures)
        {
            var coefficients = new double[_split.Train.Length];
            for (var k = 0; k < factors.Length; k++)
            {
                VectorProduct.Add(factors[k], _vectors[k], coefficients);
            }

            return coefficients;
        }

        var people = new double[_split.TrainRows.Length];
        for (var k = 0; k < factors.Length; k++)
        {
            VectorProduct.Add(factors[k], _vectors[k], people);
        }

        return [.. _split.Train.Select(column => VectorProduct.Dot(column, people))];
    }

    /// <summary>What coordinates are multiplied with for a penalty.</summary>
    public double[] Factors(double[] coordinates, double penalty)
    {
        var factors = new double[coordinates.Length];
        for (var k = 0; k < factors.Length; k++)
        {
            factors[k] = coordinates[k] / (Squares[k] + (_split.TrainRows.Length * penalty));
        }

        return factors;
    }

    /// <summary>Rows as columns.</summary>
    internal static double[][] Transposed(double[][] columns)
    {
        var rows = new double[columns[0].Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = new double[columns.Length];
            for (var j = 0; j < row.Length; j++)
            {
                row[j] = columns[j][i];
            }

            rows[i] = row;
        }

        return rows;
    }

    /// <summary>For each vector the combination of the columns that it says.</summary>
    internal static double[][] Combine(double[][] columns, double[][] vectors)
    {
        var length = columns.Length == 0 ? 0 : columns[0].Length;
        var combined = new double[vectors.Length][];
        for (var k = 0; k < vectors.Length; k++)
        {
            combined[k] = new double[length];
            ColumnProducts.AddCombination(columns, vectors[k], combined[k]);
        }

        return combined;
    }
}
