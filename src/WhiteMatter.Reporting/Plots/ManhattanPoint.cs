namespace WhiteMatter.Reporting;

/// <summary>One test as a Manhattan plot takes it.</summary>
/// <param name="VariantIndex">The caller's index of the variant.</param>
/// <param name="Chromosome">Index into the layout's chromosomes.</param>
/// <param name="Position">Base pair position.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="Beta">Effect per copy of the effect allele.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Trait">The caller's index of the trait.</param>
public readonly record struct ManhattanPoint(
    int VariantIndex,
    int Chromosome,
    int Position,
    double NegLog10P,
    double Beta = double.NaN,
    double StandardError = double.NaN,
    int Trait = 0)
{
    /// <summary>
    /// The order in which points are preferred: the smaller P, then the smaller variant index, then the smaller trait index.
    /// Total, so that what is kept does not depend on the order of adding.
    /// </summary>
    /// <param name="other">The point compared with.</param>
    /// <returns>True where this point is preferred.</returns>
    internal bool IsPreferredTo(in ManhattanPoint other)
    {
        if (NegLog10P != other.NegLog10P)
        {
            return NegLog10P > other.NegLog10P;
        }

        return VariantIndex != other.VariantIndex ? VariantIndex < other.VariantIndex : Trait < other.Trait;
    }

    /// <summary>
    /// An order that has nothing to do with P, by which one of many alike points is drawn: a hash of the variant and trait
    /// index, then the indices themselves. Total, like the other.
    /// </summary>
    /// <param name="other">The point compared with.</param>
    /// <returns>True where this point is drawn.</returns>
    internal bool IsDrawnBefore(in ManhattanPoint other)
    {
        var (mine, theirs) = (Hash(), other.Hash());
        return mine != theirs ? mine < theirs : VariantIndex != other.VariantIndex ? VariantIndex < other.VariantIndex : Trait < other.Trait;
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private ulong Hash()
    {
        var z = ((ulong)(uint)Trait << 32 | (uint)VariantIndex) + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
