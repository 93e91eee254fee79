using System.Globalization;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Joint steps by the smallest P of the traits on a small file set. What the numbers are is the business of the libraries' tests.</summary>
public sealed class SmallestPStudyTests : InJointStudy
{
    private SmallAssociation Study => new(Folder) { Joint = new SmallestPParameters() };

    [Fact]
    public async Task It_runs_to_its_table_its_loci_and_its_figures_and_a_trait_may_be_missing()
    {
        var result = await Run(Study with { WithReport = true });
        var values = ValuesOf(result, "joint:joint");
        Assert.Equal((SmallFileset.Variants - 1, 2, 2), (values["variants"], values["traits"], values["effective_traits"]));
        Assert.False(values.ContainsKey("rank"));
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == JointCodes.CorrelatedTraitsCounted.Code);
        Assert.Contains(result.Diagnostics, found => found.Code == JointCodes.VariantsUntested.Code && found.Message.StartsWith("No joint test in joint for 1 of 50 variants", StringComparison.Ordinal));

        // Of two uncorrelated traits P = 1 − (1 − p)², p the smaller of the two tables that the association wrote, with six digits.
        var rows = Unpacked("results/joint/joint.tsv.gz");
        Assert.Equal(Columns, rows[0]);
        var (height, weight) = (Published("results/gwas/height.tsv.gz"), Published("results/gwas/weight.tsv.gz"));
        Assert.Equal(SmallFileset.Variants - 1, rows.Length - 1);
        foreach (var row in rows.Skip(1).Select(row => row.Split('\t')))
        {
            var (first, second) = (height[row[1]], weight[row[1]]);
            var p = Math.Min(first, second);
            Assert.Equal(first <= second ? "height" : "weight", row[10]);
            Assert.Equal(-Math.Log10(p), Number(row[6]), 3e-6 + (5e-6 * Number(row[6])));
            Assert.Equal(1 - ((1 - p) * (1 - p)), Number(row[8]), 1e-5);
            Assert.Equal(("59", "NA"), (row[5], row[7]));
        }

        var metadata = File.ReadAllText(Folder["results/joint/joint.tsv.gz-meta.yaml"]);
        Assert.Contains("signed: false\n", metadata, StringComparison.Ordinal);
        Assert.Contains("traits: 2\neffective_traits: 2\ncovariate_rank: 4\n", metadata, StringComparison.Ordinal);
        Assert.Contains("M = 2 effective traits (Li and Ji 2005)", metadata, StringComparison.Ordinal);

        Loci(rows, same => (same[6], "NA", same[10]));

        var page = Page();
        Assert.Contains("2 traits tested together: -log10 of the smallest P of a trait", page, StringComparison.Ordinal);
        Assert.Contains("the statistic is −log10 of the smallest P of a trait and has no sign", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\" data-v=\"0\">–</td>", page, StringComparison.Ordinal);
        Assert.Contains("Heredity 2005; 95: 221–227", page, StringComparison.Ordinal);
        Assert.DoesNotContain("JAGWAS", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correlated_traits_count_as_fewer_and_the_run_says_what_that_does_to_P()
    {
        // Twice the same column is one trait.
        var people = File.ReadAllLines(Folder["people.tsv"]);
        File.WriteAllLines(Folder["people.tsv"], people.Select((line, i) => i == 0 ? line + "\twave\ttwin" : string.Create(CultureInfo.InvariantCulture, $"{line}\t{Math.Sin(i)}\t{2 * Math.Sin(i)}")));
        var result = await Run(Study with { Traits = ["wave", "twin"] });
        Assert.Equal(1, ValuesOf(result, "joint:joint")["effective_traits"]);
        var found = Assert.Single(result.Diagnostics, found => found.Code == JointCodes.CorrelatedTraitsCounted.Code);
        Assert.Contains("The 2 traits of joint have an effective number of 1", found.Message, StringComparison.Ordinal);
        Assert.Contains("by up to 2 times", found.Message, StringComparison.Ordinal);
        var one = Published("results/gwas/wave.tsv.gz");
        Assert.All(
            Unpacked("results/joint/joint.tsv.gz").Skip(1).Select(row => row.Split('\t')), row => Assert.Equal(one[row[1]], Number(row[8]), 5.01e-6 * one[row[1]]));
    }

    /// <summary>P of a trait's table by the variant's position.</summary>
    private Dictionary<string, double> Published(string name)
    {
        var rows = Unpacked(name);
        var p = Array.IndexOf(rows[0].Split('\t'), "p_value");
        return rows.Skip(1).Select(row => row.Split('\t')).ToDictionary(row => row[1], row => Number(row[p]));
    }
}
