using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>
/// The smallest P of the traits' own tests, corrected for their number: P = 1 − (1 − p)^M with M the effective number of traits by the eigenvalues of R (Li and
/// Ji 2005). The statistic is −log10 p. Exact where the traits are independent; where they are correlated M is an estimate, and so is P.
/// </summary>
public sealed class SmallestPTest : JointTest
{
    private SmallestPTest(AssociationTableHeader tested, int effectiveTraits, int threads)
        : base(tested, TableStatistic.JointSmallestP, 0, threads) => EffectiveTraits = effectiveTraits;

    /// <summary>M, 1 to K.</summary>
    public int EffectiveTraits { get; }

    /// <summary>Prepares the test of an association with the design it was made with.</summary>
    /// <param name="association">The association's header.</param>
    /// <param name="design">Its design.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static SmallestPTest Create(AssociationTableHeader association, AssociationDesign design, int threads, CancellationToken cancellationToken)
    {
        Check(association, design);
        var correlation = TraitCorrelation.Of(design, threads, cancellationToken);
        return new SmallestPTest(association, EffectiveNumber.OfCorrelation(correlation, association.Traits.Length), threads);
    }

    private protected override JointBlock CreateBlock(AssociationTable association) => new SmallestPBlock(association, Header, EffectiveTraits);
}
