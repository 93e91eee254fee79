using System.Collections.Immutable;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Relatedness;

namespace WhiteMatter.Genetics.Regression;

/// <summary>What a mixed model found of one trait.</summary>
/// <param name="Name">The trait.</param>
/// <param name="People">People who have it.</param>
/// <param name="Components">Its variance components.</param>
/// <param name="Gamma">The mean of g'Pg / g'Mg over the variants drawn: what a score of variance 1 is divided by.</param>
public sealed record TraitMixedFit(string Name, int People, VarianceComponents Components, double Gamma);

/// <summary>
/// Mixed models of all traits of a design with a sparse relationship matrix (fastGWA: Jiang et al. 2019, Nature Genetics 51, 1749): the variance
/// components of each trait, what is left of it once they are known, and what that is calibrated with (GRAMMAR-gamma: Svishcheva et al.
/// 2012, Nature Genetics 44, 1166).
/// </summary>
/// <param name="Variants">Variants drawn for the calibration.</param>
/// <param name="LargestFamily">People of the largest family.</param>
/// <param name="Traits">The traits.</param>
/// <param name="Scores">V⁻¹(y − Xa) of each trait, n × k, column after column, 0 where it is missing.</param>
public sealed record SparseMixedFit(int Variants, int LargestFamily, ImmutableArray<TraitMixedFit> Traits, double[] Scores)
{
    /// <summary>Bytes of the variants that are rotated at once.</summary>
    private const long BatchBytes = 256L << 20;

    /// <summary>
    /// Fits all traits. Traits that the same people have share the families' decomposition and the covariates. A trait of which the likelihood is
    /// greatest at h² = 0 has the linear model's score.
    /// </summary>
    /// <param name="design">People, covariates and traits.</param>
    /// <param name="relationships">The matrix of the design's people, in their order.</param>
    /// <param name="genotypes">What scores are calibrated with.</param>
    /// <param name="threads">Threads to use; results do not depend on them.</param>
    /// <param name="progress">Told the traits fitted, and all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RegressionException">A family is too large, or there is nothing to calibrate with.</exception>
    /// <exception cref="WhiteMatter.Formats.DataFormatException">The genotypes cannot be read.</exception>
    public static SparseMixedFit Run(
        AssociationDesign design,
        SparseRelationshipMatrix relationships,
        CalibrationGenotypes genotypes,
        int threads,
        Action<int, int>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(relationships);
        ArgumentNullException.ThrowIfNull(genotypes);
        if (relationships.People != design.People)
        {
            throw new ArgumentException("The relationships are not those of the design's people.", nameof(relationships));
        }

        var variants = genotypes.Draw(threads, cancellationToken);
        if (variants.Length == 0)
        {
            throw new RegressionException(RegressionProblem.NoCalibration, design.People);
        }

        var run = new SparseRun(design, genotypes, variants, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken });
        var (done, largest) = (0, 0);
        foreach (var group in TraitGroup.Of(design))
        {
            progress?.Invoke(done, design.Traits.Length);
            largest = Math.Max(largest, run.Fit(group, relationships));
            done += group.Traits.Length;
        }

        progress?.Invoke(done, design.Traits.Length);
        return new SparseMixedFit(variants.Length, largest, [.. run.Fits], run.Scores);
    }

    private sealed class SparseRun(AssociationDesign design, CalibrationGenotypes genotypes, int[] variants, ParallelOptions options)
    {
        public TraitMixedFit[] Fits { get; } = new TraitMixedFit[design.Traits.Length];

        public double[] Scores { get; } = new double[design.Residuals.Length];

        /// <summary>Fits the traits of a group; gives the people of the largest family.</summary>
        public int Fit(TraitGroup group, SparseRelationshipMatrix everybody)
        {
            var matrix = group.People.Length == design.People ? everybody : everybody.Of(group.People);
            var people = RotatedPeople.Of(matrix, options.MaxDegreeOfParallelism, options.CancellationToken);
            var model = new MixedModel(people, group.Covariates(design), options.MaxDegreeOfParallelism, options.CancellationToken);
            var components = new VarianceComponents[group.Traits.Length];
            Parallel.For(0, components.Length, options, t =>
            {
                var trait = group.Trait(design, group.Traits[t]);
                components[t] = model.Fit(trait);
                var left = new double[trait.Length];
                model.Project(trait, components[t], left);
                var into = Scores.AsSpan(group.Traits[t] * design.People, design.People);
                for (var i = 0; i < left.Length; i++)
                {
                    into[group.People[i]] = left[i];
                }
            });
            var gammas = Calibrate(model, group, components);
            for (var t = 0; t < components.Length; t++)
            {
                Fits[group.Traits[t]] = new TraitMixedFit(design.Traits[group.Traits[t]], group.People.Length, components[t], gammas[t]);
            }

            return people.Largest;
        }

        /// <summary>The mean ratio of each trait over the variants that vary in these people, summed in the order of the variants.</summary>
        private double[] Calibrate(MixedModel model, TraitGroup group, VarianceComponents[] components)
        {
            int[] samples = [.. group.People.Select(i => genotypes.SampleIndex[i])];
            var batch = (int)Math.Clamp(BatchBytes / sizeof(double) / samples.Length, 1, variants.Length);
            var (sums, counted) = (new double[components.Length], 0);
            for (var first = 0; first < variants.Length; first += batch)
            {
                var numbers = new double[Math.Min(batch, variants.Length - first)][];
                GenotypeNumbers.Read(genotypes.Source, variants.AsSpan(first, numbers.Length), samples, (v, read) => numbers[v] = read);
                var prepared = new (double[] Rotated, double Length)[numbers.Length];
                Parallel.For(0, numbers.Length, options, v => prepared[v] = model.Prepare(numbers[v]));
                prepared = [.. prepared.Where(variant => variant.Length > 1e-6)];
                counted += prepared.Length;
                Parallel.For(0, components.Length, options, t =>
                {
                    var ratios = new double[prepared.Length];
                    model.Ratios(prepared, components[t], ratios);
                    foreach (var ratio in ratios)
                    {
                        sums[t] += ratio;
                    }
                });
            }

            return counted == 0
                ? throw new RegressionException(RegressionProblem.NoCalibration, group.People.Length)
                : [.. sums.Select(sum => sum / counted)];
        }
    }
}
