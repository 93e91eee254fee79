using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>The points a <see cref="ManhattanAccumulator"/> kept.</summary>
/// <param name="Points">Points in genome order.</param>
/// <param name="Tested">Tests that were added with a P.</param>
/// <param name="Untested">Tests that were added without one (NaN).</param>
/// <param name="CompleteFrom">
/// No test with −log10 P above this was left out: <see cref="ManhattanThinning.KeepAbove"/>, or larger where
/// <see cref="ManhattanThinning.MaximumComplete"/> was reached.
/// </param>
public sealed record ManhattanSelection(ImmutableArray<ManhattanPoint> Points, long Tested, long Untested, double CompleteFrom);
