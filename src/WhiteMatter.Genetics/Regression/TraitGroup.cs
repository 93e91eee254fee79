using System.Security.Cryptography;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Statistics.Designs;

namespace WhiteMatter.Genetics.Regression;

/// <summary>Traits of a design that the same people have.</summary>
/// <param name="People">Those people's places in the design, ascending.</param>
/// <param name="Traits">The traits' numbers.</param>
public sealed record TraitGroup(int[] People, int[] Traits)
{
    /// <summary>The groups of a design, in the order of their first traits.</summary>
    /// <param name="design">The design.</param>
    public static TraitGroup[] Of(AssociationDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (!design.HasMissingTraits)
        {
            return [new TraitGroup([.. Enumerable.Range(0, design.People)], [.. Enumerable.Range(0, design.Traits.Length)])];
        }

        return
        [
            .. Enumerable.Range(0, design.Traits.Length)
                .GroupBy(trait => Convert.ToHexString(SHA256.HashData(Gaps(design, trait))))
                .Select(group => new TraitGroup(
                    [.. Enumerable.Range(0, design.People).Where(i => Gaps(design, group.First())[i] == 0)], [.. group])),
        ];
    }

    /// <summary>Independent columns that span the covariates in these people.</summary>
    /// <param name="design">The design.</param>
    internal double[][] Covariates(AssociationDesign design)
    {
        var columns = Enumerable.Range(0, design.Rank).Select(c => Of(design.Basis.AsSpan(c * design.People, design.People))).ToArray();
        if (People.Length == design.People || columns.Length == 0)
        {
            return columns;
        }

        var basis = OrthonormalBasis.Create(columns, [.. columns.Select((_, c) => $"Q{c}")]);
        return [.. Enumerable.Range(0, basis.Rank).Select(c => basis.Values[(c * basis.Rows)..((c + 1) * basis.Rows)])];
    }

    /// <summary>One of the traits.</summary>
    /// <param name="design">The design.</param>
    /// <param name="trait">Its number.</param>
    internal double[] Trait(AssociationDesign design, int trait) => Of(design.Residuals.AsSpan(trait * design.People, design.People));

    private double[] Of(ReadOnlySpan<double> everybody)
    {
        var these = new double[People.Length];
        for (var i = 0; i < these.Length; i++)
        {
            these[i] = everybody[People[i]];
        }

        return these;
    }

    private static ReadOnlySpan<byte> Gaps(AssociationDesign design, int trait) => design.Missing.AsSpan(trait * design.People, design.People);
}
