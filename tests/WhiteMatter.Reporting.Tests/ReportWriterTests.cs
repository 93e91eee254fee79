using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WhiteMatter.Reporting.Tests;

public sealed class ReportWriterTests
{
    [Fact]
    public void The_same_document_gives_the_same_bytes_in_any_culture()
    {
        var first = Bytes(SampleReport.Document(5000));
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            comma.NumberFormat.NumberGroupSeparator = "'";
            CultureInfo.CurrentCulture = comma;
            Assert.True(first.AsSpan().SequenceEqual(Bytes(SampleReport.Document(5000))));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.NotEqual(0xEF, first[0]);
    }

    [Fact]
    public void The_writer_leaves_the_stream_open()
    {
        using var stream = new MemoryStream();
        ReportWriter.Write(SampleReport.Document(500), stream);
        Assert.True(stream.CanWrite);
        using var text = new StringWriter();
        ReportWriter.Write(SampleReport.Document(500), text);
        Assert.Equal(Encoding.UTF8.GetString(stream.ToArray()), text.ToString());
    }

    [Fact]
    public void A_page_of_54_thousand_variants_and_two_traits_is_under_2_MB() =>
        Assert.InRange(Bytes(SampleReport.Document()).Length, 300_000, 2_000_000);

    [Fact]
    public void A_page_of_364_traits_with_every_plot_full_is_under_10_MB()
    {
        // The overview and ten traits, each with as many points as thinning ever lets through: −log10 P spread over 0 to 12.
        var random = new Random(1);
        var variants = SampleReport.Variants(100_000, random);
        var plots = Enumerable.Range(0, 11).Select(plot =>
        {
            var accumulator = new ManhattanAccumulator(SampleReport.Genome);
            for (var v = 0; v < variants.Length; v++)
            {
                accumulator.Add(new ManhattanPoint(v, variants[v].Chromosome, variants[v].Position, 14 * random.NextDouble(), random.NextDouble(), random.NextDouble(), plot));
            }

            var selection = accumulator.Select();
            Assert.InRange(selection.Points.Length, 20_000, new ManhattanThinning().MaximumPoints);
            return new AssociationPlot
            {
                Label = $"trait {plot}",
                IsOverview = plot == 0,
                Tested = selection.Tested,
                CompleteFrom = selection.CompleteFrom,
                Points = [.. selection.Points.Select(p => new PlotPoint(p.VariantIndex, p.NegLog10P, p.Beta, p.StandardError, p.Trait))],
            };
        });
        var association = SampleReport.Association("many", 100, 364, 0, 1) with { PlotVariants = [.. variants], Plots = [.. plots] };
        Assert.InRange(Bytes(SampleReport.Document(100) with { Associations = [association], Images = [], Models = [] }).Length, 1_000_000, 10_000_000);
    }

