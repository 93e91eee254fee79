using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Tests of joint steps on the small file set: their runs, and how their tables are read.</summary>
public abstract class InJointStudy : BadInput
{
    private protected const string Columns =
        "chromosome\tbase_pair_location\teffect_allele\tother_allele\teffect_allele_frequency\tn\tstatistic\tdf\tp_value\tneg_log_10_p_value\tdriving_trait\tvariant_id";

    private protected static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private protected static ImmutableDictionary<string, double> ValuesOf(RunResult result, string step) =>
        result.Steps.Single(entry => entry.Step.Id == step).Record!.Values;

    private protected static async Task<RunResult> Run(SmallAssociation study, HandlerTable? handlers = null)
    {
        var result = await study.RunAsync(handlers: handlers);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return result;
    }

    private protected string[] Unpacked(string name)
    {
        using var packed = new GZipStream(File.OpenRead(Folder[name]), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }

    /// <summary>The main part of the page, in which no number is missing.</summary>
    private protected string Page()
    {
        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.DoesNotContain("NaN", page[page.IndexOf("<main>", StringComparison.Ordinal)..page.IndexOf("<footer>", StringComparison.Ordinal)], StringComparison.Ordinal);
        return page;
    }

    /// <summary>The loci, each with what the joint table has of its lead in these columns.</summary>
    private protected string[] Loci(string[] rows, Func<string[], (string Statistic, string Degrees, string Driver)> expected)
    {
        var loci = File.ReadAllLines(Folder["results/joint_leads/loci.tsv"]);
        Assert.True(loci.Length > 1);
        Assert.All(loci.Skip(1).Select(row => row.Split('\t')), row =>
        {
            Assert.Equal("joint", row[0]);
            var same = rows.Single(other => other.EndsWith("\t" + row[5], StringComparison.Ordinal)).Split('\t');
            var (statistic, degrees, driver) = expected(same);
            Assert.Equal((degrees, driver), (row[12], row[13]));
            Assert.Equal(Number(statistic), Number(row[11]), 5e-6 * Number(statistic));
        });
        return loci;
    }
}
