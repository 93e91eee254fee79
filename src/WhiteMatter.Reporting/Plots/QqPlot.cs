using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>A quantile–quantile plot of −log10 P against the uniform distribution.</summary>
/// <param name="Points">Points from the smallest P to the largest.</param>
/// <param name="Tests">Number of tests.</param>
/// <param name="LambdaGc">Median χ² over the median of χ²₁.</param>
/// <param name="LambdaGcError">Bound on the error of <paramref name="LambdaGc"/> from binning.</param>
/// <param name="Dependent">
/// True where the tests are not independent by construction (all traits pooled): no band is drawn, since it would mislead.
/// </param>
public sealed record QqPlot(ImmutableArray<QqPoint> Points, long Tests, double LambdaGc, double LambdaGcError, bool Dependent = false);

/// <summary>One point of a quantile–quantile plot; all values are −log10 P.</summary>
/// <param name="Expected">−log10 of rank / (tests + 1).</param>
/// <param name="Observed">The observed value of that rank.</param>
/// <param name="Lower">Lower end of the pointwise 95% band of uniform P values.</param>
/// <param name="Upper">Upper end of the band.</param>
public readonly record struct QqPoint(double Expected, double Observed, double Lower, double Upper);
