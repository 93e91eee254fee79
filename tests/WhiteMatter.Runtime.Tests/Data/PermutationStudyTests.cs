using WhiteMatter.Plan.Parameters;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Joint steps against permuted genotypes on a small file set. What the numbers are is the business of the libraries' tests.</summary>
public sealed class PermutationStudyTests : InJointStudy
{
    private SmallAssociation Study => new(Folder) { Joint = new PermutationParameters(PermutedForm.QuadraticForm, JointScore.Score, 1e-6, 0) };

    [Fact]
    public async Task It_runs_to_its_table_its_loci_and_its_figures_and_says_what_null_it_has()
    {
        var result = await Run(Study with { WithReport = true });
        var values = ValuesOf(result, "joint:joint");

        // One of the 50 variants has one allele alone.
        Assert.Equal((SmallFileset.Variants - 1, 2, SmallFileset.Variants - 1), (values["variants"], values["traits"], values["null_variants"]));
        Assert.Equal(2, values["rank"]);
        var rows = Unpacked("results/joint/joint.tsv.gz");
        Assert.Equal(Columns, rows[0]);
        var tested = rows.Skip(1).Select(row => row.Split('\t')).OrderBy(row => Number(row[6])).ToList();
        Assert.Equal(SmallFileset.Variants - 1, tested.Count);
        Assert.All(tested, row => Assert.InRange(Number(row[8]), 0, 1));
        Assert.Equal(tested.Select(row => Number(row[8])).OrderDescending(), tested.Select(row => Number(row[8])));
        Loci(rows, same => (same[6], same[7], same[10]));
        var page = Page();
        Assert.Contains("2 traits tested together: T = z&#39;C^-1 z with z = t/sqrt(1 + t^2/df), against gamma(", page, StringComparison.Ordinal);
        Assert.Contains("fitted to 49 permuted variants", page, StringComparison.Ordinal);
        Assert.Contains("Nature Communications 2020; 11: 3512", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_smallest_P_is_held_against_a_beta_distribution()
    {
        await Run(Study with { Joint = new PermutationParameters(PermutedForm.SmallestP, JointScore.Score, 1e-6, 0), WithReport = true });
        Assert.Contains("against beta(", Page(), StringComparison.Ordinal);
    }
}
