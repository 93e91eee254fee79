using System.Globalization;
using System.Text.RegularExpressions;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;
using WhiteMatter.Runtime.Queries;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Data.Simulations;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Reports;

/// <summary>Pages of images, models, regions and planted truths from the artifacts of a run.</summary>
public sealed class ImagingReportTests : InFolder
{
    [Fact]
    public async Task A_page_shows_images_model_regions_and_truth_and_names_nobody()
    {
        _ = new SimulationFileset(Folder, idOf: i => $"Person{i}q");
        var page = await new ImagingStudy(Folder).PageAsync();
        Assert.Contains("<strong>Simulated: the genotypes are those of the file; the volumes are simulated.</strong>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("Person[0-9]+q", page);

        // 240 people of the file and 30 without genotypes; 4 regions of 48 voxels and the voxels that share a face with one: 4 · 48 along the
        // second and third axis, and 5 planes of 16 between and beside the blocks.
        Assert.Contains("<dt>People</dt><dd>270</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Voxels inside the mask</dt><dd>464</dd>", page, StringComparison.Ordinal);
        Assert.Contains("Mean squared error inside the mask, of images as z-scores", page, StringComparison.Ordinal);
        Assert.Contains("<p>What it is.</p>", page, StringComparison.Ordinal);
        Assert.Contains("Group mean of fa</strong> inside the mask, 270 people", page, StringComparison.Ordinal);
        Assert.Contains("Grid 18 × 6 × 6, 2 × 2 × 2.5 mm voxels", page, StringComparison.Ordinal);

        Assert.Contains("volumes of 18 × 6 × 6 voxels: levels of 4, 8 channels, each half the size of the one before, and 3 latents", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Parameters</dt><dd>12,345</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>People fitted</dt><dd>243</dd></div><div><dt>People held out</dt><dd>27</dd>", page, StringComparison.Ordinal);
        Assert.Contains("Epoch 2 was kept, with 0.625.", page, StringComparison.Ordinal);

        // 192 of the 464 voxels are in blocks of equal size at −1.5, −0.5, 0.5 and 1.5, and the reconstruction is three quarters of that: the root mean
        // square of the difference is √(1.25 · 192 / 464) / 4 = 0.1798.
        Assert.Contains("Group means of 27 people held out from training", page, StringComparison.Ordinal);
        Assert.Contains("root mean square of the difference 0.180", page, StringComparison.Ordinal);

        for (var region = 0; region < ImagingStudy.Regions; region++)
        {
            Assert.Matches($"<th scope=\"row\">{BlockAtlas.NameOf(region)}</th><td class=\"n\" data-v=\"48\">48</td><td class=\"n\" data-v=\"270\">270</td>", page);
        }

        Assert.Contains("libtorch", page, StringComparison.Ordinal);
        Assert.Contains("Paszke", page, StringComparison.Ordinal);
        Assert.Contains("NIfTI-1", page, StringComparison.Ordinal);
        Assert.Contains("JAGWAS", page, StringComparison.Ordinal);
        Assert.DoesNotContain("JHU", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Regions_that_are_harmonised_are_shown_as_associations_take_them()
    {
        _ = new SimulationFileset(Folder);
        var nothing = new TableReference(Folder.Reference("g.fam"), TableFormat.TabSeparated, "id", null, []);
        var study = new ImagingStudy(Folder)
        {
            Harmonise = new HarmoniseParameters(nothing, [], "site", new ColumnFormula("age", ColumnRole.Numeric), BatchPrior.Parametric, false, null),
            Items = [("regions", "harmonised:tracts", null)],
        };
        var page = await study.PageAsync();
        var plan = study.Plan();
        var store = ArtifactStore.OpenForReading(Folder[".wmstudy"]);
        TraitMatrix Traits(string step)
        {
            using var stream = Assert.IsType<StoreLookup.Whole>(store.Find(plan.Find(step)!.Fingerprint)).Artifact.OpenRead("traits.bin");
            return TraitMatrix.Read(stream);
        }

        var (measured, harmonised) = (Traits("region-means:tracts"), Traits("harmonised:tracts"));
        for (var region = 0; region < ImagingStudy.Regions; region++)
        {
            // Textbook mean and standard deviation of what associations take.
            var values = harmonised.Values[region];
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
            var row = Regex.Match(page, $"<th scope=\"row\">{BlockAtlas.NameOf(region)}</th>(.*)").Groups[1].Value;
            var numbers = Regex.Matches(row, "data-v=\"([^\"]+)\"").Select(match => Number(match.Groups[1].Value)).ToArray();
            Assert.Equal(mean, numbers[2], 1e-9);
            Assert.Equal(deviation, numbers[3], 1e-9);
            Assert.NotEqual(measured.Values[region], values);
        }

        Assert.Contains("Harmonised by ComBat over the", page, StringComparison.Ordinal);
        Assert.Contains("which associations take", page, StringComparison.Ordinal);
        Assert.Contains("harmonised:tracts", page, StringComparison.Ordinal);
    }

    /// <summary>Numbers of people under 5 are not shown: 3e-7 would tell of 3, in words and as the height of a line. Of 30 people 3e-6 may be shown; 268 of 270 tell of the other two.</summary>
    [Theory]
    [InlineData(3, "P ≤ the study&#39;s threshold", "5.0 × 10<sup>−8</sup>")]
    [InlineData(30, "P ≤ 3e-6", "3.0 × 10<sup>−6</sup>")]
    [InlineData(268, "P ≤ the study&#39;s threshold", "5.0 × 10<sup>−8</sup>")]
    public async Task A_threshold_that_tells_of_few_people_is_not_shown(int people, string definition, string line)
    {
        _ = new SimulationFileset(Folder);
        var study = new ImagingStudy(Folder) { Counted = people, Items = [("manhattan", "association:gwas", null), ("loci", "loci:leads", null)] };
        var page = await study.PageAsync();
        Assert.Contains(definition, page, StringComparison.Ordinal);
        var lines = Regex.Matches(page, "The dashed line is P = (.*?)\\. ?<").Select(match => match.Groups[1].Value).Distinct();
        Assert.Equal([line], lines);

        // A replication states the threshold that it used, which a session may not show either.
        var plan = study.Plan();
        var store = ArtifactStore.OpenForReading(Folder[".wmstudy"]);
        var again = ToyStudy.Step(
            "again", new ReplicationParameters(((LociParameters)plan.Find("loci:leads")!.Parameters).P, [], 0.8, 250_000, StrandTreatment.ByFrequency, 0.4), [], null);
        bool IsHidden(string value) => SmallCounts.AreBehind(again, value, plan, step => Assert.IsType<StoreLookup.Whole>(store.Find(step.Fingerprint)).Artifact, new SmallCountRule(5, []));
        Assert.Equal(people != 30, IsHidden("p") || people == 268);
        Assert.False(IsHidden("count"));
    }

    [Fact]
    public async Task Planted_effects_stand_beside_their_estimates_on_one_scale()
    {
        var genotypes = new SimulationFileset(Folder);
        var page = await new ImagingStudy(Folder) { Items = [("truth", "simulation:brains", "association:gwas")] }.PageAsync();
        var effects = Effects(page);

        // One effect on one region and one on all four.
        Assert.Equal(1 + ImagingStudy.Regions, effects.Count);
        foreach (var (variant, region, planted, estimate) in effects)
        {
            // Of a region's variance the variant explains 25 or 12%, and age 15% (with sex 5% more in the third) is adjusted for: on the scale of
            // the ranked residuals one copy is √(share / left) / SD(copies). The trait's SD is that of a sample, with the voxels' noise in it.
            var share = variant == "rs5" ? 0.25 : 0.12;
            var left = region == BlockAtlas.NameOf(2) ? 0.80 : 0.85;
            var copies = genotypes.Imputed(SimulationFileset.IndexOf(variant));
            var mean = copies.Average();
            var expected = Math.Sqrt(share / left) / Math.Sqrt(copies.Average(copy => (copy - mean) * (copy - mean)));
            Assert.InRange(Math.Abs(planted), 0.85 * expected, 1.15 * expected);

            // 240 people: the estimate's standard error is about 1 / √(240) / SD(copies) = 0.09.
            Assert.InRange(estimate - planted, -0.36, 0.36);
        }

        Assert.Contains("Traits were ranked to normal scores", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">age</th><td>all 4</td><td class=\"n\">15%</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">sex</th><td>1</td><td class=\"n\">5%</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_transform_planted_effects_are_in_units_of_the_images()
    {
        _ = new SimulationFileset(Folder);
        var study = new ImagingStudy(Folder) { Transform = TraitTransform.None, Items = [("truth", "simulation:brains", "association:gwas")] };
        var result = await study.RunAsync();
        var record = result.Steps.Single(step => step.Step.Id == "simulation:brains").Record!;
        var truth = File.ReadAllLines(Path.Combine(Folder[".wmstudy"], "artifacts", record.Fingerprint.Value[..2], record.Fingerprint.Value, "truth.tsv"))
            .Skip(1).Select(line => line.Split('\t')).Where(row => row[1].Length > 0).ToDictionary(row => (row[1], row[7]), row => double.Parse(row[10], CultureInfo.InvariantCulture));
        var page = await File.ReadAllTextAsync(Folder["results/page.html"]);
        var effects = Effects(page);
        Assert.Equal(truth.Count, effects.Count);
        Assert.All(effects, effect => Assert.Equal(truth[(effect.Variant, effect.Region)], effect.Planted, 1e-12));
        Assert.Contains("in units of the images per effect allele", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"images\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Paszke", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truth_is_held_against_an_association_a_joint_test_and_loci()
    {
        _ = new SimulationFileset(Folder);
        var page = await new ImagingStudy(Folder).PageAsync();
        var tables = Regex.Matches(page, "<span class=\"kind\">simulation</span> brains <span class=\"kind\">against</span> ([a-z]+)</h3>\\s*<p><strong>([0-9]) of 2</strong>[^<]*: ([^<]+)\\.</p>")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)).ToList();
        Assert.Equal(["gwas", "all", "leads"], tables.Select(table => table.Item1));

        // rs5 explains 25% of a region in 240 people: t is about √(240 · 0.29 / 0.71) = 10.
        Assert.All(tables, table => Assert.InRange(int.Parse(table.Item2, CultureInfo.InvariantCulture), 1, 2));
        Assert.Contains("some trait of gwas", tables[0].Item3, StringComparison.Ordinal);
        Assert.Contains("of the variant itself in all", tables[1].Item3, StringComparison.Ordinal);
        Assert.Contains("inside a locus of leads, or r² of at least 0.1 with its lead variant", tables[2].Item3, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "<th scope=\"row\">rs5</th><td data-v=[^>]+>1:6,000,000</td><td class=\"held\">yes</td>"));
    }

    [Fact]
    public async Task Images_without_a_view_show_quality_and_slices_and_a_model_its_training_and_reconstruction()
    {
        _ = new SimulationFileset(Folder);
        var page = await new ImagingStudy(Folder) { Items = [("images", "images:fa", null), ("model", "model:udr", null)] }.PageAsync();
        Assert.Contains("<dt>Without a file</dt>", page, StringComparison.Ordinal);
        Assert.Contains("data-file=\"mean-fa\"", page, StringComparison.Ordinal);
        Assert.Contains("data-file=\"training-udr\"", page, StringComparison.Ordinal);
        Assert.Contains("data-file=\"reconstruction-udr\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"truth\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"regions\"", page, StringComparison.Ordinal);
    }

    private static List<(string Variant, string Region, double Planted, double Estimate)> Effects(string page) =>
    [
        .. Regex.Matches(page, "<tr><th scope=\"row\">(rs[0-9]+)</th><td>(Block_[0-9])</td><td class=\"n\" data-v=\"([^\"]+)\">[^<]+</td><td class=\"n\" data-v=\"([^\"]+)\">")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value, Number(match.Groups[3].Value), Number(match.Groups[4].Value))),
    ];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
