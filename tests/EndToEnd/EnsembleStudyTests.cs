using System.Globalization;
using Xunit;

namespace EndToEnd;

/// <summary>
/// Networks of several seeds over images whose front block is moved by a variant and whose back block by age: they agree on what was planted, maps through all of them put these blocks first,
/// and a seed that is added trains one network.
/// </summary>
public sealed class EnsembleStudyTests
{
    [Fact]
    public void Networks_of_several_seeds_agree_on_what_was_planted_and_a_seed_that_is_added_trains_one_network()
    {
        using var folder = new StudyRun();
        var path = SmallImagingStudy.Write(folder, "epochs = 30, batch = 8, optimiser = adam(lr = 2e-3), validation = 10%, seeds = [1, 2]");
        var text = File.ReadAllText(path);
        text = text[..text.IndexOf("covariates base", StringComparison.Ordinal)]
            .Replace("image_only = 60", "image_only = 300", StringComparison.Ordinal)
            .Replace("heritable(regions = [\"front\"], variance = 40%)", "heritable(regions = [\"front\"], variance = 60%)", StringComparison.Ordinal)
            .Replace("covariate(age, regions = all, variance = 15%)", "covariate(age, regions = [\"back\"], variance = 60%)", StringComparison.Ordinal)
            .Replace("normalise = zscore", "normalise = none", StringComparison.Ordinal)
            + text[text.IndexOf("model udr", StringComparison.Ordinal)..text.IndexOf("gwas mean_gwas", StringComparison.Ordinal)]
            + """
            phenotypes years from discovery { columns = [age] }
            interpretation perdi from udr {
              latents      = latents.traits
              people       = discovery
              along        = [years]
              atlas        = blocks
              statistic    = mean_change
              smoothing    = 0mm
              permutations = 99
            }
            report page { show = [training(udr), latents, perdi] }
            """;
        File.WriteAllText(path, text);
        folder.Wmstudy("run", "imaging.wmstudy").Expect(0);

        // What both networks hold is what is in the images: two planted blocks, not four latents.
        var agreement = Rows(folder.Artifact("agreement.tsv"));
        Assert.Equal(4, agreement.Length);
        Assert.All(agreement.Take(2), row => Assert.InRange(Number(row[2]), 0.9, 1));

        // Age goes through all networks to the block that it moves.
        var along = Rows(folder.Artifact("along_regions.tsv"));
        Assert.Equal("back", along.Single(row => row[3] == "1")[4]);
        Assert.Equal(1.0 / 100, Number(along.Single(row => row[3] == "1")[10]), 12);
        var page = File.ReadAllText(Path.Combine(folder.Folder, "results", "imaging", "page.html"));
        Assert.Contains("agreement of 2 networks", page, StringComparison.Ordinal);
        Assert.Contains("udr, seed 2", page, StringComparison.Ordinal);

        var before = Weights(folder);
        Assert.Equal(2, before.Count);
        File.WriteAllText(path, text.Replace("seeds = [1, 2]", "seeds = [1, 2, 3]", StringComparison.Ordinal));
        folder.Wmstudy("run", "imaging.wmstudy").Expect(0);
        var after = Weights(folder);
        Assert.Equal(3, after.Count);
        Assert.All(before, weights => Assert.Equal(weights.Value, after[weights.Key]));
    }

    private static Dictionary<string, DateTime> Weights(StudyRun folder) => Directory.EnumerateFiles(Path.Combine(folder.Store, "artifacts"), "weights.safetensors", SearchOption.AllDirectories)
        .ToDictionary(path => path, File.GetLastWriteTimeUtc);

    private static string[][] Rows(string path) => [.. File.ReadAllLines(path).Skip(1).Select(line => line.Split('\t'))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
