using System.IO.Compression;
using System.Text.Json;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>The built-in handlers one after another on a small file set. What the numbers are is the business of the libraries' tests.</summary>
public sealed class WholeStudyTests : InSmallFileset
{
    [Fact]
    public async Task A_small_study_runs_to_its_tables_and_its_page()
    {
        var result = await new SmallAssociation(Folder) { WithReport = true }.RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        var names = result.Published.Select(path => Path.GetRelativePath(Folder["results"], path)).ToArray();
        Assert.Contains("gwas/height.tsv.gz", names);
        Assert.Contains("gwas/height.tsv.gz.tbi", names);
        Assert.Contains("gwas/height.tsv.gz-meta.yaml", names);
        Assert.Contains("leads/loci.tsv", names);
        Assert.Contains("paper.html", names);

        using var packed = new GZipStream(File.OpenRead(Folder["results/gwas/height.tsv.gz"]), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        var rows = (await reader.ReadToEndAsync()).TrimEnd('\n').Split('\n');

        // A header and every variant but the one nobody has.
        Assert.Equal(1 + SmallFileset.Variants - 1, rows.Length);
        Assert.Contains(result.Diagnostics, found => found.Code == DataFileCodes.VariantsMonomorphic.Code);
        var values = result.Steps.Single(step => step.Step.Id == "association:gwas").Record!.Values;
        Assert.Equal((SmallFileset.Variants - 1, 2), (values["variants"], values["traits"]));
        Assert.Equal(SmallFileset.People, result.Steps.Single(step => step.Step.Id == "design:gwas").Record!.Values["people"]);

        // Intercept, age, and two of three sites.
        Assert.Equal(4, result.Steps.Single(step => step.Step.Id == "design:gwas").Record!.Values["rank"]);
        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.Contains("rs", page, StringComparison.Ordinal);
        Assert.Contains("gwas/height.tsv.gz", page, StringComparison.Ordinal);
    }

    /// <summary>A gwas that the page shows through its design or a joint test alone has its doc comment too.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("Two sizes.", true)]
    [InlineData("Two sizes.", false)]
    public async Task The_page_has_the_doc_comment_of_an_association_under_its_name_and_no_name_twice(string doc, bool figures)
    {
        Assert.Equal(RunEnding.Done, (await new SmallAssociation(Folder) { WithReport = true, Doc = doc, ShowGwas = figures }.RunAsync()).Ending);
        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.DoesNotContain("<p>gwas", page, StringComparison.Ordinal);
        Assert.Equal(doc.Length > 0, page.Contains("gwas</h3>\n<p>Two sizes.</p>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_names_nobody_and_hides_small_numbers_that_the_terminal_tells()
    {
        File.WriteAllText(Folder["people.tsv"], File.ReadAllText(Folder["people.tsv"]).Replace("\nP1\t", "\nUnmatched1\t", StringComparison.Ordinal));
        var result = await new SmallAssociation(Folder) { WithReport = true }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Contains(result.Diagnostics, found => found.Message.Contains("Unmatched1", StringComparison.Ordinal));
        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.DoesNotContain("Unmatched1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("1 of 60 people", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Include_withdrawals_and_sample_count_their_losses()
    {
        Folder.Write("withdrawn.csv", "P1\nP2\nnobody\n");
        var women = new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("sex"), new TextExpression("F"));
        var result = await new SmallAssociation(Folder)
        {
            Include = women,
            Withdrawals = "withdrawn.csv",
            Sample = new SampleDraw(20, null, 1, "everyone"),
        }.RunAsync();
        var cohort = result.Steps[0].Record!;
        Assert.Equal(20, cohort.Values["count"]);
        Assert.Equal(1, cohort.Seed);
        Assert.Contains(result.Diagnostics, found => found.Code == DataFileCodes.WithdrawalsUnknown.Code);
        using var flow = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(Folder[".wmstudy/artifacts"], cohort.Fingerprint.Value[..2], cohort.Fingerprint.Value, "flow.json")));
        var stages = flow.RootElement.GetProperty("stages").EnumerateArray()
            .Select(stage => (stage.GetProperty("in").GetInt64(), stage.GetProperty("out").GetInt64()));

        // 60 people, 2 withdrew (one of the 30 women), 20 of the 29 women left are drawn.
        Assert.Equal([(60, 60), (60, 58), (58, 29), (29, 20)], stages);
    }

    /// <summary>A plan is a file that people can edit; its seed for the page is no part of any fingerprint.</summary>
    [Fact]
    public async Task A_draw_follows_the_seed_that_its_fingerprint_covers()
    {
        List<string> people = [];
        foreach (var seed in new[] { 1L, 99L })
        {
            using var folder = new TemporaryFolder();
            _ = new SmallFileset(folder);
            var study = new SmallAssociation(folder) { Sample = new SampleDraw(20, null, 1, "everyone") };
            var result = await study.RunAsync(study.Plan() with { Seed = seed });
            var cohort = result.Steps[0].Record!;
            Assert.Equal(1, cohort.Seed);
            people.Add(File.ReadAllText(
                Path.Combine(folder[".wmstudy/artifacts"], cohort.Fingerprint.Value[..2], cohort.Fingerprint.Value, "people.tsv")));
        }

        Assert.Equal(people[0], people[1]);
    }

    [Fact]
    public async Task Keep_sees_frequencies_and_positions()
    {
        var keep = new BinaryExpression(
            BinaryOperation.And,
            new BinaryExpression(BinaryOperation.LessOrEqual, new ColumnExpression("position"), new NumberExpression(10_000)),
            new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("mac"), new NumberExpression(0)));
        var result = await new SmallAssociation(Folder) { Keep = keep }.RunAsync();

        // Positions 1000 … 10000 are ten variants, of which nobody has the first.
        Assert.Equal(9, result.Steps.Single(step => step.Step.Id == "association:gwas").Record!.Values["variants"]);
    }

    [Fact]
    public async Task Every_numeric_column_is_a_trait_when_none_is_named()
    {
        var result = await new SmallAssociation(Folder) { Traits = [] }.RunAsync();

        // age site one twice height weight; not sex and word, which are text, nor void, which has no value.
        Assert.Equal(6, result.Steps.Single(step => step.Step.Id == "traits:traits").Record!.Values["traits"]);
        Assert.Contains(result.Diagnostics, found => found.Code == DataFileCodes.ColumnsAllMissing.Code && found.Message.Contains("void", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Numeric_columns_that_the_cohort_declares_a_factor_or_an_ID_are_no_traits()
    {
        var result = await new SmallAssociation(Folder) { Traits = [], Excluded = ["site", "one", "void"] }.RunAsync();

        // age twice height weight.
        Assert.Equal(4, result.Steps.Single(step => step.Step.Id == "traits:traits").Record!.Values["traits"]);
        Assert.DoesNotContain(result.Published, path => path.EndsWith("site.tsv.gz", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == DataFileCodes.ColumnsAllMissing.Code);
    }
}
