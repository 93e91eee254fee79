using System.Collections.Immutable;

namespace WhiteMatter.Statistics.Harmonisation;

/// <summary>
/// Takes the effects of batches, such as scanners, out of features (ComBat; Johnson, Li and Rabinovic 2007; of brain images Fortin 2018). Each feature is
/// a linear model of batches and covariates; its residuals' mean and variance in each batch are shrunken towards those of the batch's
/// other features and removed; what the covariates explain stays. A value that is missing leaves its feature's model alone. Pooled variances have
/// divisor n, those of a batch n − 1; shrinking by distributions stops when nothing changes by more than a ten-thousandth.
/// </summary>
/// <remarks>
/// The results are those of the published R package to 1e-12. Cost: for n people, f features and q columns of batches and covariates about f n q²
/// operations; f² n more without distributions. Memory: three times the features.
/// </remarks>
public static class ComBat
{
    private const double Convergence = 1e-4;
    private const int MostSteps = 10_000;

    /// <summary>Harmonises features.</summary>
    /// <param name="features">Each feature's value of each person; NaN where missing.</param>
    /// <param name="batches">Each person's batch, counted from 0, or −1 for a person who is left out: every value becomes missing.</param>
    /// <param name="covariates">Columns whose effects stay, without an intercept; of people who are not left out they are known.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The harmonised features, and of each whether it was.</returns>
    public static ComBatResult Run(
        IReadOnlyList<double[]> features,
        IReadOnlyList<int> batches,
        IReadOnlyList<double[]> covariates,
        ComBatOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(covariates);
        ArgumentNullException.ThrowIfNull(options);
        var count = batches.Count == 0 ? 0 : batches.Max() + 1;
        var models = new FeatureModel[features.Count];
        var problems = new ComBatProblem[features.Count];
        Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken }, f =>
            (models[f], problems[f]) = FeatureModel.Fit(features[f], batches, count, covariates, options));
        int[] fitted = [.. Enumerable.Range(0, models.Length).Where(f => problems[f] == ComBatProblem.None)];
        for (var batch = 0; batch < count; batch++)
        {
            if (batch != options.Reference)
            {
                Shrink([.. fitted.Select(f => models[f])], batch, options, cancellationToken);
            }
        }

        var harmonised = new double[features.Count][];
        Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken }, f =>
            harmonised[f] = problems[f] == ComBatProblem.None ? models[f].Adjust(features[f], batches, options) : WithoutThoseLeftOut(features[f], batches));
        return new ComBatResult([.. harmonised], [.. problems]);
    }

    private static double[] WithoutThoseLeftOut(double[] feature, IReadOnlyList<int> batches) =>
        [.. feature.Select((value, person) => batches[person] < 0 ? double.NaN : value)];

    private static void Shrink(FeatureModel[] models, int batch, ComBatOptions options, CancellationToken cancellationToken)
    {
        // One feature has nothing in common with others, and two with the same effect leave no spread to learn.
        if (options.Prior == ComBatPrior.None || models.Length < 2)
        {
            return;
        }

        double[] means = [.. models.Select(model => model.Means[batch])];
        double[] variances = [.. models.Select(model => model.Variances[batch])];
        if (options.Prior == ComBatPrior.NonParametric)
        {
            var shrunken = new (double Mean, double Variance)[models.Length];
            Parallel.For(0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken }, f =>
                shrunken[f] = ByOthers(models[f].Standardised[batch], means, variances, f));
            for (var f = 0; f < models.Length; f++)
            {
                (models[f].Means[batch], models[f].Variances[batch]) = shrunken[f];
            }

            return;
        }

        var (centre, spread) = Moments(means);
        if (options.MeanOnly)
        {
            foreach (var model in models)
            {
                model.Means[batch] = ((spread * model.Means[batch]) + centre) / (spread + 1);
            }

            return;
        }

        var (mean, variance) = Moments(variances);
        if (spread > 0 && variance > 0)
        {
            ByDistributions(models, batch, (centre, spread), ((2 * variance) + (mean * mean)) / variance, ((mean * variance) + (mean * mean * mean)) / variance);
        }
    }

    /// <summary>The posterior means under a normal prior of means and an inverse gamma prior of variances, in turn until all features agree.</summary>
    private static void ByDistributions(FeatureModel[] models, int batch, (double Centre, double Spread) prior, double shape, double scale)
    {
        double[] own = [.. models.Select(model => model.Means[batch])];
        for (var step = 0; step < MostSteps; step++)
        {
            var change = double.NegativeInfinity;
            for (var f = 0; f < models.Length; f++)
            {
                var values = models[f].Standardised[batch];
                var (oldMean, oldVariance) = (models[f].Means[batch], models[f].Variances[batch]);
                var newMean = ((prior.Spread * values.Length * own[f]) + (oldVariance * prior.Centre)) / ((prior.Spread * values.Length) + oldVariance);
                var squares = values.Sum(value => (value - newMean) * (value - newMean));
                var newVariance = ((0.5 * squares) + scale) / ((values.Length / 2.0) + shape - 1);
                (models[f].Means[batch], models[f].Variances[batch]) = (newMean, newVariance);

                // As published: the change of a mean below 0 counts as none.
                change = Math.Max(change, Math.Max(Math.Abs(newMean - oldMean) / oldMean, Math.Abs(newVariance - oldVariance) / oldVariance));
            }

            if (!(change > Convergence))
            {
                return;
            }
        }
    }

    private static (double Mean, double Variance) ByOthers(double[] values, double[] means, double[] variances, int feature)
    {
        // Likelihoods by their logarithms, less the greatest, so that none of many people vanishes.
        var logs = new double[means.Length];
        var greatest = double.NegativeInfinity;
        for (var f = 0; f < means.Length; f++)
        {
            var squares = 0.0;
            foreach (var value in values)
            {
                squares += (value - means[f]) * (value - means[f]);
            }

            logs[f] = f == feature ? double.NegativeInfinity
                : (-0.5 * values.Length * Math.Log(2 * Math.PI * variances[f])) - (squares / (2 * variances[f]));
            greatest = Math.Max(greatest, logs[f]);
        }

        var (weights, mean, variance) = (0.0, 0.0, 0.0);
        for (var f = 0; f < means.Length; f++)
        {
            var weight = Math.Exp(logs[f] - greatest);
            weights += weight;
            mean += weight * means[f];
            variance += weight * variances[f];
        }

        return (mean / weights, variance / weights);
    }

    /// <summary>Mean and variance with divisor n − 1.</summary>
    private static (double Mean, double Variance) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}

/// <summary>Harmonised features.</summary>
/// <param name="Features">Each feature's values: harmonised, or as they were where it was left aside; NaN of people who are left out.</param>
/// <param name="Problems">Of each feature why it was left aside.</param>
public sealed record ComBatResult(ImmutableArray<double[]> Features, ImmutableArray<ComBatProblem> Problems);
