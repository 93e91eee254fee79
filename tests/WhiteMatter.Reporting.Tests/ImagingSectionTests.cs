using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace WhiteMatter.Reporting.Tests;

public sealed class ImagingSectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_bin_of_a_distribution_tells_of_fewer_people_than_the_limit(int seed)
    {
        ImmutableArray<double> values = [.. SampleImaging.Normal(60 + (40 * seed), 0.4, 0.02, seed), 0.1, 0.11, 0.9, 0.55, 0.5501];
        var histogram = PeopleHistogram.Of(values, 5);
        Assert.True(histogram.Bins.Length > 3);
        Assert.All(histogram.Bins, bin => Assert.True(bin.People is 0 or >= 5, $"{bin}"));
        Assert.Equal(values.Length, histogram.Bins.Sum(bin => bin.People));

        // The outermost people stand in open bins, so that no edge tells where they are.
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (histogram.Bins[0].Low, histogram.Bins[^1].High));
        for (var i = 0; i < histogram.Bins.Length; i++)
        {
            var bin = histogram.Bins[i];
            Assert.Equal(bin.People, values.Count(value => value >= bin.Low && value < bin.High));
            Assert.Equal(i == 0 ? bin.Low : histogram.Bins[i - 1].High, bin.Low);
        }
    }

    [Fact]
    public void Without_a_limit_bins_are_as_counted()
    {
        // 2 IQR n^(−1/3) of 0, 1, …, 99 is 2 · 49.5 · 0.2154 = 21.3; the nearest of 1, 2 and 5 times a power of ten is 20.
        var histogram = PeopleHistogram.Of(Enumerable.Range(0, 100).Select(i => (double)i), 0);
        Assert.Equal(20, histogram.Width);
        Assert.Equal([20L, 20, 20, 20, 20], histogram.Bins.Select(bin => bin.People));
        Assert.Equal((24.75, 49.5, 74.25), (histogram.LowerQuartile, histogram.Median, histogram.UpperQuartile));
    }

    [Fact]
    public void Few_people_or_one_value_give_no_distribution()
    {
        Assert.Empty(PeopleHistogram.Of(Enumerable.Range(0, 19).Select(i => (double)i), 5).Bins);
        Assert.Empty(PeopleHistogram.Of(Enumerable.Repeat(0.4, 100), 5).Bins);
        Assert.Empty(PeopleHistogram.Of([double.NaN, double.NaN], 0).Bins);
    }

    [Fact]
    public void No_outlier_among_few_people_is_told_as_0_since_it_tells_of_nobody()
    {
        var images = SampleImaging.Images() with { People = 4, Missing = 0, Removed = 0, Outliers = 0 };
        var page = ReportWriterTests.WithoutScripts(ReportWriterTests.Page(Only([images], [], [])));
        Assert.Contains("<dt>Outliers</dt><dd>0</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>People</dt><dd>&lt;5</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interpretation_shows_maps_over_the_group_mean_and_walks_with_regions_beside()
    {
        var page = ReportWriterTests.WithoutScripts(ReportWriterTests.Page(Only([], [], []) with { Interpretations = [SampleImaging.Interpretation()] }));
        Assert.Contains("Latents of 500 people were decoded by udr as they are, and moved by one standard deviation in one latent. A map holds the paired |t|", page, StringComparison.Ordinal);
        Assert.Contains("Highest scores: Corticospinal_tract_L 0.310 (P 0.012); Anterior_limb_of_internal_capsule_L 0.040 (P 0.44).", page, StringComparison.Ordinal);
        Assert.Contains("among the largest 1% of a map", page, StringComparison.Ordinal);
        Assert.Contains("explain 42.0% of the variance between people inside the mask. By region from −2.0% (Fornix_(column_and_body_of_fornix)) to 90.0% (Middle_cerebellar_peduncle). Of a person's own variance over voxels they explain 84.0% (median; quartiles 81.0% and 88.0%).", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(page, "<figure class=\"slices\""));

        // Three slices of the map and six steps of the walk beside the mean.
        Assert.Equal(9, Regex.Count(page, "<svg [^>]*style=\"--w:"));
        Assert.Contains("latent\tsd\tgreatest\tregion\tscore\tp\nlatent_001\t0.13\t41.5\tCorticospinal_tract_L\t0.31\t0.012", InterpretationSection.Tsv(SampleImaging.Interpretation()), StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_of_few_people_are_not_shown()
    {
        var page = ReportWriterTests.WithoutScripts(ReportWriterTests.Page(Only([], [], []) with { Interpretations = [SampleImaging.Interpretation() with { People = 4 }] }));
        Assert.DoesNotContain("<figure class=\"slices\"", page, StringComparison.Ordinal);
        Assert.Contains("Maps of fewer than 5 people are not shown.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_kind_of_images_that_few_people_have_no_mean_no_map_and_no_error_is_shown()
    {
        var model = SampleImaging.Model();
        model = model with
        {
            Reconstruction = model.Reconstruction! with { Kind = "fa" },
            FurtherReconstructions = [model.Reconstruction! with { Kind = "gm", People = 1 }],
            Errors = [new ModalityError("fa", 0.75, 0.1234, 0.2345, 360, 40), new ModalityError("gm", 0.25, 0.3456, 0.4567, 6, 1)],
        };
        var interpretation = SampleImaging.Interpretation();
        var picture = interpretation.Pictures[0];
        interpretation = interpretation with
        {
            Pictures = [picture with { Kind = ("fa", interpretation.Mean, 400, "fa") }, picture with { Kind = ("gm", interpretation.Mean, 1, "gm") }],
        };
        var page = ReportWriterTests.WithoutScripts(ReportWriterTests.Page(Only([], [model], []) with { Interpretations = [interpretation] }));
        Assert.Equal(2, Regex.Count(page, "<figure class=\"slices\""));
        Assert.Contains("Reconstruction of fa by udr", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Reconstruction of gm by udr", page, StringComparison.Ordinal);
        Assert.Contains("latent_001 in gm is not shown: the group mean that maps are laid over is of fewer than 5 people.", page, StringComparison.Ordinal);
        Assert.Contains("0.3456", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0.4567", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_laid_over_a_picture_has_colours_of_its_own()
    {
        var (under, over) = (new HashSet<byte>(), new HashSet<byte>());
        for (var i = 0; i <= 1000; i++)
        {
            under.Add(ColourMap.PlaceUnder(i, 0, 1000));
            over.Add(ColourMap.PlaceOver(i, 0, 1000));
        }

        Assert.Empty(under.Intersect(over));
        Assert.DoesNotContain(ColourMap.Outside, under.Concat(over));
        foreach (var place in under)
        {
            Assert.Single(ColourMap.Laid.Palette.AsSpan(3 * place, 3).ToArray().Distinct());
        }

        Assert.All(over, place => Assert.True(ColourMap.Laid.Palette[3 * place] > ColourMap.Laid.Palette[(3 * place) + 2]));
    }

    [Fact]
    public void A_mean_of_few_people_is_not_drawn_and_their_numbers_are_not_told()
    {
        var images = SampleImaging.Images() with { People = 4, Missing = 2, Removed = 0, Outliers = 1, Measures = [new QualityMeasure("m", "m", [0.123456, 0.2, 0.3, 0.4])] };
        var model = SampleImaging.Model();
        model = model with { FittedPeople = 396, ValidationPeople = 4, Reconstruction = model.Reconstruction! with { People = 4 } };
        var regions = SampleImaging.Regions();
        regions = regions with { People = 3, Regions = [.. regions.Regions.Select(region => region with { People = 3 })] };
        var page = ReportWriterTests.WithoutScripts(ReportWriterTests.Page(Only([images], [model], [regions])));
        Assert.DoesNotContain("data:image/png", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "A mean of fewer than 5 people is not shown"));
        Assert.DoesNotMatch(@"<dd>[1-4]</dd>", page);
        Assert.DoesNotContain("0.123", page, StringComparison.Ordinal);
        Assert.Contains("<dt>People fitted</dt><dd>396–399</dd>", page, StringComparison.Ordinal);
        Assert.Contains("regions of tracts in &lt;5 people", page, StringComparison.Ordinal);
        var mean = NumberText.Significant(regions.Regions[0].Mean);
        Assert.DoesNotContain(mean, page, StringComparison.Ordinal);
        Assert.DoesNotContain(SavedTable.Cell(regions.Regions[0].Mean), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_losses_stand_at_their_heights_and_the_kept_epoch_has_the_ring()
    {
        // Loss 1 to 2 on a linear axis with a rim of 5%: the plot is 34 to 272, so 2 is at 34 + 238 · 0.05 / 1.1 and 1 at 272 − 238 · 0.05 / 1.1.
        var model = Curve([2, 1.5, 1], [2, 1, 1.5], best: 2);
        var svg = TrainingSvg.Draw(model);
        Assert.Contains("d=\"M56 44.8L302 153L548 261.2\"", svg, StringComparison.Ordinal);
        Assert.Contains("d=\"M56 44.8L302 261.2L548 153\"", svg, StringComparison.Ordinal);
        Assert.Contains("<circle class=\"hit\" cx=\"302\" cy=\"261.2\"", svg, StringComparison.Ordinal);
        Assert.Contains(">Loss<", svg, StringComparison.Ordinal);
        Assert.Contains("Epoch 2 was kept, with 1.00.", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_over_more_than_a_power_of_ten_are_drawn_on_a_logarithmic_axis()
    {
        // From 100/1.1.. the range is 10/1.1 = 9.09 to 1100; the geometric mean of 10 and 1000 is halfway: (34 + 272) / 2 = 153.
        var svg = TrainingSvg.Draw(Curve([1000, 100, 10], [1000, 100, 10], best: 3));
        Assert.Contains("L302 153L", svg, StringComparison.Ordinal);
        Assert.Contains(">Loss, logarithmic<", svg, StringComparison.Ordinal);
        Assert.Contains(">100</text>", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_of_the_learning_rate_are_marked_between_the_epochs()
    {
        var model = Curve([3, 2, 1], [3, 2, 1], best: 3);
        model = model with { Epochs = [model.Epochs[0], model.Epochs[1], model.Epochs[2] with { LearningRate = 5e-4 }] };

        // Between epochs 2 and 3, at (302 + 548) / 2.
        var svg = TrainingSvg.Draw(model);
        Assert.Contains("d=\"M425 34V272\"", svg, StringComparison.Ordinal);
        Assert.Contains(">learning rate 1e−3</text>", svg, StringComparison.Ordinal);
        Assert.Contains(">5e−4</text>", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_people_held_out_the_training_loss_alone_is_drawn()
    {
        var svg = TrainingSvg.Draw(Curve([3, 2], [double.NaN, double.NaN], best: 2));
        Assert.DoesNotContain("validation", svg, StringComparison.Ordinal);
        Assert.Contains("Epoch 2 was kept, with 2.00.", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Intervals_that_miss_the_planted_effect_are_red()
    {
        var truth = SampleImaging.Truth() with
        {
            Effects = [new PlantedEffect("rs1", "a", 1, 1, 0.1, 2, 5), new PlantedEffect("rs1", "b", 1, 0.5, 0.1, 2, 5), new PlantedEffect("rs1", "c", -1, 0.1, 0.1, 2, 5)],
        };
        var svg = EffectsSvg.Draw(truth);
        Assert.Equal(1, Regex.Count(Regex.Match(svg, "class=\"odd\" d=\"([^\"]+)\"").Value, "h0"));
        Assert.Equal(2, Regex.Count(Regex.Match(svg, "class=\"hit\" d=\"([^\"]+)\"").Value, "h0"));
        Assert.Contains("Of 3 estimates, 2 have the sign of the planted effect, and 1 have an interval that holds it.", svg, StringComparison.Ordinal);

        // Both axes have the same range, so that the line of equal effects goes from corner to corner.
        Assert.Contains("class=\"diagonal\" d=\"M62 340L388 14\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void The_truth_tells_each_causal_variant_what_was_planted_and_what_became_of_it()
    {
        var page = ReportWriterTests.Page(Only([], [], []) with { Truths = [SampleImaging.Truth()] });
        var rows = Regex.Matches(page, "<tr><th scope=\"row\">(rs[0-9]+)</th><td data-v=.*?</tr>").Select(match => Regex.Replace(match.Value.Replace("<wbr>", "", StringComparison.Ordinal), "<[^>]+>", "|")).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("17:22,766,645", rows[0], StringComparison.Ordinal);
        Assert.Contains("all 15", rows[0], StringComparison.Ordinal);
        Assert.Contains("8 rise, 7 fall", rows[0], StringComparison.Ordinal);
        Assert.Contains("|6%|", rows[0], StringComparison.Ordinal);
        Assert.Contains("|17:22,766,645||no||", rows[0], StringComparison.Ordinal);
        Assert.Contains("Genu_of_corpus_callosum", rows[1], StringComparison.Ordinal);
        Assert.Contains("|rises|", rows[1], StringComparison.Ordinal);
        Assert.Contains("rs3024506", rows[1], StringComparison.Ordinal);
        Assert.Contains("|20:206,939||yes||", rows[1], StringComparison.Ordinal);
        Assert.Contains("<strong>1 of 2</strong> causal variants were recovered", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">age</th><td>all 15</td><td class=\"n\">15%</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_to_save_have_a_cell_for_every_heading()
    {
        var page = ReportWriterTests.Page(Only([], [], [SampleImaging.Regions() with { Regions = [new RegionSummary("a\tb", 3, 700, double.NaN, 0.1, 1, 0.5)] }]) with { Truths = [SampleImaging.Truth()] });
        var tables = Regex.Matches(page, "data:text/tab-separated-values;charset=utf-8,([^\"]+)").Select(match => Uri.UnescapeDataString(match.Groups[1].Value)).ToList();
        Assert.Equal(3, tables.Count);
        Assert.All(tables, table => Assert.Single(table.TrimEnd('\n').Split('\n').Select(line => line.Split('\t').Length).Distinct()));
        Assert.Contains("a b\t3\t700\tNA\t0.1\t1\t0.5\n", tables[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_region_that_few_people_have_or_lack_tells_neither_how_many_nor_their_mean()
    {
        var table = new RegionTable("t", "d", 100, [new RegionSummary("few", 9, 3, 0.777, 0.0321, 0.5, 0.4), new RegionSummary("most", 9, 98, 0.555, 0.0123, 0.5, 0.4)]);
        var page = ReportWriterTests.Page(Only([], [], [table]));

        // 100 less 1 to 4 people.
        Assert.Contains("<th scope=\"row\">few</th><td class=\"n\" data-v=\"9\">9</td><td class=\"n\" data-v=\"1\">&lt;5</td><td class=\"n\" data-v=\"\">–</td>", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">most</th><td class=\"n\" data-v=\"9\">9</td><td class=\"n\" data-v=\"96\">96–99</td><td class=\"n\" data-v=\"0.555\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0.777", page, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString("few\t9\tNA\tNA\tNA\t0.5\t0.4\nmost\t9\tNA\t0.555\t"), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.3, 0.3, 5, "−0.2 0 0.2")]
    [InlineData(0.36, 0.47, 6, "0.36 0.38 0.4 0.42 0.44 0.46")]
    [InlineData(-2e-4, 2e-4, 4, "−2e−4 −1e−4 0 1e−4 2e−4")]
    public void Ticks_between_two_ends_are_round(double low, double high, int most, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', AxisTicks.Between(low, high, most).Select(AxisTicks.Text)));

    /// <summary>Each of these ends made a loop that never ended, or could.</summary>
    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(0, 0, "0")]
    [InlineData(2, 1, "")]
    [InlineData(0, double.Epsilon, "")]
    [InlineData(1e17, 1e17 + 64, null)]
    [InlineData(-1e308, 1.7e308, "")]
    [InlineData(double.NaN, 1, "")]
    [InlineData(0, double.NaN, "")]
    [InlineData(0, double.PositiveInfinity, "")]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, "")]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, "")]
    public void Ticks_of_an_axis_without_a_length_end(double low, double high, string? ticks)
    {
        var between = AxisTicks.Between(low, high, 8);
        Assert.InRange(between.Count, 0, 9);
        if (ticks is not null)
        {
            Assert.Equal(ticks, string.Join(' ', between.Select(AxisTicks.Text)));
        }

        Assert.InRange(AxisTicks.FromZero(high - low, 8).Count, 0, 9);
        Assert.InRange(AxisTicks.Logarithmic(low, high).Count, 0, 3 * 700);
    }

    [Fact]
    public void A_model_of_one_epoch_has_a_curve_of_one_point()
    {
        var svg = TrainingSvg.Draw(Curve([0.5], [0.4], 1));
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Contains("Loss over 1 epoch.", svg, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(svg, ">1</text>"));

        // And so has its page.
        Assert.Contains("Loss over 1 epoch.", ReportWriterTests.Page(Only([], [Curve([0.5], [0.4], 1)], [])), StringComparison.Ordinal);
    }

    private static ModelReport Curve(double[] training, double[] validation, int best) => SampleImaging.Model() with
    {
        Epochs = [.. training.Select((loss, i) => new TrainingEpoch(i + 1, loss, validation[i], 1e-3))],
        BestEpoch = best,
    };

    private static ReportDocument Only(ImmutableArray<ImagesReport> images, ImmutableArray<ModelReport> models, ImmutableArray<RegionTable> regions) => new()
    {
        Heading = SampleReport.Document(100).Heading with { Description = null },
        Images = images,
        Models = models,
        Regions = regions,
    };
}
