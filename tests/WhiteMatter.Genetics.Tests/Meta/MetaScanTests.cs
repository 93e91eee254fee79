using WhiteMatter.Genetics.Meta;
using Xunit;
using static WhiteMatter.Genetics.Tests.Meta.StatisticsFiles;

namespace WhiteMatter.Genetics.Tests.Meta;

/// <summary>Which variants of studies are the same, and what becomes of those that are not.</summary>
public sealed class MetaScanTests
{
    private static readonly MetaOptions s_options = new(MetaScheme.InverseVariance, MetaModel.Fixed, AmbiguousAlleles.ByFrequency, 0.4, 2);

    private sealed record Found(string Id, string Effect, int Studies, double Beta, string Direction, double Frequency, double People);

    private static (List<Found> Found, MetaCounts Counts) Run(MetaOptions options, params MetaSource[] sources)
    {
        var found = new List<Found>();
        var counts = new MetaScan(sources, 1, options).Run(
            variant => found.Add(new Found(
                variant.Variant.Id,
                variant.Variant.EffectAllele,
                variant.Results[0].Studies,
                variant.Results[0].Beta,
                variant.Direction(0),
                variant.Variant.Frequency,
                variant.People[0])),
            null,
            default);
        return (found, counts);
    }

    [Fact]
    public void Effects_of_exchanged_alleles_and_of_the_other_strand_are_turned()
    {
        using var files = new StatisticsFiles();
        var (found, counts) = Run(
            s_options,
            files.Study("a", (Variant("1", 100, "A", "G", 0.3), 0.2, 0.1, 100), (Variant("1", 200, "A", "G", 0.3), 0.2, 0.1, 100), (Variant("2", 50, "C", "A", 0.1), 0.2, 0.1, 100)),
            files.Study("b", (Variant("1", 100, "G", "A", 0.7), -0.4, 0.1, 300), (Variant("1", 200, "T", "C", 0.34), 0.4, 0.1, 300), (Variant("2", 50, "T", "G", 0.9), -0.4, 0.1, 300)));
        Assert.Equal(["1:100", "1:200", "2:50"], found.Select(one => one.Id));
        Assert.All(found, one =>
        {
            // Equal standard errors: the mean of 0.2 and 0.4.
            Assert.Equal(0.3, one.Beta, 12);
            Assert.Equal("++", one.Direction);
            Assert.Equal(400, one.People);
        });

        // Weighted by people: (0.3 · 100 + 0.34 · 300)/400.
        Assert.Equal(0.33, found[1].Frequency, 9);
        Assert.Equal((2, 2), (counts.Sources[1].Swapped, counts.Sources[1].Flipped));
    }

    [Fact]
    public void Variants_of_one_study_alone_are_left_out_and_counted_unless_they_are_asked_for()
    {
        using var files = new StatisticsFiles();
        MetaSource[] sources =
        [
            files.Study("a", (Variant("1", 100, "A", "G", 0.3), 0.2, 0.1, 100), (Variant("1", 100, "A", "C", 0.3), 0.2, 0.1, 100), (Variant("X", 5, "A", "C", 0.3), 0.2, 0.1, 100)),
            files.Study("b", (Variant("1", 100, "A", "G", 0.3), double.NaN, double.NaN, 0), (Variant("1", 101, "A", "G", 0.3), 0.2, 0.1, 100), (Variant("X", 5, "C", "A", 0.7), 0.2, 0.1, 0)),
        ];
        var (found, counts) = Run(s_options, sources);
        var only = Assert.Single(found);

        // People of the second study are not known: nor are those of both.
        Assert.Equal(("X:5", "+-", 0.0), (only.Id, only.Direction, only.People));
        Assert.Equal((4, 1, 3), (counts.Variants, counts.Combined, counts.TooFewStudies));
        Assert.Equal(["+?", "?+", "+-"], Run(s_options with { MinimumStudies = 1 }, sources).Found.Select(one => one.Direction).Distinct());
    }

    [Fact]
    public void Frequencies_tell_the_strand_of_alleles_that_read_alike()
    {
        using var files = new StatisticsFiles();
        MetaSource[] sources =
        [
            files.Study("a", (Variant("1", 1, "A", "T", 0.1), 0.2, 0.1, 9), (Variant("1", 2, "A", "T", 0.1), 0.2, 0.1, 9), (Variant("1", 3, "C", "G", 0.45), 0.2, 0.1, 9), (Variant("1", 4, "C", "G", double.NaN), 0.2, 0.1, 9)),
            files.Study("b", (Variant("1", 1, "A", "T", 0.88), -0.2, 0.1, 9), (Variant("1", 2, "T", "A", 0.9), -0.2, 0.1, 9), (Variant("1", 3, "C", "G", 0.45), 0.2, 0.1, 9), (Variant("1", 4, "C", "G", 0.1), 0.2, 0.1, 9)),
        ];
        var (found, counts) = Run(s_options, sources);
        Assert.Equal([("1:1", "++"), ("1:2", "++")], found.Select(one => (one.Id, one.Direction)));
        Assert.Equal((2, 2), (counts.Sources[0].AmbiguousResolved, counts.Sources[0].AmbiguousLeftOut));
        Assert.Equal((3, 1), (counts.Sources[1].AmbiguousResolved, counts.Sources[1].AmbiguousLeftOut));
        Assert.Equal(0, counts.Sources[1].FrequencyDiffers);

        var trusted = Run(s_options with { Ambiguous = AmbiguousAlleles.Trust }, sources);
        Assert.Equal(["+-", "++", "++", "++"], trusted.Found.Select(one => one.Direction));
        Assert.Equal(1, trusted.Counts.Sources[1].FrequencyDiffers);
        Assert.Empty(Run(s_options with { Ambiguous = AmbiguousAlleles.LeaveOut }, sources).Found);
    }

