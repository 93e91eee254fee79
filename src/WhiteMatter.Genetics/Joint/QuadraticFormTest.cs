using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>
/// T = z'R⁻¹z against χ² with K degrees of freedom (Guo et al., JAGWAS; the quadratic form of
/// MOSTest, van der Meer 2020, without its permutations), or for least squares with complete traits the exact F of the multivariate
/// regression, F = (r'R⁻¹r / K) / ((1 − r'R⁻¹r) / (n − c − K)) with r the partial correlations (Wilks's Λ = 1 − r'R⁻¹r for one column).
/// </summary>
/// <remarks>
/// R is that of everybody in the design, and of what was tested: after a whole-genome regression that is another from chromosome to chromosome. Where a variant lacks genotypes, β, SE and n are those of the people who have them and R stays: F is
/// exact for variants without missing genotypes.
/// </remarks>
public sealed class QuadraticFormTest : JointTest
{
    private readonly QuadraticFormOptions _options;
    private readonly TraitForm _form;

    private QuadraticFormTest(AssociationTableHeader tested, QuadraticFormOptions options, TraitForm form)
        : base(tested, options.UseF ? TableStatistic.JointF : TableStatistic.JointChiSquared, form.Rank, options.Threads)
    {
        _options = options;
        _form = form;
    }

    /// <inheritdoc/>
    public override TraitCorrelations Correlations => _form.Correlations;

    /// <summary>K, eigenvalues of R that are kept.</summary>
    public int Rank => _form.Rank;

    /// <summary>The least eigenvalue of R.</summary>
    public double LeastEigenvalue => _form.LeastEigenvalue;

    /// <summary>The least eigenvalue that is kept.</summary>
    public double LeastEigenvalueKept => _form.LeastEigenvalueKept;

    /// <summary>The greatest eigenvalue of R.</summary>
    public double GreatestEigenvalue => _form.GreatestEigenvalue;

    /// <summary>Multiply-adds of one variant: about K²/2, at most K².</summary>
    public long MultiplyAdds => _form.Whitenings[0].MultiplyAdds;

    /// <summary>Prepares the test of an association with the design it was made with.</summary>
    /// <param name="association">The association's header.</param>
    /// <param name="design">Its design.</param>
    /// <param name="correlations">R: <see cref="TraitCorrelations.Of(AssociationDesign, int, CancellationToken)"/>, or of what a model put in the traits' place.</param>
    /// <param name="options">How.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static QuadraticFormTest Create(
        AssociationTableHeader association, AssociationDesign design, TraitCorrelations correlations, QuadraticFormOptions options)
    {
        ArgumentNullException.ThrowIfNull(correlations);
        ArgumentNullException.ThrowIfNull(options);
        Check(association, design);
        if (options.UseF && design.HasMissingTraits)
        {
            throw Problem(JointProblem.MissingTraits, string.Empty, association.Traits.Length, design);
        }

        var form = TraitForm.Create(correlations, options.EigenvalueFloor);
        return form.Rank < FewestPeople(design) - design.Rank
            ? new QuadraticFormTest(association, options, form)
            : throw Problem(JointProblem.TooFewPeople, string.Empty, form.Rank, design);
    }

    /// <summary>The same of an association of the design's own traits.</summary>
    /// <param name="association">The association's header.</param>
    /// <param name="design">Its design.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static QuadraticFormTest Create(
        AssociationTableHeader association, AssociationDesign design, QuadraticFormOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Create(association, design, OfDesign(association, design, options.Threads, cancellationToken), options);
    }

    /// <summary>The test of given z and R, for statistics whose traits are not at hand.</summary>
    /// <param name="correlation">R, K × K.</param>
    /// <param name="z">z of each trait.</param>
    /// <param name="eigenvalueFloor">Eigenvalues under this share of the largest are removed.</param>
    /// <returns>T and its degrees of freedom.</returns>
    public static (double Statistic, int Degrees) ChiSquaredOf(ReadOnlySpan<double> correlation, ReadOnlySpan<double> z, double eigenvalueFloor)
    {
        var whitening = Whitening.Create(correlation, z.Length, eigenvalueFloor);
        var panel = new double[Whitening.PanelWidth * z.Length];
        for (var t = 0; t < z.Length; t++)
        {
            panel[t * Whitening.PanelWidth] = z[t];
        }

        var lengths = new double[Whitening.PanelWidth];
        whitening.SquaredLengths(panel, lengths);
        return (lengths[0], whitening.Rank);
    }

    private protected override JointBlock CreateBlock(AssociationTable association) => new QuadraticFormBlock(association, Header, _options, _form);
}
