using MathNet.Numerics.LinearAlgebra;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Joint;

/// <summary>What a permutation test takes of a variant.</summary>
public enum PermutedStatistic
{
    /// <summary>T = z'C⁻¹z, its null a gamma distribution.</summary>
    QuadraticForm,

    /// <summary>The smallest two-sided normal P of a z, its null a beta distribution.</summary>
    SmallestP,
}

/// <summary>How a permutation test is made.</summary>
/// <param name="Statistic">What is taken of a variant.</param>
/// <param name="Form">The z.</param>
/// <param name="EigenvaluesKept">Eigenvalues of C smaller than the one of this number, from the greatest, are raised to it; 0 leaves all.</param>
/// <param name="EigenvalueFloor">Then eigenvalues of C under this share of the largest are removed.</param>
/// <param name="Threads">Threads to use; nothing depends on them.</param>
public sealed record PermutationOptions(PermutedStatistic Statistic, JointForm Form, int EigenvaluesKept, double EigenvalueFloor, int Threads);

/// <summary>
/// MOSTest (van der Meer 2020): the statistic of all traits' z of a variant against what an association of permuted genotypes gives.
/// C is the mean of zz' over the permuted variants, T = z'C⁻¹z; a gamma distribution is fitted to T of the permuted variants, and a beta
/// distribution to their smallest P. A driving trait has the largest |z|.
/// </summary>
/// <remarks>
/// As in the published code the null is of variants with a minor allele frequency above 0.005 that every trait has a test of. Unlike it, covariates are
/// in the regression, P has no floor, z is of the score form unless asked otherwise, and C is not scaled to a diagonal of 1: z'C⁻¹z with a scaled C and z
/// that are not scaled has no bound where traits are nearly collinear. T of a permuted variant is taken with the C of the other V − 1,
/// T (1 − 1/V) / (1 − T/V) by Sherman and Morrison: a variant that C was made of fits it better than one that is tested, by K/V of T, which at
/// K = 48 and V = 6,000 would raise λ to 1.08.
/// </remarks>
public sealed class PermutationTest : JointTest
{
    /// <summary>With fewer permuted variants for each trait C is too uncertain to be inverted.</summary>
    private const int LeastVariantsPerTrait = 5;

    private readonly PermutationOptions _options;
    private readonly TraitForm _form;
    private readonly GammaDistribution _gamma;
    private readonly BetaDistribution _beta;

    private PermutationTest(AssociationTableHeader tested, PermutationOptions options, TraitForm form, long variants, Moments moments)
        : base(tested, options.Statistic == PermutedStatistic.SmallestP ? TableStatistic.JointSmallestP : TableStatistic.JointPermuted, 0, options.Threads)
    {
        _options = options;
        _form = form;
        NullVariants = variants;
        if (options.Statistic == PermutedStatistic.QuadraticForm)
        {
            _gamma = GammaDistribution.Fit(moments.Mean, moments.Logarithms);
            (First, Second) = (_gamma.Shape, _gamma.Scale);
        }
        else
        {
            _beta = BetaDistribution.Fit(moments.Mean, moments.Variance, moments.Logarithms, moments.Complements);
            (First, Second) = (_beta.A, _beta.B);
        }
    }

    /// <inheritdoc/>
    public override TraitCorrelations? Correlations => _options.Statistic == PermutedStatistic.QuadraticForm ? _form.Correlations : null;

    /// <summary>Eigenvalues of C that are kept.</summary>
    public int Rank => _form.Rank;

    /// <summary>Permuted variants that the null is of.</summary>
    public long NullVariants { get; }

    /// <summary>The gamma distribution's shape, or the beta distribution's first shape.</summary>
    public double First { get; }

    /// <summary>The gamma distribution's scale, or the beta distribution's second shape.</summary>
    public double Second { get; }

    /// <summary>The greatest eigenvalue of C.</summary>
    public double GreatestEigenvalue => _form.GreatestEigenvalue;

    /// <summary>The least eigenvalue of C that is kept, once the small ones are raised.</summary>
    public double LeastEigenvalue => _form.LeastEigenvalueKept;

