using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Designs;

/// <summary>A design in some of its people, and with a covariate more.</summary>
/// <remarks>
/// Nothing is read anew: traits are residuals on covariates in the span of the new ones, and residuals of residuals on more covariates, or in
/// fewer people, are those of the traits themselves.
/// </remarks>
internal static class DesignSubset
{
    /// <summary>Makes the design; null where too few people are left for the covariates.</summary>
    /// <param name="design">The design.</param>
    /// <param name="people">Who stays, ascending.</param>
    /// <param name="covariate">A covariate of those people, or null.</param>
    /// <param name="isBinary">Whether traits are cases and controls, which are not residualised.</param>
    public static AssociationDesign? Of(AssociationDesign design, int[] people, double[]? covariate, bool isBinary)
    {
        var (n, all) = (people.Length, design.People);
        List<double[]> columns = [.. Enumerable.Range(0, design.Rank).Select(j => people.Select(i => design.Basis[(j * all) + i]).ToArray())];
        if (covariate is not null)
        {
            columns.Add(covariate);
        }

        if (n < columns.Count + 2)
        {
            return null;
        }

        var basis = BasisOf(columns, [.. Enumerable.Range(0, n)]);
        var k = design.Traits.Length;
        var residuals = new double[checked(n * k)];
        var missing = design.HasMissingTraits ? new byte[checked(n * k)] : [];
        for (var t = 0; t < k; t++)
        {
            var present = new List<int>(n);
            for (var i = 0; i < n; i++)
            {
                if (design.HasMissingTraits && design.Missing[(t * all) + people[i]] != 0)
                {
                    missing[(t * n) + i] = 1;
                }
                else
                {
                    present.Add(i);
                }
            }

            double[] values = [.. present.Select(i => design.Residuals[(t * all) + people[i]])];
            if (!isBinary && values.Length > columns.Count)
            {
                (present.Count == n ? basis : BasisOf(columns, present)).Residualise(values);
            }

            for (var i = 0; i < values.Length; i++)
            {
                residuals[(t * n) + present[i]] = values[i];
            }
        }

        return new AssociationDesign(
            design.FileSamples, [.. people.Select(i => design.SampleIndex[i])], basis.Rank, basis.Values, design.Traits, residuals, missing);
    }

    private static OrthonormalBasis BasisOf(List<double[]> columns, IReadOnlyList<int> rows) =>
        OrthonormalBasis.Create(
            [.. columns.Select(column => rows.Select(row => column[row]).ToArray())], [.. Enumerable.Range(0, columns.Count).Select(j => $"column {j}")]);
}
