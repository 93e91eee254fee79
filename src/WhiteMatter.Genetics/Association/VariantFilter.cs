using WhiteMatter.Genetics.Native;

namespace WhiteMatter.Genetics.Association;

/// <summary>What a filter may ask of a variant in the people of an analysis.</summary>
/// <param name="Index">Zero-based row of the .bim file.</param>
/// <param name="Counts">Genotype counts in the analysis's people.</param>
/// <param name="HardyWeinbergP">
/// Exact P of Hardy-Weinberg equilibrium, 1 where there is nothing to test; NaN when the filter does not ask for it.
/// </param>
/// <param name="ImputationQuality">The variance of the dosages beside that of known genotypes; NaN when the filter does not ask for it.</param>
public readonly record struct VariantFacts(long Index, VariantCounts Counts, double HardyWeinbergP, double ImputationQuality)
{
    /// <summary>Of a variant of which everybody has two.</summary>
    /// <param name="filter">What is asked for.</param>
    /// <param name="index">The variant.</param>
    /// <param name="counts">Its counts.</param>
    public static VariantFacts Of(VariantFilter filter, long index, VariantCounts counts)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new VariantFacts(
            index,
            counts,
            filter.NeedsHardyWeinberg ? NativeAssociation.HardyWeinbergP(counts.HomA1, counts.Het, counts.HomA2) : double.NaN,
            filter.NeedsQuality ? counts.ImputationQuality : double.NaN);
    }

    /// <summary>
    /// Of a variant of X: women have two, and it is they whose genotypes are tested, as PLINK 1.9 tests them and PLINK 2 writes it as
    /// <c>FEMALE_ONLY_P</c>; so is the quality.
    /// </summary>
    /// <param name="filter">What is asked for.</param>
    /// <param name="index">The variant.</param>
    /// <param name="counts">Its counts in everybody.</param>
    /// <param name="women">Its counts in women.</param>
    public static VariantFacts OfX(VariantFilter filter, long index, VariantCounts counts, VariantCounts women) =>
        Of(filter, index, women) with { Counts = counts };

    /// <summary>Of a variant of which the people have one, which counts as two: nobody can be heterozygous, and the variance is twice that of two.</summary>
    /// <param name="filter">What is asked for.</param>
    /// <param name="index">The variant.</param>
    /// <param name="counts">Its counts.</param>
    public static VariantFacts OfHaploid(VariantFilter filter, long index, VariantCounts counts)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new VariantFacts(
            index, counts, filter.NeedsHardyWeinberg ? 1 : double.NaN, filter.NeedsQuality ? counts.ImputationQuality / 2 : double.NaN);
    }
}

/// <summary>Decides which variants are tested.</summary>
/// <param name="Keep">True for a variant that is tested.</param>
/// <param name="NeedsHardyWeinberg">Whether <see cref="VariantFacts.HardyWeinbergP"/> is to be computed.</param>
public sealed record VariantFilter(Func<VariantFacts, bool> Keep, bool NeedsHardyWeinberg)
{
    /// <summary>Whether <see cref="VariantFacts.ImputationQuality"/> is to be computed.</summary>
    public bool NeedsQuality { get; init; }

    /// <summary>False for a variant that is not kept whatever its genotypes are, which need not be read; null where genotypes decide of all.</summary>
    public Func<long, bool>? MayKeep { get; init; }
}
