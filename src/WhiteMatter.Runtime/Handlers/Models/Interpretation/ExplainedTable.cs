using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Regions;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>How much of the images a model explains: the file <c>explained.tsv</c> of an interpretation, and its values.</summary>
internal static class ExplainedTable
{
    public const string FileName = "explained.tsv";

    /// <summary>What the row of all voxels inside the mask is called.</summary>
    public const string Everywhere = "(inside the mask)";

    /// <summary>Writes the table: shares of the variance between people, of the whole mask and of each region. No single person is told.</summary>
    public static void Write(ArtifactDraft output, ExplainedVariance explained, RegionEnrichment? regions)
    {
        var whole = Share(explained.Residual.Sum(), explained.Total.Sum());
        using (var stream = output.Create(FileName))
        using (var table = new TsvWriter(stream, ["region", "voxels", "explained"]))
        {
            table.WriteRow(Everywhere, explained.Total.Length, whole);
            if (regions is not null)
            {
                var (residual, total) = (regions.Sums(explained.Residual), regions.Sums(explained.Total));
                for (var r = 0; r < residual.Length; r++)
                {
                    table.WriteRow(regions.Regions[r].Name, regions.Regions[r].Voxels, Share(residual[r], total[r]));
                }
            }
        }

        double[] sorted = [.. explained.OfPeople.Order()];
        output.SetValue("explained", whole);
        output.SetValue("explained_lower_quartile", Quantile(sorted, 0.25));
        output.SetValue("explained_median", Quantile(sorted, 0.5));
        output.SetValue("explained_upper_quartile", Quantile(sorted, 0.75));
    }

    private static double Share(double residual, double total) => 1 - (residual / total);

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
