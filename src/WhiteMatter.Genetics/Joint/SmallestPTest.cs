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
    /// <param name="correlations">R; of more than one the largest M is taken.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static SmallestPTest Create(AssociationTableHeader association, AssociationDesign design, TraitCorrelations correlations, int threads)
    {
        ArgumentNullException.ThrowIfNull(correlations);
        Check(association, design);
        return new SmallestPTest(association, correlations.Matrices.Max(matrix => EffectiveNumber.OfCorrelation(matrix, correlations.Traits)), threads);
    }

    /// <summary>The same of an association of the design's own traits.</summary>
    /// <param name="association">The association's header.</param>
    /// <param name="design">Its design.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static SmallestPTest Create(AssociationTableHeader association, AssociationDesign design, int threads, CancellationToken cancellationToken) =>
        Create(association, design, OfDesign(association, design, threads, cancellationToken), threads);

    private protected override JointBlock CreateBlock(AssociationTable association) => new SmallestPBlock(association, Header, EffectiveTraits);
}
