using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Regions;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>What was found of a model's latents, and its tables.</summary>
/// <param name="distribution">The people's latents.</param>
/// <param name="volumes">The images.</param>
/// <param name="enrichment">The regions; null where none are scored.</param>
internal sealed class LatentMaps(LatentDistribution distribution, StoredVolumes volumes, ScoredRegions? enrichment)
{
    public const string LatentsName = "latents.tsv";
    public const string RegionsName = "regions.tsv";

    private const double Level = 0.05;

    private readonly List<(int Latent, float Greatest, double[]? Scores)> _latents = [];

    /// <summary>Scores of the maps of random directions.</summary>
    public EnrichmentNull Null { get; } = new();

    /// <summary>Name of a volume of a walk; the mean is that of all latents.</summary>
    /// <param name="latent">0-based.</param>
    /// <param name="place">In standard deviations.</param>
    public static string WalkName(int latent, int place) => place == 0 ? "walks/mean.nii.gz" : string.Create(
        CultureInfo.InvariantCulture, $"walks/{EncodingHandler.LatentName(latent + 1)}_{(place < 0 ? "minus" : "plus")}_{Math.Abs(place)}sd.nii.gz");

    /// <summary>Adds a latent.</summary>
    /// <param name="latent">0-based.</param>
    /// <param name="greatest">The greatest value of its map before smoothing.</param>
    /// <param name="scores">Of the regions.</param>
    public void Add(int latent, float greatest, double[]? scores) => _latents.Add((latent, greatest, scores));

    /// <summary>The latents that pictures are made of: those with the smallest P, then the highest score; without regions the first ones.</summary>
    public IEnumerable<int> ToPicture() => _latents
        .Select(found => (found.Latent, Best: Best(found.Scores)))
        .OrderBy(found => found.Best?.P ?? 0)
        .ThenByDescending(found => found.Best?.Score ?? 0)
        .ThenBy(found => found.Latent)
        .Take(InterpretationParameters.MostWalks)
        .Select(found => found.Latent);

    /// <summary>Writes the tables and values.</summary>
    public void Write(ArtifactDraft output)
    {
        using (var stream = output.Create(LatentsName))
        using (var table = new TsvWriter(stream, volumes.Kinds.Length == 1 ? ["latent", "mean", "sd", "greatest", "region", "score", "p"] : ["latent", "mean", "sd", "greatest", "region", "score", "p", KindColumn.Name]))
        {
            foreach (var (latent, greatest, scores) in _latents)
            {
                var best = Best(scores);
                object[] cells =
                [
                    EncodingHandler.LatentName(latent + 1),
                    distribution.Means[latent],
                    distribution.StandardDeviations[latent],
                    (double)greatest,
                    best is { } found ? enrichment!.All[found.Region].Region.Name : "NA",
                    best?.Score ?? double.NaN,
                    best?.P ?? double.NaN,
                ];
                table.WriteRow(volumes.Kinds.Length == 1 ? cells : [.. cells, best is { } at ? volumes.Kinds[enrichment!.All[at.Region].Kind].Name : "NA"]);
            }
        }

        if (enrichment is not null)
        {
            WriteRegions(output, enrichment);
        }
    }

    private void WriteRegions(ArtifactDraft output, ScoredRegions regions)
    {
        var (enriched, least) = (0, 1.0);
        using (var stream = output.Create(RegionsName))
        using (var table = new TsvWriter(stream, KindColumn.Of(volumes, "latent", "rank", "region", "label", "voxels", "score", "p_region", "p")))
        {
            foreach (var (latent, _, scores) in _latents)
            {
                var rank = 0;
                foreach (var r in Enumerable.Range(0, scores!.Length).OrderByDescending(r => scores[r]))
                {
                    var p = Null.FamilyWiseP(scores[r]);
                    var (kind, region) = regions.All[r];
                    table.WriteRow(KindColumn.Row(volumes, kind, EncodingHandler.LatentName(latent + 1), ++rank, region.Name, region.Label, region.Voxels, scores[r], Null.P(r, scores[r]), p));
                    enriched += p < Level ? 1 : 0;
                    least = Math.Min(least, p);
                }
            }
        }

        output.SetValue("regions", regions.All.Length);
        output.SetValue("enriched", enriched);
        output.SetValue("min_p", least);
    }

    private (int Region, double Score, double P)? Best(double[]? scores)
    {
        if (scores is null)
        {
            return null;
        }

        var region = Array.IndexOf(scores, scores.Max());
        return (region, scores[region], Null.FamilyWiseP(scores[region]));
    }
}
