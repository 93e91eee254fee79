using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Designs;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Drawn covariates and traits, some of them driven by a variant, for the people of a fileset.</summary>
internal sealed class SyntheticStudy
{
    private readonly double[][] _covariates;
    private readonly double[][] _traits;

    public SyntheticStudy(SyntheticFileset set, int people, int traits, double missing, int seed)
    {
        var random = new Random(seed);
        _covariates =
        [
            [.. Enumerable.Repeat(1.0, people)],
            [.. Enumerable.Range(0, people).Select(_ => 40 + (40 * random.NextDouble()))],
            [.. Enumerable.Range(0, people).Select(_ => (double)random.Next(2))],
            [.. Enumerable.Range(0, people).Select(_ => Gaussian(random))],
        ];
        _traits = new double[traits][];
        for (var t = 0; t < traits; t++)
        {
            var driver = set.Genotypes[(t * 37) % set.Genotypes.Length];
            _traits[t] = new double[people];
            for (var i = 0; i < people; i++)
            {
                _traits[t][i] = random.NextDouble() < missing
                    ? double.NaN
                    : 1000 + (0.4 * Math.Max((int)driver[i], 0)) + (0.03 * _covariates[1][i]) + Gaussian(random);
            }
        }

        var names = new[] { "(Intercept)", "age", "sex", "pc1" };
        var basis = OrthonormalBasis.Create(_covariates, names);
        var matrix = new TraitMatrix(
            [.. Enumerable.Range(0, people).Select(i => $"I{i}")], null, [.. Enumerable.Range(0, traits).Select(t => $"t{t}")], [.. _traits]);
        var rows = Enumerable.Range(0, people).ToArray();
        var everyone = new AssociationPeople(rows, rows, rows, [], null!);
        (Design, Traits) = AssociationDesignBuilder.Build(everyone, people, _covariates, names, basis, matrix, rankTransform: false);
    }

    public AssociationDesign Design { get; }

    public IReadOnlyList<TraitSummary> Traits { get; }

    public (double Beta, double StandardError, int DegreesOfFreedom, int People)? Fit(sbyte[] genotypes, int trait) =>
        Fit([.. genotypes.Select(copies => (double)copies)], trait);

    /// <summary>Least squares of a trait on copies of an allele, negative where missing, and on a covariate more where one is given.</summary>
    public (double Beta, double StandardError, int DegreesOfFreedom, int People)? Fit(double[] genotypes, int trait, double[]? covariate = null)
    {
        IEnumerable<double[]> covariates = covariate is null ? _covariates : [.. _covariates, covariate];
        var rows = Enumerable.Range(0, genotypes.Length).Where(i => genotypes[i] >= 0 && !double.IsNaN(_traits[trait][i])).ToArray();
        return PlainRegression.Fit(
            [.. covariates.Select(column => rows.Select(i => column[i]).ToArray())],
            [.. rows.Select(i => genotypes[i])],
            [.. rows.Select(i => _traits[trait][i])]) is { } fit
            ? (fit.Beta, fit.StandardError, fit.DegreesOfFreedom, rows.Length)
            : null;
    }

    /// <summary>The values of a covariate.</summary>
    public double[] Covariate(int index) => _covariates[index];

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