    [Fact]
    public void All_that_the_issue_asks_for_is_on_the_page()
    {
        var page = Page(SampleReport.Document(5000));
        foreach (var text in (string[])
        [
            "Simulated: the genotypes are those of the file; the volumes are simulated.", "real_genotypes", "Additive association of every common variant", "2026-06-03T14:20:00Z", "wmstudy 0.1.0", "age * sex + I(age^2) + site + headsize",
            "1 for Newcastle, reference Cheadle", "site: Bristol", "nobody of this level is left", "Residual degrees of freedom", "ranks to normal scores", "2:30,118,202",
            "0.412 <span class=\"ci\">[0.310, 0.514]</span>", "leads.count &gt;= 1", "did not hold", "./height_gwas/height.tsv.gz", "9e770b42d1c8", "9e770b42d1c85f36ee", "1 min 17 s",
            "cached", "WM3107", "relatives were removed", "Bulik-Sullivan", "The MIT License (MIT)", "Leon Sorokin", "Smallest P over 2 traits",
        ])
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Simulated:", Page(SampleReport.Document(500, simulated: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_table_has_a_caption_and_every_drawing_a_title_and_a_description()
    {
        var page = Page(SampleReport.Document(2000));
        Assert.Equal(Regex.Count(page, "<table"), Regex.Count(page, "<table[^>]*><caption>[^<]"));
        Assert.Equal(Regex.Count(page, "<svg"), Regex.Count(page, "<svg[^>]* role=\"img\"[^>]*><title>[^<]+</title><desc>[^<]+</desc>"));
        Assert.True(Regex.Count(page, "<svg") >= 8);
    }

    [Fact]
    public void The_page_asks_for_nothing_outside_itself()
    {
        var page = Page(SampleReport.Document(500));
        Assert.Contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-", page, StringComparison.Ordinal);
        Assert.Contains("img-src data:", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<[^>]+ src=", page);
        Assert.DoesNotMatch("(?i)<link[^>]+href=\"(?!data:)", page);
        Assert.DoesNotMatch("@import|(?<![A-Za-z])url\\((?!data:)", page);
    }

    [Fact]
    public void Text_with_markup_is_escaped_everywhere()
    {
        var page = Page(HostileReport.Document());
        Assert.DoesNotContain("<b onload", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>window", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.Ordinal);

        // One data block and one script, and no other.
        Assert.Equal(2, Regex.Count(page, "(?i)<script"));
        Assert.Equal(2, Regex.Count(page, "(?i)</script"));
    }

    [Theory]
    [InlineData("<a href='x'>&\"", "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")]
    [InlineData("λ 𝛽 plain", "λ 𝛽 plain")]
    [InlineData("nul\0 esc\u001b", "nul\uFFFD esc\uFFFD")]
    [InlineData(null, "")]
    public void Escaping(string? text, string expected) => Assert.Equal(expected, HtmlOutput.Escape(text));

    [Fact]
    public void A_table_to_save_has_P_values_smaller_than_any_double_and_no_stray_tabs()
    {
        var locus = SampleReport.Document(100).Loci[0].Loci[0] with { NegLog10P = 5000.5, LeadVariant = "a\tb", Traits = ["x", "y"] };
        var lines = LociSection.Tsv(new LociTable("leads", "", [locus])).Split('\n');
        var cells = lines[1].Split('\t');
        Assert.Equal(lines[0].Split('\t').Length, cells.Length);

        // 10^−5000.5 = √10 · 10^−5001 = 3.1623e-5001.
        Assert.Equal(("a b", "3.1623e-5001", "5000.5", "x;y"), (cells[0], cells[10], cells[11], cells[12]));
    }

    [Theory]
    [InlineData(7.30102999566398, "5.0 × 10<sup>−8</sup>")]
    [InlineData(5000.5, "3.2 × 10<sup>−5001</sup>")]
    [InlineData(4.0004, "1.0 × 10<sup>−4</sup>")]
    [InlineData(12, "1.0 × 10<sup>−12</sup>")]
    [InlineData(0.6020599913279624, "0.25")]
    [InlineData(double.NaN, "–")]
    public void P_values_are_printed_without_underflow(double negLog10P, string expected) => Assert.Equal(expected, NumberText.PValue(negLog10P).Text);

    [Theory]
    [InlineData(171.3249, 4, "171.3")]
    [InlineData(-0.0123456, 3, "−0.0123")]
    [InlineData(0, 3, "0")]
    [InlineData(0.0000123456, 3, "1.23e−5")]
    [InlineData(123456, 3, "123456")]
    [InlineData(double.NaN, 3, "–")]
    public void Numbers_have_significant_digits(double value, int digits, string expected) => Assert.Equal(expected, NumberText.Significant(value, digits));

    [Fact]
    public void A_document_that_contradicts_itself_is_refused_before_a_byte_is_written()
    {
        var document = SampleReport.Document(500);
        var association = document.Associations[0];
        AssociationPlot Plot(PlotPoint point) => new() { Label = "x", Points = [point], Tested = 1, CompleteFrom = 3 };
        ReportDocument[] wrong =
        [
            document with { PeopleFlows = [new CountFlow("c", [new FlowStep("s", 5, [new FlowLoss("x", 6)])])] },
            document with { Files = [new ResultFile("../outside.tsv", "")] },
            document with { Files = [new ResultFile("/etc/passwd", "")] },
            document with { Associations = [association with { Plots = [Plot(new PlotPoint(1_000_000, 1, 0, 1, 0))] }] },
            document with { Associations = [association with { Plots = [Plot(new PlotPoint(0, double.PositiveInfinity, 0, 1, 0))] }] },
            document with { Associations = [association with { Plots = [Plot(new PlotPoint(0, double.NaN, 0, 1, 0))] }] },
            document with { Associations = [association with { Plots = [Plot(default) with { Threshold = 0 }] }] },
        ];
        foreach (var one in wrong)
        {
            using var stream = new MemoryStream();
            Assert.Throws<ArgumentException>(() => ReportWriter.Write(one, stream));
            Assert.Equal(0, stream.Length);
        }
    }

    [Fact]
    public void An_empty_document_is_a_page()
    {
        var page = Page(new ReportDocument { Heading = new StudyHeading { Title = "", StudyName = "empty", Created = DateTimeOffset.UnixEpoch, Software = "wmstudy" } });
        Assert.Contains("<h1>empty</h1>", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
    }

    internal static string Page(ReportDocument document) => Encoding.UTF8.GetString(Bytes(document));

    internal static string WithoutScripts(string page) => Regex.Replace(page, "<script.*?</script>", "", RegexOptions.Singleline);

    private static byte[] Bytes(ReportDocument document)
    {
        using var stream = new MemoryStream();
        ReportWriter.Write(document, stream);
        return stream.ToArray();
    }
}