    /// <summary>Prepares the test: two passes over the permuted association.</summary>
    /// <param name="association">The association's header.</param>
    /// <param name="permuted">The association of permuted genotypes.</param>
    /// <param name="design">The association's design.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="JointException">The test cannot be made.</exception>
    public static PermutationTest Create(
        AssociationTableHeader association, AssociationTable permuted, AssociationDesign design, PermutationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(permuted);
        ArgumentNullException.ThrowIfNull(options);
        Check(association, design);
        Check(permuted.Header, design);
        if (association.IsScore)
        {
            throw Problem(JointProblem.NotOfTraits, "it tests what a model leaves of the traits, and genotypes are permuted against the traits", association.Traits.Length, design);
        }

        var traits = association.Traits.Length;
        var (products, variants) = PermutedNull.ProductsOf(permuted, options.Form, options.Threads, cancellationToken);
        if (variants < LeastVariantsPerTrait * traits)
        {
            throw new JointException(JointProblem.TooFewVariants, variants.ToString(System.Globalization.CultureInfo.InvariantCulture), traits, design.People, design.Rank);
        }

        var form = TraitForm.Create(TraitCorrelations.One(Raise(products, traits, options.EigenvaluesKept), traits), options.EigenvalueFloor);
        return new PermutationTest(association, options, form, variants, MomentsOf(permuted, variants, options, form, cancellationToken));
    }

    private protected override JointBlock CreateBlock(AssociationTable association) => new PermutationBlock(association, Header, _options, _form, Tail);

    /// <summary>−log10 P of a statistic: T, or −log10 of the smallest P.</summary>
    private double Tail(double statistic) =>
        _options.Statistic == PermutedStatistic.QuadraticForm ? -_gamma.Log10UpperTail(statistic) : -_beta.Log10LowerTail(-statistic);

    /// <summary>C with its small eigenvalues raised.</summary>
    private static double[] Raise(double[] products, int traits, int kept)
    {
        if (kept <= 0 || kept >= traits)
        {
            return products;
        }

        var evd = Matrix<double>.Build.Dense(traits, traits, products).Evd(Symmetricity.Symmetric);
        var least = evd.EigenValues[traits - kept].Real;
        var scaled = evd.EigenVectors.Clone();
        for (var i = 0; i < traits; i++)
        {
            scaled.SetColumn(i, scaled.Column(i) * Math.Max(least, evd.EigenValues[i].Real));
        }

        var raised = scaled * evd.EigenVectors.Transpose();
        return ((raised + raised.Transpose()) * 0.5).ToColumnMajorArray();
    }

    private static Moments MomentsOf(
        AssociationTable permuted, long variants, PermutationOptions options, TraitForm form, CancellationToken cancellationToken)
    {
        var header = permuted.Header with { Traits = [AssociationTableHeader.JointTrait] };
        var workers = new PermutationBlock[Math.Min(Math.Max(1, options.Threads), Math.Max(1, permuted.Blocks))];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new PermutationBlock(permuted, header, options, form, _ => 0);
        }

        var moments = new Moments(options.Statistic, variants);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellationToken };
        for (var first = 0; first < permuted.Blocks; first += workers.Length)
        {
            var (start, count) = (first, Math.Min(workers.Length, permuted.Blocks - first));
            Parallel.For(0, count, parallel, i => workers[i].Compute(start + i));
            for (var i = 0; i < count; i++)
            {
                moments.Add(workers[i].Result);
            }
        }

        return moments;
    }

    /// <summary>The means that a null distribution is fitted by.</summary>
    private sealed class Moments(PermutedStatistic statistic, long variants)
    {
        private long _count;
        private double _sum;
        private double _squares;
        private double _logarithms;
        private double _complements;

        public double Mean => _sum / _count;

        public double Variance => (_squares / _count) - (Mean * Mean);

        public double Logarithms => _logarithms / _count;

        public double Complements => _complements / _count;

        public void Add(AssociationBlock block)
        {
            for (var v = 0; v < block.Count; v++)
            {
                var frequency = block.Counts[v].A1Frequency;
                if (block.Reason[v] != UntestedReason.Tested || !(Math.Min(frequency, 1 - frequency) > PermutedNull.MinorAlleleFrequency))
                {
                    continue;
                }

                var value = statistic == PermutedStatistic.QuadraticForm ? WithoutItself(block.Beta[v]) : Math.Pow(10, -block.Beta[v]);
                _count++;
                _sum += value;
                _squares += value * value;
                _logarithms += Math.Log(value);
                _complements += statistic == PermutedStatistic.QuadraticForm ? 0 : Math.Log(1 - Math.Min(value, 1 - 1e-16));
            }
        }

        /// <summary>T with the C of the other variants.</summary>
        private double WithoutItself(double statistic) => statistic * (1 - (1.0 / variants)) / (1 - (statistic / variants));
    }
}
