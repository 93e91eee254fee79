using WhiteMatter.Formats.Tables;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>How much of the images a model explains: the file <c>explained.tsv</c> of an interpretation, and its values.</summary>
internal static class ExplainedTable
{
    public const string FileName = "explained.tsv";

    /// <summary>What the row of all voxels inside the mask is called.</summary>
    public const string Everywhere = "(inside the mask)";

    /// <summary>Writes the table: shares of the variance between people, of the whole mask and of each region, for each kind of images. The value <c>explained</c> is the mean of those of the whole masks by the kinds' weights in the loss, of those that somebody has. No single person is told.</summary>
    public static void Write(ArtifactDraft output, StoredVolumes volumes, ExplainedVariance explained, ScoredRegions? regions)
    {
        double whole = 0, weights = 0;
        using (var stream = output.Create(FileName))
        using (var table = new TsvWriter(stream, KindColumn.Of(volumes, "region", "voxels", "explained")))
        {
            for (var k = 0; k < volumes.Kinds.Length; k++)
            {
                var (first, voxels) = volumes.View.MaskOf(k);
                var share = Share(explained.Residual.AsSpan(first, voxels), explained.Total.AsSpan(first, voxels));
                if (!double.IsNaN(share))
                {
                    whole += volumes.View.Weight(k) * share;
                    weights += volumes.View.Weight(k);
                }

                table.WriteRow(KindColumn.Row(volumes, k, Everywhere, voxels, share));
                if (regions is not null)
                {
                    var (residual, total) = (regions.Sums(explained.Residual, k), regions.Sums(explained.Total, k));
                    for (var r = 0; r < residual.Length; r++)
                    {
                        table.WriteRow(KindColumn.Row(volumes, k, regions.Of(k)[r].Name, regions.Of(k)[r].Voxels, 1 - (residual[r] / total[r])));
                    }
                }
            }
        }

        double[] sorted = [.. explained.OfPeople.Order()];
        output.SetValue("explained", whole / weights);
        output.SetValue("explained_lower_quartile", Quantile(sorted, 0.25));
        output.SetValue("explained_median", Quantile(sorted, 0.5));
        output.SetValue("explained_upper_quartile", Quantile(sorted, 0.75));
    }

    private static double Share(ReadOnlySpan<double> residual, ReadOnlySpan<double> total)
    {
        double left = 0, all = 0;
        for (var v = 0; v < total.Length; v++)
        {
            left += residual[v];
            all += total[v];
        }

        return 1 - (left / all);
    }

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
