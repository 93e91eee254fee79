using System.Globalization;
using System.IO.Compression;
using Xunit;

namespace EndToEnd;

/// <summary>A study whose joint test takes the smallest P of the traits, from its text to its tables.</summary>
public sealed class SmallestPEndToEndTests
{
    private const string Joint = """
        joint together from g { method = minp, write_p = 0.5 }
        loci together_leads from together { p = 5e-8, r2 = 0.1, window = 250kb, reference = chips }
        expect { together.effective_traits == 2, together_leads.count == 1, together.min_p < 1e-8 }
        report joint_page { show = [manhattan(together), qq(together), together_leads] }
        """;

    [Fact]
    public void Its_table_follows_from_the_tables_of_the_traits_and_does_not_depend_on_threads_and_shards()
    {
        SortedDictionary<string, string>? expected = null;
        foreach (var (threads, shards) in new[] { ("2", "1"), ("1", "3"), ("2", "17") })
        {
            using var run = new StudyRun();
            SmallStudy.Write(run, extra: Joint);
            run.Wmstudy("run", "small.wmstudy", "--threads", threads, "--shards", shards).Expect(0);
            var tables = SmallStudy.Tables(run.Folder);
            if (expected is null)
            {
                Compare(run);
            }

            expected ??= tables;
            Assert.Equal(expected, tables);
        }
    }

    [Fact]
    public void A_setting_of_the_other_method_is_refused_and_why_tells_of_the_method()
    {
        using var run = new StudyRun();
        SmallStudy.Write(run, extra: "joint together from g { method = minp, distribution = f }");
        var refused = run.Wmstudy("check", "small.wmstudy");
        refused.Expect(1);
        Assert.Contains("WM2073", refused.Output + refused.Errors, StringComparison.Ordinal);
        SmallStudy.Write(run, extra: "joint together from g { method = jagwas }");
        run.Wmstudy("run", "small.wmstudy").Expect(0);
        SmallStudy.Write(run, extra: "joint together from g { method = minp }");
        var plan = run.Wmstudy("plan", "small.wmstudy");
        plan.Expect(0);
        Assert.Contains("because method changed from jagwas to minp", plan.Output, StringComparison.Ordinal);
    }

    private static void Compare(StudyRun run)
    {
        var traits = new[] { "t1", "t2" }.Select(trait => Rows(run, $"results/small/g/{trait}.tsv.gz")).ToArray();
        var rows = Rows(run, "results/small/together/joint.tsv.gz");
        Assert.InRange(rows.Count, 2000, SmallStudy.Variants);
        foreach (var (variant, row) in rows)
        {
            var p = traits.Select(trait => Number(trait[variant]["p_value"])).ToArray();
            var expected = 1 - ((1 - p.Min()) * (1 - p.Min()));
            Assert.Equal(expected, Number(row["p_value"]), 1e-8 + (1.1e-5 * expected));
            Assert.Equal(p[0] <= p[1] ? "t1" : "t2", row["driving_trait"]);
            Assert.Equal("NA", row["df"]);
            Assert.True(Number(row["p_value"]) <= 0.5);
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static Dictionary<string, Dictionary<string, string>> Rows(StudyRun run, string name)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(run.Folder, name)), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        var header = reader.ReadLine()!.Split('\t');
        var rows = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var row = header.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second);
            rows.Add(row["chromosome"] + ":" + row["base_pair_location"], row);
        }

        return rows;
    }
}