    [Fact]
    public void A_study_whose_frequency_does_not_tell_the_strand_is_left_out_wherever_it_stands()
    {
        using var files = new StatisticsFiles();
        var unknown = files.Study("unknown", (Variant("1", 1, "A", "T", double.NaN), 0.9, 0.1, 9));
        var half = files.Study("half", (Variant("1", 1, "T", "A", 0.45), 0.9, 0.1, 9));
        var first = files.Study("first", (Variant("1", 1, "A", "T", 0.1), 0.2, 0.1, 9));
        var second = files.Study("second", (Variant("1", 1, "A", "T", 0.9), -0.4, 0.1, 9));
        MetaSource[][] orders = [[unknown, half, first, second], [first, unknown, second, half], [second, half, first, unknown]];
        foreach (var order in orders)
        {
            var (found, counts) = Run(s_options, order);
            var one = Assert.Single(found);
            Assert.Equal((2, 0.3), (one.Studies, Math.Round(Math.Abs(one.Beta), 12)));
            Assert.Equal(
                order.Select(study => study == unknown || study == half ? (0L, 1L) : (1L, 0L)),
                counts.Sources.Select(source => (source.AmbiguousResolved, source.AmbiguousLeftOut)));
        }

        // Alone a study needs no strand.
        Assert.Equal("unknown", Assert.Single(Run(s_options with { MinimumStudies = 1 }, unknown).Found) is { Beta: 0.9 } ? "unknown" : "");
    }

    [Fact]
    public void Studies_of_one_list_of_variants_are_on_one_strand()
    {
        using var files = new StatisticsFiles();
        var first = files.Study("first", (Variant("1", 1, "A", "T", 0.45), 0.2, 0.1, 9));
        var second = files.Study("second", (Variant("1", 1, "A", "T", 0.55), 0.4, 0.1, 9)) with { Variants = first.Variants };
        var (found, counts) = Run(s_options, first, second);
        Assert.Equal(("++", 0.3), (Assert.Single(found).Direction, Math.Round(found[0].Beta, 12)));
        Assert.All(counts.Sources, source => Assert.Equal((0, 0), (source.AmbiguousResolved, source.AmbiguousLeftOut)));
    }

    [Fact]
    public void The_variant_of_the_same_letters_is_taken_before_one_of_the_other_strand()
    {
        using var files = new StatisticsFiles();
        var (found, counts) = Run(
            s_options,
            files.Study("a", (Variant("1", 1, "A", "G", 0.3), 0.2, 0.1, 9)),
            files.Study("b", (Variant("1", 1, "T", "C", 0.1), -9, 0.1, 9), (Variant("1", 1, "A", "G", 0.3), 0.4, 0.1, 9)));
        Assert.Equal(0.3, Assert.Single(found).Beta, 12);
        Assert.Equal((1, 0), (counts.Sources[1].Duplicates, counts.Sources[1].Flipped));
    }

    [Fact]
    public void Genomic_control_divides_chi_squared_by_lambda()
    {
        using var files = new StatisticsFiles();
        var (a, b) = (files.Study("a", (Variant("1", 1, "A", "G", 0.1), 0.2, 0.1, 9)), files.Study("b", (Variant("1", 1, "A", "G", 0.1), 0.2, 0.1, 9)));
        var found = new List<MetaEstimate>();
        new MetaScan([a with { Inflation = [4.0] }, b with { Inflation = [0.9] }], 1, s_options).Run(variant => found.Add(variant.Results[0]), null, default);

        // Standard errors 0.2 and 0.1; a λ below 1 changes nothing.
        Assert.Equal(1 / Math.Sqrt((1 / 0.04) + (1 / 0.01)), found[0].StandardError, 12);
    }

    [Fact]
    public void Chromosomes_in_another_order_and_blocks_of_many_variants_are_merged()
    {
        using var files = new StatisticsFiles();
        var first = Enumerable.Range(1, 2500).Select(i => (Variant("1", 10 * i, "A", "G", 0.2), 0.1, 0.1, 50))
            .Concat(Enumerable.Range(1, 1500).Select(i => (Variant("2", 10 * i, "A", "G", 0.2), 0.1, 0.1, 50))).ToArray();
        var second = Enumerable.Range(1, 1500).Where(i => i % 2 == 0).Select(i => (Variant("2", 10 * i, "A", "G", 0.2), 0.3, 0.1, 50))
            .Concat(Enumerable.Range(1, 2500).Where(i => i % 3 == 0).Select(i => (Variant("1", 10 * i, "A", "G", 0.2), 0.3, 0.1, 50))).ToArray();
        var (found, counts) = Run(s_options, files.Study("a", first), files.Study("b", second));
        Assert.Equal(833 + 750, found.Count);
        Assert.Equal(Enumerable.Range(1, 2500).Where(i => i % 3 == 0).Select(i => $"1:{10 * i}").Concat(Enumerable.Range(1, 1500).Where(i => i % 2 == 0).Select(i => $"2:{10 * i}")), found.Select(one => one.Id));
        Assert.All(found, one => Assert.Equal(0.2, one.Beta, 12));
        Assert.Equal(4000, counts.Variants);
    }
}
