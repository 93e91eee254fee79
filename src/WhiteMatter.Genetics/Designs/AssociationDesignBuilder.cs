using System.Collections.Immutable;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Statistics.Designs;
using WhiteMatter.Statistics.Transforms;

namespace WhiteMatter.Genetics.Designs;

/// <summary>A trait as it entered an association.</summary>
/// <param name="Name">Its name.</param>
/// <param name="People">People who have it.</param>
/// <param name="Missing">People who lack it.</param>
/// <param name="Mean">Mean before any transform.</param>
/// <param name="StandardDeviation">Standard deviation (n − 1) before any transform.</param>
/// <param name="ResidualStandardDeviation">Standard deviation (n − rank) of what is tested.</param>
/// <param name="Cases">People with the greater value of a binary trait; null for a quantitative one.</param>
public sealed record TraitSummary(
    string Name, int People, int Missing, double Mean, double StandardDeviation, double ResidualStandardDeviation, int? Cases = null);

/// <summary>Residualises traits on covariates and makes the design the kernel takes.</summary>
public static class AssociationDesignBuilder
{
    /// <summary>Under this share of a trait's variance what the covariates leave counts as nothing.</summary>
    private const double NothingLeft = 1e-18;

    /// <summary>
    /// Makes the design. A trait that some people lack is residualised on the covariates of those who have it.
    /// </summary>
    /// <param name="people">The people.</param>
    /// <param name="fileSamples">Samples of the genotype file.</param>
    /// <param name="columns">The covariates' columns, with intercept, one value per person.</param>
    /// <param name="names">Their names.</param>
    /// <param name="basis">An orthonormal basis of them.</param>
    /// <param name="traits">The traits, in their own order of people.</param>
    /// <param name="rankTransform">Whether each trait is residualised, put on a normal scale by its ranks, and residualised again.</param>
    /// <exception cref="DesignException">Nobody is left, or a trait cannot be tested.</exception>
    public static (AssociationDesign Design, ImmutableArray<TraitSummary> Traits) Build(
        AssociationPeople people,
        int fileSamples,
        IReadOnlyList<double[]> columns,
        IReadOnlyList<string> names,
        OrthonormalBasis basis,
        TraitMatrix traits,
        bool rankTransform)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(traits);
        var n = people.SampleIndex.Length;
        if (n == 0)
        {
            throw new DesignException(DesignProblem.NobodyLeft, string.Empty, 0, basis.Rank);
        }

        var k = traits.Names.Length;
        var residuals = new double[checked(n * k)];
        var missing = new byte[checked(n * k)];
        var anyMissing = false;
        var summaries = ImmutableArray.CreateBuilder<TraitSummary>(k);
        var bases = new Dictionary<string, BasisOfRows>(StringComparer.Ordinal);
        var present = new double[n];
        for (var t = 0; t < k; t++)
        {
            var column = traits.Values[t];
            var gaps = missing.AsSpan(t * n, n);
            var count = 0;
            for (var i = 0; i < n; i++)
            {
                var value = column[people.TraitRow[i]];
                if (double.IsNaN(value))
                {
                    gaps[i] = 1;
                    anyMissing = true;
                }
                else
                {
                    present[count++] = value;
                }
            }

            if (count == 0)
            {
                throw new DesignException(DesignProblem.TraitMissing, traits.Names[t], n, basis.Rank);
            }

            var own = count == n ? null : BasisOf(gaps, basis, columns, names, bases);
            summaries.Add(Residualise(traits.Names[t], present.AsSpan(0, count), basis, own, rankTransform, residuals.AsSpan(t * n, n), gaps));
        }

        var design = new AssociationDesign(
            fileSamples, people.SampleIndex, basis.Rank, basis.Values, [.. traits.Names], residuals, anyMissing ? missing : []);
        return (design, summaries.MoveToImmutable());
    }

    /// <param name="name">The trait.</param>
    /// <param name="values">Its values in the people who have it; overwritten.</param>
    /// <param name="basis">The covariates' basis in all people.</param>
    /// <param name="own">Their space in the people who have the trait; null where all have it.</param>
    /// <param name="rankTransform">Whether residuals are put on a normal scale by their ranks.</param>
    /// <param name="into">Receives what is tested, 0 in people without the trait.</param>
    /// <param name="gaps">Who lacks the trait.</param>
    private static TraitSummary Residualise(
        string name, Span<double> values, OrthonormalBasis basis, BasisOfRows? own, bool rankTransform, Span<double> into, ReadOnlySpan<byte> gaps)
    {
        var rank = own?.Rank ?? basis.Rank;
        if (values.Length - rank - 1 < 1)
        {
            throw new DesignException(DesignProblem.TooFewPeople, name, values.Length, rank);
        }

        var mean = 0.0;
        foreach (var value in values)
        {
            mean += value / values.Length;
        }

        // Centring first costs nothing, the intercept being a covariate, and saves digits of traits far from 0.
        var squares = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
            squares += values[i] * values[i];
        }

        TakeOut(values, basis, own, into, gaps);
        var largest = Math.Abs(mean) + Math.Sqrt(squares);
        if (!(SumOfSquares(into) > NothingLeft * largest * largest))
        {
            throw new DesignException(DesignProblem.TraitConstant, name, values.Length, rank);
        }

        if (rankTransform)
        {
            for (int i = 0, next = 0; i < into.Length; i++)
            {
                if (gaps[i] == 0)
                {
                    values[next++] = into[i];
                }
            }

            RankInverseNormal.Apply(values);
            TakeOut(values, basis, own, into, gaps);
        }

        return new TraitSummary(
            name,
            values.Length,
            into.Length - values.Length,
            mean,
            Math.Sqrt(squares / (values.Length - 1)),
            Math.Sqrt(SumOfSquares(into) / (values.Length - rank)));
    }

    /// <summary>Puts the values to their people and takes the covariates out of them.</summary>
    private static void TakeOut(ReadOnlySpan<double> values, OrthonormalBasis basis, BasisOfRows? own, Span<double> into, ReadOnlySpan<byte> gaps)
    {
        for (int i = 0, next = 0; i < into.Length; i++)
        {
            into[i] = gaps[i] != 0 ? 0 : values[next++];
        }

        if (own is null)
        {
            TraitAdjustment.Residualise(into, basis);
        }
        else
        {
            own.Residualise(into);
        }
    }

    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>The covariates' space in the people who have a trait; traits with the same gaps share it.</summary>
    private static BasisOfRows BasisOf(
        ReadOnlySpan<byte> gaps, OrthonormalBasis basis, IReadOnlyList<double[]> columns, IReadOnlyList<string> names, Dictionary<string, BasisOfRows> bases)
    {
        var pattern = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(gaps));
        if (bases.TryGetValue(pattern, out var known))
        {
            return known;
        }

        var own = BasisOfRows.Create(basis, columns, names, gaps);

        // Bounded: a basis of its own is as large as the covariates.
        if (!own.IsLarge || bases.Values.Count(other => other.IsLarge) < 4)
        {
            bases.Add(pattern, own);
        }

        return own;
    }
}
