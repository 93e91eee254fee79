using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction;

/// <summary>
/// Features of people learnt from and of people predicted. Mean, standard deviation and regression on covariates are those of the people learnt from alone; no outcome
/// has a part in it.
/// </summary>
internal sealed class FeatureSplit
{
    /// <summary>A feature whose standard deviation is below this share of its greatest value does not vary.</summary>
    private const double Least = 1e-10;

    private FeatureSplit(int[] trainRows, int[] testRows, CovariateBasis basis) => (TrainRows, TestRows, Basis) = (trainRows, testRows, basis);

    public int[] TrainRows { get; }

    public int[] TestRows { get; }

    public CovariateBasis Basis { get; }

    /// <summary>Standardised columns of the features that vary, over those learnt from.</summary>
    public double[][] Train { get; private set; } = [];

    /// <summary>The same over those predicted.</summary>
    public double[][] Test { get; private set; } = [];

    /// <summary>Which features these are.</summary>
    public int[] Kept { get; private set; } = [];

    /// <summary>What each was divided by.</summary>
    public double[] Scales { get; private set; } = [];

    /// <summary>The coefficients of each, before it was divided, on the basis, as many as were taken out of it.</summary>
    public double[][] Coefficients { get; private set; } = [];

    /// <summary>Columns of the basis that are taken out of the outcome before it is learnt: the mean, or all covariates.</summary>
    public int OutcomeColumns { get; private init; }

    /// <summary>Columns of the basis that stand in a model of log odds, without a penalty: the intercept, or covariates that predict beside the features too.</summary>
    public int OddsColumns { get; private init; }

    /// <summary>Makes the split.</summary>
    /// <param name="problem">Features and covariates.</param>
    /// <param name="train">People learnt from.</param>
    /// <param name="test">People predicted.</param>
    /// <param name="isLinear">Whether what learns is linear: else covariates that predict beside the features are not taken out of these.</param>
    public static FeatureSplit Create(PredictionProblem problem, int[] train, int[] test, bool isLinear = true)
    {
        var basis = CovariateBasis.Create(problem.Covariates, train, test);
        // Covariates that predict a class beside the features stand in the model; those that predict a number are regressed out of both, which is the same.
        var fromFeatures = problem.Use is CovariateUse.Features or CovariateUse.Both || (problem.Use == CovariateUse.Beside && !problem.IsBinary && isLinear) ? basis.Rank : 1;
        var fromOutcome = !problem.IsBinary && problem.Use != CovariateUse.Features ? basis.Rank : 1;
        var split = new FeatureSplit(train, test, basis) { OutcomeColumns = fromOutcome, OddsColumns = problem.Use == CovariateUse.Beside ? basis.Rank : 1 };
        var (trains, tests, kept, scales, coefficients) = (new List<double[]>(), new List<double[]>(), new List<int>(), new List<double>(), new List<double[]>());
        for (var j = 0; j < problem.Features.Count; j++)
        {
            var (ofTrain, ofTest) = (CovariateBasis.Rows(problem.Features[j], train), CovariateBasis.Rows(problem.Features[j], test));
            var greatest = ofTrain.Max(Math.Abs);

            // Beside covariates a feature counts by its own standard deviation, not by that of what they leave of it, as an unpenalised column of glmnet's has it.
            var mean = basis.TakeOut(1, ofTrain, ofTest);
            var own = Deviation(ofTrain);
            var rest = fromFeatures > 1 ? Residualise(basis, fromFeatures, ofTrain, ofTest) : [];
            var left = fromFeatures > 1 ? Deviation(ofTrain) : own;
            var scale = problem.Use == CovariateUse.Beside ? own : left;
            if (!(left > Least * greatest) || !(scale > 0))
            {
                continue;
            }

            CovariateBasis.Scale(ofTrain, 1 / scale);
            CovariateBasis.Scale(ofTest, 1 / scale);
            trains.Add(ofTrain);
            tests.Add(ofTest);
            kept.Add(j);
            scales.Add(scale);
            coefficients.Add([.. mean, .. rest]);
        }

        (split.Train, split.Test, split.Kept, split.Scales, split.Coefficients) = ([.. trains], [.. tests], [.. kept], [.. scales], [.. coefficients]);
        return split;
    }

    /// <summary>An outcome less its mean or covariates over those learnt from, and what these alone predict for the others.</summary>
    public (double[] Target, double[] Base) TakeFrom(double[] outcome)
    {
        var (target, none) = (CovariateBasis.Rows(outcome, TrainRows), new double[TestRows.Length]);
        Basis.TakeOut(OutcomeColumns, target, none);
        CovariateBasis.Scale(none, -1);
        return (target, none);
    }

    private static double[] Residualise(CovariateBasis basis, int count, double[] train, double[] test)
    {
        var coefficients = new double[count - 1];
        for (var k = 1; k < count; k++)
        {
            var factor = VectorProduct.Dot(basis.Train[k], train);
            VectorProduct.Add(-factor, basis.Train[k], train);
            VectorProduct.Add(-factor, basis.Test[k], test);
            coefficients[k - 1] = factor;
        }

        return coefficients;
    }

    private static double Deviation(double[] centred) => Math.Sqrt(VectorProduct.Dot(centred, centred) / centred.Length);
}
