using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Regression;

/// <summary>
/// The mixed model y = Xa + u + e, u ~ N(0, σ²g A), e ~ N(0, σ²e I), of traits that the same people have, by restricted maximum likelihood
/// in the directions in which the relationships A are diagonal (Kang et al. 2008, Genetics 178, 1709).
/// </summary>
/// <remarks>
/// With V = h²A + (1 − h²)I and σ² the whole variance, the likelihood with σ² at its best is a function of h² alone. It is looked at on a grid
/// and its greatest value found where its derivative is 0. What does not depend on the trait is computed once for the grid: each of its values
/// costs a trait people × covariates, and each value between people × covariates². Safe to use on several threads.
/// </remarks>
public sealed class MixedModel
{
    private const int GridPoints = 50;

    /// <summary>The greatest h² that is looked at: V is singular at 1 where A is.</summary>
    private const double Greatest = 1 - 1e-6;

    private readonly RotatedPeople _people;
    private readonly double[][] _covariates;
    private readonly CovariateSpace[] _grid = new CovariateSpace[GridPoints + 1];

    /// <summary>Rotates the covariates and looks at the grid.</summary>
    /// <param name="people">The people.</param>
    /// <param name="covariates">Independent columns that span the covariates with the intercept, one number a person.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public MixedModel(RotatedPeople people, IReadOnlyList<double[]> covariates, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(covariates);
        _people = people;
        _covariates = [.. covariates.Select(column => Rotated(column))];
        Parallel.For(
            0,
            _grid.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            g => _grid[g] = SpaceAt(Greatest * g / GridPoints, withSlope: true));
    }

    private int People => _people.Values.Length;

    private int Freedom => People - _covariates.Length;

    /// <summary>Fits the variance components of a trait.</summary>
    /// <param name="trait">One number a person.</param>
    public VarianceComponents Fit(ReadOnlySpan<double> trait)
    {
        var y = Rotated(trait);
        var best = 0;
        var points = new Point[_grid.Length];
        for (var g = 0; g < points.Length; g++)
        {
            points[g] = At(_grid[g], y);
            best = points[g].LogLikelihood > points[best].LogLikelihood ? g : best;
        }

        var found = points[best];
        if ((best == 0 && found.Slope <= 0) || (best == GridPoints && found.Slope >= 0))
        {
            return new VarianceComponents(found.Heritability, double.NaN, found.Variance, found.LogLikelihood);
        }

        var (low, high) = found.Slope > 0 ? (found, points[best + 1]) : (points[best - 1], found);
        for (var i = 0; i < 100 && high.Heritability - low.Heritability > 1e-12 && found.Slope != 0; i++)
        {
            found = At(SpaceAt(Between(low, high, i), withSlope: true), y);
            (low, high) = found.Slope > 0 ? (found, high) : (low, found);
        }

        const double Step = 1e-5;
        var (before, after) = (Math.Max(found.Heritability - Step, 0), Math.Min(found.Heritability + Step, Greatest));
        var slopes = At(SpaceAt(after, withSlope: true), y).Slope - At(SpaceAt(before, withSlope: true), y).Slope;
        var error = slopes < 0 ? Math.Sqrt(-(after - before) / slopes) : double.NaN;
        return new VarianceComponents(found.Heritability, error, found.Variance, found.LogLikelihood);
    }

    /// <summary>V⁻¹(y − Xa) with a by generalised least squares and V in the trait's units: orthogonal to the covariates.</summary>
    /// <param name="trait">One number a person.</param>
    /// <param name="components">The fit.</param>
    /// <param name="into">Receives one number a person.</param>
    public void Project(ReadOnlySpan<double> trait, VarianceComponents components, Span<double> into)
    {
        ArgumentNullException.ThrowIfNull(components);
        var left = Rotated(trait);
        var weighted = SpaceAt(components.Heritability, withSlope: false).Project(left);
        for (var i = 0; i < weighted.Length; i++)
        {
            weighted[i] /= components.Variance;
        }

        _people.Return(weighted, into);
    }

    /// <summary>A variant's genotypes as <see cref="Ratios"/> takes them.</summary>
    /// <param name="genotypes">One number a person.</param>
    public (double[] Rotated, double Length) Prepare(ReadOnlySpan<double> genotypes)
    {
        var rotated = Rotated(genotypes);
        return (rotated, _grid[0].Form(rotated));
    }

    /// <summary>g'Pg over g'Mg of variants, P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ and M the projection off the covariates: GRAMMAR-gamma's ratio.</summary>
    /// <param name="variants">The variants.</param>
    /// <param name="components">The fit.</param>
    /// <param name="into">Receives one number a variant.</param>
    public void Ratios(ReadOnlySpan<(double[] Rotated, double Length)> variants, VarianceComponents components, Span<double> into)
    {
        ArgumentNullException.ThrowIfNull(components);
        var space = SpaceAt(components.Heritability, withSlope: false);
        for (var v = 0; v < variants.Length; v++)
        {
            into[v] = space.Form(variants[v].Rotated) / components.Variance / variants[v].Length;
        }
    }

    /// <summary>Where the slope is 0 by the secant, where that stays well inside, else the middle.</summary>
    private static double Between(Point low, Point high, int round)
    {
        var width = high.Heritability - low.Heritability;
        var secant = low.Heritability + (width * low.Slope / (low.Slope - high.Slope));
        return round % 3 == 2 || !(secant > low.Heritability + (1e-3 * width) && secant < high.Heritability - (1e-3 * width))
            ? low.Heritability + (0.5 * width)
            : secant;
    }

    private double[] Rotated(ReadOnlySpan<double> people)
    {
        var rotated = new double[People];
        _people.Rotate(people, rotated);
        return rotated;
    }

    private CovariateSpace SpaceAt(double h, bool withSlope) => new(_people.Values, _covariates, h, withSlope);

    private Point At(CovariateSpace space, double[] y)
    {
        var left = (double[])y.Clone();
        var p = space.Project(left);
        var square = VectorProduct.Dot(left, p);
        for (var i = 0; i < p.Length; i++)
        {
            left[i] = (_people.Values[i] - 1) * p[i];
        }

        var turned = VectorProduct.Dot(left, p);
        var likelihood = -0.5 * (space.Determinant + (Freedom * Math.Log(square)));
        return new Point(space.Heritability, likelihood, -0.5 * (space.Trace - (Freedom * turned / square)), square / Freedom);
    }

    private readonly record struct Point(double Heritability, double LogLikelihood, double Slope, double Variance);
}
