using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Prediction.Learners;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>Ridge regressions of many outcomes over one split, and how much they leave of each in the people predicted.</summary>
internal sealed class PermutedSplit
{
    private readonly PredictionProblem _problem;
    private readonly FeatureSplit _split;
    private readonly RidgeDecomposition _decomposition;
    private readonly int[] _trainCells;
    private readonly int[] _testCells;
    private readonly double[][] _predictors;
    private readonly double[][] _between;
    private readonly double[][] _featuresBasis;
    private readonly double[][] _testBasis;
    private readonly double[][] _testFeaturesBasis;
    private double[][] _train = [];
    private double[][] _test = [];
    private double[] _squares = [];
    private double[][]? _kept;
    private double[] _coordinates = [];
    private double[] _shared = [];

    public PermutedSplit(PredictionProblem problem, int[] train, int[] test, int[] trainCells, int[] testCells, CancellationToken cancellationToken)
    {
        (_problem, _trainCells, _testCells) = (problem, trainCells, testCells);
        _split = FeatureSplit.Create(problem, train, test);
        _decomposition = RidgeDecomposition.Of(_split, cancellationToken);
        _predictors = _decomposition.Predictors();
        _between = ColumnProducts.Gram(_predictors);
        double[][] basis = [.. _split.Basis.Train.Take(_split.OutcomeColumns)], testBasis = [.. _split.Basis.Test.Take(_split.OutcomeColumns)];
        _featuresBasis = ColumnProducts.Cross(_split.Train, basis);
        _testFeaturesBasis = ColumnProducts.Cross(_split.Test, _split.Basis.Test);
        _testBasis = ColumnProducts.Gram(testBasis);
    }

    /// <summary>The squares that covariates alone, or the mean where none are in the outcome, leave in the people predicted.</summary>
    public double BaseLeft { get; private set; }

    /// <summary>The squares that the mean of those learnt from leaves.</summary>
    public double MeanLeft { get; private set; }

    /// <summary>Takes the products of all outcomes.</summary>
    public void Load(double[][][] products, double[][] squares, double[][]? kept, int count)
    {
        double[][] Sum(int[] cells)
        {
            var columns = products[0].Length;
            var sum = new double[columns][];
            for (var c = 0; c < columns; c++)
            {
                sum[c] = new double[count];
                foreach (var cell in cells)
                {
                    VectorProduct.Add(1, products[cell][c], sum[c]);
                }
            }

            return sum;
        }

        (_train, _test, _kept, _squares) = (Sum(_trainCells), Sum(_testCells), kept, new double[count]);
        foreach (var cell in _testCells)
        {
            VectorProduct.Add(1, squares[cell], _squares);
        }
    }

    /// <summary>Turns to an outcome.</summary>
    public void Take(int outcome)
    {
        var covariates = _problem.Covariates.Count + 1;
        var (ofTrain, ofTest) = (OnBasis(_train, outcome, covariates), OnBasis(_test, outcome, covariates));
        var own = ofTrain.AsSpan(0, _split.OutcomeColumns);

        // ‖y − Qg‖² over those predicted, of the basis that is taken out of the outcome and of its mean alone.
        var left = _squares[outcome];
        for (var k = 0; k < own.Length; k++)
        {
            left += own[k] * (VectorProduct.Dot(_testBasis[k], own) - (2 * ofTest[k]));
        }

        BaseLeft = left;
        MeanLeft = _squares[outcome] + (own[0] * ((own[0] * _testBasis[0][0]) - (2 * ofTest[0])));
        if (_decomposition.ByFeatures)
        {
            var (trains, tests) = (new double[_split.Kept.Length], new double[_split.Kept.Length]);
            for (var j = 0; j < trains.Length; j++)
            {
                var (column, coefficients) = (covariates + _split.Kept[j], _split.Coefficients[j]);
                trains[j] = ((_train[column][outcome] - VectorProduct.Dot(coefficients, ofTrain.AsSpan(0, coefficients.Length))) / _split.Scales[j]) - VectorProduct.Dot(_featuresBasis[j], own);
                tests[j] = ((_test[column][outcome] - VectorProduct.Dot(coefficients, ofTest.AsSpan(0, coefficients.Length))) / _split.Scales[j]) - VectorProduct.Dot(_testFeaturesBasis[j].AsSpan(0, own.Length), own);
            }

            _coordinates = [.. _decomposition.Vectors.Select(vector => VectorProduct.Dot(vector, trains))];
            _shared = [.. _decomposition.Vectors.Select(vector => VectorProduct.Dot(vector, tests))];
        }
        else
        {
            var outcomes = _kept![outcome];
            var (target, start) = _split.TakeFrom(outcomes);
            var rest = CovariateBasis.Rows(outcomes, _split.TestRows);
            VectorProduct.Add(-1, start, rest);
            _coordinates = _decomposition.Coordinates(target);
            _shared = [.. _predictors.Select(predictor => VectorProduct.Dot(predictor, rest))];
        }
    }

    /// <summary>The squares that ridge regression with a penalty leaves in the people predicted.</summary>
    public double Left(double penalty)
    {
        var factors = _decomposition.Factors(_coordinates, penalty);
        var left = BaseLeft;
        for (var k = 0; k < factors.Length; k++)
        {
            left += factors[k] * (VectorProduct.Dot(_between[k], factors) - (2 * _shared[k]));
        }

        return left;
    }

    /// <summary>The products of the basis with an outcome.</summary>
    private double[] OnBasis(double[][] products, int outcome, int covariates)
    {
        var ofColumns = new double[covariates];
        for (var c = 0; c < covariates; c++)
        {
            ofColumns[c] = products[c][outcome];
        }

        return [.. _split.Basis.Mixing.Select(mixing => VectorProduct.Dot(mixing, ofColumns))];
    }
}
