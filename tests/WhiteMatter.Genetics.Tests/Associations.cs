using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Genetics.Association;

namespace WhiteMatter.Genetics.Tests;

/// <summary>Association tables of whole files of genotypes.</summary>
internal static class Associations
{
    /// <summary>Tests every variant, and opens the table.</summary>
    public static AssociationTable Of(GenotypeSource source, AssociationDesign design, string path)
    {
        using (var output = File.Create(path))
        using (var writer = AssociationTableWriter.Create(output, new AssociationTableHeader(design.People, design.Rank, false, design.Traits)))
        {
            using var blocks = new MemoryStream();
            LinearAssociation.Run(
                design, source, new AssociationRange(null, 0, source.VariantCount, 128, null), new AssociationOptions(5, 1), blocks, CancellationToken.None);
            blocks.Position = 0;
            writer.Append(blocks, CancellationToken.None);
            writer.Complete();
        }

        return AssociationTable.Open(path);
    }
}
