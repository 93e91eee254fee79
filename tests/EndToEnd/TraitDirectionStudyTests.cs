using System.Globalization;
using Xunit;

namespace EndToEnd;

/// <summary>
/// A simulated cohort whose front block is moved by a variant and whose back block by age: maps along the variant's dosage and along age put these blocks first, and no block goes with a
/// trait that has nothing to do with the images.
/// </summary>
public sealed class TraitDirectionStudyTests
{
    [Fact]
    public void The_first_regions_along_a_variant_and_along_age_are_the_planted_ones()
    {
        using var folder = new StudyRun();
        var path = SmallImagingStudy.Write(folder, "epochs = 30, batch = 8, optimiser = adam(lr = 2e-3), validation = 10%");
        var text = File.ReadAllText(path);
        text = text[..text.IndexOf("covariates base", StringComparison.Ordinal)]
            .Replace("image_only = 60", "image_only = 300", StringComparison.Ordinal)
            .Replace("heritable(regions = [\"front\"], variance = 40%)", "heritable(regions = [\"front\"], variance = 60%)", StringComparison.Ordinal)
            .Replace("covariate(age, regions = all, variance = 15%)", "covariate(age, regions = [\"back\"], variance = 60%)", StringComparison.Ordinal)
            .Replace("normalise = zscore", "normalise = none", StringComparison.Ordinal)
            + text[text.IndexOf("model udr", StringComparison.Ordinal)..text.IndexOf("gwas mean_gwas", StringComparison.Ordinal)]
            + """
            phenotypes who from discovery { table = tsv("who.tsv", id = IID), columns = [dosage, noise] }
            phenotypes years from discovery { columns = [age] }
            interpretation perdi from udr {
              latents      = latents.traits
              people       = discovery
              along        = [who, years]
              atlas        = blocks
              statistic    = mean_change
              smoothing    = 0mm
              permutations = 199
            }
            """;
        File.WriteAllText(path, text);
        File.WriteAllText(Path.Combine(folder.Folder, "who.tsv"), "IID\tdosage\tnoise\nP0\t0\t2\n");
        folder.Wmstudy("run", "imaging.wmstudy", "--only", "simulation:brains").Expect(0);
        WriteTraits(folder);
        folder.Wmstudy("run", "imaging.wmstudy").Expect(0);

        var rows = File.ReadAllLines(folder.Artifact("along_regions.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();
        foreach (var (trait, planted) in new[] { ("dosage", "front"), ("age", "back") })
        {
            var first = rows.Single(row => row[2] == trait && row[3] == "1");
            Assert.Equal(planted, first[4]);

            // Nobody of 199 permutations goes as closely with any region.
            Assert.Equal(1.0 / 200, double.Parse(first[10], CultureInfo.InvariantCulture), 12);
        }

        Assert.All(rows.Where(row => row[2] == "noise"), row => Assert.InRange(double.Parse(row[10], CultureInfo.InvariantCulture), 0.05, 1));
    }

    /// <summary>Each person's copies of the planted variant's A1, and a number of no meaning.</summary>
    private static void WriteTraits(StudyRun folder)
    {
        var planted = SmallImagingStudy.Planted(folder.Artifact("truth.tsv"));
        var variants = File.ReadLines(Path.Combine(folder.Folder, "set.bim")).Select(line => line.Split('\t')[1]).ToList();
        var at = variants.IndexOf(Assert.Single(planted));
        var bed = File.ReadAllBytes(Path.Combine(folder.Folder, "set.bed"));
        var random = new Random(8);
        using var output = File.CreateText(Path.Combine(folder.Folder, "who.tsv"));
        output.Write("IID\tdosage\tnoise\n");
        foreach (var (i, person) in File.ReadLines(Path.Combine(folder.Folder, "people.tsv")).Skip(1).Select(line => line.Split('\t')).Index())
        {
            var code = (bed[3 + (at * (SmallStudy.People / 4)) + (i / 4)] >> (2 * (i % 4))) & 3;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{person[0]}\t{code switch { 0 => 2, 2 => 1, _ => 0 }}\t{random.NextDouble()}\n"));
        }
    }
}
