using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Statistics.Prediction.Learners;

/// <summary>
/// Penalised logistic regression by Newton's steps whose matrix of second derivatives is kept while it serves: each step's gradient is exact, so that where it
/// ends does not depend on that. A step that makes the loss greater is halved.
/// </summary>
internal sealed class LogisticFit
{
    /// <summary>It ends when no coefficient of a column with variance 1 moves by more.</summary>
    private const double Tolerance = 1e-8;

    private const int MostSteps = 200;

    /// <summary>So many steps after each other that leave the loss as it is end it: where covariates separate the classes their coefficients have no end, and the others are long where they go.</summary>
    private const int MostFlat = 6;

    /// <summary>A loss that falls by less than this share of it is as it was.</summary>
    private const double Flat = 1e-12;

    /// <summary>Second derivatives are made anew when a step is not smaller than this share of the one before.</summary>
    private const double Slow = 0.2;

    private readonly double[][] _columns;
    private readonly double[] _outcome;
    private readonly int _penalised;
    private readonly double[] _odds;
    private ProductColumns? _products;
    private double[]? _factor;
    private Candidate _factorOf;

    /// <summary>Begins with all coefficients 0.</summary>
    /// <param name="free">Columns without a penalty; the intercept is among them.</param>
    /// <param name="columns">Columns with one.</param>
    /// <param name="outcome">1 and 0.</param>
    public LogisticFit(double[][] free, double[][] columns, double[] outcome)
    {
        (_columns, _outcome, _penalised) = ([.. free, .. columns], outcome, columns.Length);
        Coefficients = new double[_columns.Length];
        _odds = new double[outcome.Length];
    }

    /// <summary>Whether the last solution was left while coefficients still moved, though the loss did not: classes are separated by columns without a penalty.</summary>
    public bool IsSeparated { get; private set; }

    /// <summary>Steps taken so far.</summary>
    public int Steps { get; private set; }

    /// <summary>The coefficients, those without a penalty first.</summary>
    public double[] Coefficients { get; }

    /// <summary>Minus the derivatives of the mean loss, without the penalty.</summary>
    public double[] Gradient()
    {
        var residual = new double[_outcome.Length];
        for (var i = 0; i < residual.Length; i++)
        {
            residual[i] = _outcome[i] - Probability(_odds[i]);
        }

        var gradient = new double[_columns.Length];
        for (var j = 0; j < gradient.Length; j++)
        {
            gradient[j] = VectorProduct.Dot(_columns[j], residual) / residual.Length;
        }

        return gradient;
    }

    /// <summary>Goes on to the least loss of a penalty.</summary>
    public void Solve(Candidate candidate, CancellationToken cancellationToken)
    {
        var loss = Loss(candidate, Coefficients, _odds);
        var (before, flat) = (double.PositiveInfinity, 0);
        IsSeparated = false;
        for (var step = 0; step < MostSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_products is null)
            {
                _products = new ProductColumns(_columns, Weights());
                _factor = null;
            }

            var direction = Direction(candidate, cancellationToken);
            var size = 0.0;
            for (var j = 0; j < direction.Length; j++)
            {
                size = Math.Max(size, Math.Abs(direction[j]));
            }

            // Log odds of all people do not move by more than some units: of separated classes there is no end.
            if (size <= Tolerance)
            {
                return;
            }

            var along = new double[_odds.Length];
            ColumnProducts.AddCombination(_columns, direction, along);
            var share = 1.0;
            double next;
            while (!((next = LossAlong(candidate, direction, along, share)) <= loss + (1e-13 * Math.Abs(loss))) && share > 1e-6)
            {
                share /= 2;
            }

            if (share <= 1e-6)
            {
                return;
            }

            VectorProduct.Add(share, direction, Coefficients);
            VectorProduct.Add(share, along, _odds);
            Steps++;
            flat = loss - next <= Flat * Math.Abs(loss) ? flat + 1 : 0;
            loss = next;
            if (flat == MostFlat)
            {
                IsSeparated = true;
                return;
            }

            if (share < 1 || size > Slow * before)
            {
                _products = null;
            }

            before = size;
        }
    }

    /// <summary>1 / (1 + e^−x).</summary>
    public static double Probability(double odds) => odds >= 0 ? 1 / (1 + Math.Exp(-odds)) : Math.Exp(odds) / (1 + Math.Exp(odds));

    /// <summary>Minus the log likelihood of a person.</summary>
    public static double LossOf(double outcome, double odds)
    {
        var against = outcome == 1 ? -odds : odds;
        return against > 0 ? against + Math.Log(1 + Math.Exp(-against)) : Math.Log(1 + Math.Exp(against));
    }

    private double[] Weights()
    {
        var weights = new double[_odds.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var p = Probability(_odds[i]);

            // Where everybody is certain there is nothing to divide by.
            weights[i] = Math.Max(p * (1 - p), 1e-9);
        }

        return weights;
    }

    private double[] Direction(Candidate candidate, CancellationToken cancellationToken)
    {
        var gradient = Gradient();
        if (candidate.L1Ratio > 0)
        {
            var next = (double[])Coefficients.Clone();
            CoordinateDescent.Solve(_products!, next, gradient, _penalised, candidate, Tolerance / 10, cancellationToken);
            VectorProduct.Add(-1, Coefficients, next);
            return next;
        }

        var free = _columns.Length - _penalised;
        for (var j = free; j < gradient.Length; j++)
        {
            gradient[j] -= candidate.Penalty * Coefficients[j];
        }

        if (_factor is null || _factorOf != candidate)
        {
            _factor = PositiveMatrix.Factor(_columns.Length, (i, j) => _products![i][j] + (i == j && i >= free ? candidate.Penalty : 0));
            _factorOf = candidate;
        }

        PositiveMatrix.Solve(_factor, gradient);
        return gradient;
    }

    private double Loss(Candidate candidate, double[] coefficients, double[] odds)
    {
        var sum = 0.0;
        for (var i = 0; i < odds.Length; i++)
        {
            sum += LossOf(_outcome[i], odds[i]);
        }

        var (absolute, squared) = (0.0, 0.0);
        for (var j = _columns.Length - _penalised; j < coefficients.Length; j++)
        {
            absolute += Math.Abs(coefficients[j]);
            squared += coefficients[j] * coefficients[j];
        }

        return (sum / odds.Length) + (candidate.Penalty * ((candidate.L1Ratio * absolute) + ((1 - candidate.L1Ratio) / 2 * squared)));
    }

    private double LossAlong(Candidate candidate, double[] direction, double[] along, double share)
    {
        var (coefficients, odds) = ((double[])Coefficients.Clone(), (double[])_odds.Clone());
        VectorProduct.Add(share, direction, coefficients);
        VectorProduct.Add(share, along, odds);
        return Loss(candidate, coefficients, odds);
    }
}
