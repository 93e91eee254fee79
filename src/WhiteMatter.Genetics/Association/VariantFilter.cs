namespace WhiteMatter.Genetics.Association;

/// <summary>What a filter may ask of a variant in the people of an analysis.</summary>
/// <param name="Index">Zero-based row of the .bim file.</param>
/// <param name="Counts">Genotype counts in the analysis's people.</param>
/// <param name="HardyWeinbergP">Exact P of Hardy-Weinberg equilibrium; NaN when the filter does not ask for it.</param>
public readonly record struct VariantFacts(long Index, VariantCounts Counts, double HardyWeinbergP);

/// <summary>Decides which variants are tested.</summary>
/// <param name="Keep">True for a variant that is tested.</param>
/// <param name="NeedsHardyWeinberg">Whether <see cref="VariantFacts.HardyWeinbergP"/> is to be computed.</param>
public sealed record VariantFilter(Func<VariantFacts, bool> Keep, bool NeedsHardyWeinberg);
