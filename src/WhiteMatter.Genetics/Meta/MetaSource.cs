using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Meta;

/// <summary>The statistics of one study that is combined with others.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Table">Its results.</param>
/// <param name="Variants">Its variants, each chromosome in one run with positions that do not fall.</param>
/// <param name="Traits">For each trait of the meta-analysis its place in the table; −1 where the study lacks it.</param>
public sealed record MetaSource(string Name, AssociationTable Table, BimFile Variants, int[] Traits)
{
    /// <summary>For each trait of the meta-analysis λ, by whose root standard errors are multiplied; null for none.</summary>
    public double[]? Inflation { get; init; }

    /// <summary>Whether its variants are the very list of another study, and so on the same strand; a list is told by its object.</summary>
    /// <param name="other">The other study, or itself.</param>
    public bool SharesVariantsWith(MetaSource other) => ReferenceEquals(Variants, other.Variants);
}
