using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Genetics.Joint;

/// <summary>
/// All traits of an association tested at once: T = z'R⁻¹z against χ² with K degrees of freedom (Guo et al., JAGWAS; the quadratic form of
/// MOSTest, van der Meer 2020, without its permutations), or for least squares with complete traits the exact F of the multivariate
/// regression, F = (r'R⁻¹r / K) / ((1 − r'R⁻¹r) / (n − c − K)) with r the partial correlations (Wilks's Λ = 1 − r'R⁻¹r for one column).
/// </summary>
/// <remarks>
/// R is that of everybody in the design. Where a variant lacks genotypes, β, SE and n are those of the people who have them and R stays: F is
/// exact for variants without missing genotypes.
/// </remarks>
public sealed class JointTest
{
    private readonly JointOptions _options;
    private readonly Whitening _whitening;

    private JointTest(AssociationTableHeader tested, JointOptions options, Whitening whitening)
    {
        _options = options;
        _whitening = whitening;
        Tested = tested;
        Header = tested with
        {
            Traits = [AssociationTableHeader.JointTrait],
            Statistic = options.UseF ? TableStatistic.JointF : TableStatistic.JointChiSquared,
            StatisticDegrees = whitening.Rank,
        };
    }

    /// <summary>The association whose traits are tested together.</summary>
    public AssociationTableHeader Tested { get; }

    /// <summary>The header of the table of joint statistics.</summary>
    public AssociationTableHeader Header { get; }

    /// <summary>K, eigenvalues of R that are kept.</summary>
    public int Rank => _whitening.Rank;

    /// <summary>The least eigenvalue of R.</summary>
    public double LeastEigenvalue => _whitening.LeastEigenvalue;

    /// <summary>The least eigenvalue that is kept.</summary>
    public double LeastEigenvalueKept => _whitening.LeastEigenvalueKept;

    /// <summary>The greatest eigenvalue of R.</summary>
    public double GreatestEigenvalue => _whitening.GreatestEigenvalue;

    /// <summary>Multiply-adds of one variant: about K²/2, at most K².</summary>
    public long MultiplyAdds => _whitening.MultiplyAdds;

    /// <summary>Prepares the test of an association with the design it was made with.</summary>
    /// <param name="association">The association's header.</param>
    /// <param name="design">Its design.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static JointTest Create(
        AssociationTableHeader association, AssociationDesign design, JointOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        var traits = association.Traits.Length;
        var people = FewestPeople(design);
        JointException Problem(JointProblem problem, string what, int degrees) => new(problem, what, degrees, people, design.Rank);
        if (!association.IsSigned)
        {
            throw Problem(JointProblem.Unsigned, string.Empty, traits);
        }

        if (Difference(association, design) is { } difference)
        {
            throw Problem(JointProblem.DesignDiffers, difference, traits);
        }

        if (traits < 2)
        {
            throw Problem(JointProblem.TooFewTraits, string.Empty, traits);
        }

        if (options.UseF && design.HasMissingTraits)
        {
            throw Problem(JointProblem.MissingTraits, string.Empty, traits);
        }

        var whitening = Whitening.Create(TraitCorrelation.Of(design, options.Threads, cancellationToken), traits, options.EigenvalueFloor);
        return whitening.Rank < people - design.Rank
            ? new JointTest(association, options, whitening)
            : throw Problem(JointProblem.TooFewPeople, string.Empty, whitening.Rank);
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

    /// <summary>
    /// Tests every variant of the association, block by block: as many blocks at once as there are threads, written in order, so that the
    /// bytes do not depend on their number. Memory: for each thread one block of the association and its z.
    /// </summary>
    /// <param name="association">The association that the test was prepared for.</param>
    /// <param name="output">Receives the table of joint statistics.</param>
    /// <param name="drivers">Receives the trait of the largest |z| for every variant of the file.</param>
    /// <param name="progress">Receives the number of blocks done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The association is damaged.</exception>
    public void Run(
        AssociationTable association, AssociationTableWriter output, DrivingTraitsWriter drivers, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(drivers);
        if (!association.Header.Traits.SequenceEqual(Tested.Traits, StringComparer.Ordinal) || association.Header.People != Tested.People)
        {
            throw new ArgumentException("The test was prepared for another association.", nameof(association));
        }

        var workers = new JointBlock[Math.Min(Math.Max(1, _options.Threads), Math.Max(1, association.Blocks))];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new JointBlock(association, Header, _options, _whitening);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken };
        for (var first = 0; first < association.Blocks; first += workers.Length)
        {
            var count = Math.Min(workers.Length, association.Blocks - first);
            var start = first;
            Parallel.For(0, count, parallel, i => workers[i].Compute(start + i));
            for (var i = 0; i < count; i++)
            {
                output.Write(workers[i].Result);
                drivers.Write(workers[i].Result, workers[i].Drivers);
            }

            progress?.Report(first + count);
        }
    }

    /// <summary>What differs between association and design; null when they belong together.</summary>
    private static string? Difference(AssociationTableHeader association, AssociationDesign design)
    {
        if (association.Traits.Length != design.Traits.Length)
        {
            return $"{association.Traits.Length} traits and not {design.Traits.Length}";
        }

        for (var t = 0; t < design.Traits.Length; t++)
        {
            if (association.Traits[t] != design.Traits[t])
            {
                return $"trait {t + 1} is '{association.Traits[t]}' and not '{design.Traits[t]}'";
            }
        }

        return association.People != design.People ? $"{association.People} people and not {design.People}"
            : association.Rank != design.Rank ? $"covariates of rank {association.Rank} and not {design.Rank}"
            : association.HasMissingTraits != design.HasMissingTraits ? "other traits are missing"
            : null;
    }

    private static int FewestPeople(AssociationDesign design)
    {
        if (!design.HasMissingTraits)
        {
            return design.People;
        }

        var fewest = design.People;
        for (var t = 0; t < design.Traits.Length; t++)
        {
            fewest = Math.Min(fewest, design.Missing.AsSpan(t * design.People, design.People).Count((byte)0));
        }

        return fewest;
    }
}
