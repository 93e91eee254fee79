using System.Globalization;
using System.IO.Compression;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Logistic regression of binary traits on a small file set, from the tables to the page. What the numbers are is the business of the libraries' tests.</summary>
public sealed class LogisticStudyTests : InSmallFileset
{
    private SmallAssociation Study => new(Folder) { Firth = FirthUse.Fallback, Traits = ["ill"], WithReport = true };

    [Fact]
    public async Task It_runs_to_its_tables_its_loci_and_its_page_and_few_cases_are_a_warning()
    {
        AddTrait("ill", i => i % 3 == 0 ? "2" : i == 7 ? "NA" : "1");
        var result = await Run(Study);
        var values = result.Steps.Single(entry => entry.Step.Id == "association:gwas").Record!.Values;
        Assert.Equal(SmallFileset.Variants - 1, values["variants"]);
        var few = Assert.Single(result.Diagnostics, found => found.Code == BinaryTraitCodes.FewCases.Code);
        Assert.Contains("has 20 cases and 39 controls with covariates of rank 4", few.Message, StringComparison.Ordinal);

        var rows = Unpacked("results/gwas/ill.tsv.gz");
        Assert.Equal(SmallFileset.Variants - 1, rows.Length - 1);
        foreach (var row in rows.Skip(1).Select(row => row.Split('\t')))
        {
            Assert.True(Number(row[5]) > 0 && double.IsFinite(Number(row[4])), string.Join(' ', row));
        }

        var page = File.ReadAllText(Folder["results/paper.html"]);
        Assert.Contains("logistic regression of cases and controls", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\" class=\"n\">Cases</th>", page, StringComparison.Ordinal);
        Assert.Contains("A solution to the problem of separation in logistic regression", page, StringComparison.Ordinal);
        Assert.True(File.Exists(Folder["results/leads/loci.tsv"]) || Directory.Exists(Folder["results/leads"]));
    }

    [Fact]
    public async Task A_trait_of_more_than_two_values()
    {
        AddTrait("ill", i => (i % 3).ToString(CultureInfo.InvariantCulture));
        var result = await Run(Study);
        var found = Assert.Single(result.Diagnostics, found => found.Code == BinaryTraitCodes.NotBinary.Code);
        Assert.Contains("'ill' has others in the association's people: 0, 1, 2", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alleles_that_cases_alone_have_are_tested_by_Firth_and_counted()
    {
        AddTraitWithoutAllele(10);
        var result = await Run(Study);
        Assert.Contains(result.Diagnostics, found => found.Code == BinaryTraitCodes.FirthUsed.Code && found.Severity == DiagnosticSeverity.Information);
        Assert.Equal(SmallFileset.Variants - 1, result.Steps.Single(entry => entry.Step.Id == "association:gwas").Record!.Values["variants"]);
    }

    [Fact]
    public async Task Approximate_fits_are_said_on_the_page_and_of_no_single_test()
    {
        AddTraitWithoutAllele(10);
        var result = await Run(Study with { Firth = FirthUse.Approximate });
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == BinaryTraitCodes.FirthUsed.Code);
        Assert.Equal(SmallFileset.Variants - 1, result.Steps.Single(entry => entry.Step.Id == "association:gwas").Record!.Values["variants"]);
        Assert.Contains("approximate fits of Firth&#39;s penalised likelihood", File.ReadAllText(Folder["results/paper.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Firth_separated_alleles_have_no_test()
    {
        AddTraitWithoutAllele(10);
        var result = await Run(Study with { Firth = FirthUse.Never });
        var found = Assert.Single(result.Diagnostics, found => found.Code == BinaryTraitCodes.NotConverged.Code);
        Assert.Contains("are missing: no logistic fit was found", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_covariate_that_tells_cases_from_controls()
    {
        // The ages of cases are all above those of controls.
        var ages = File.ReadLines(Folder["people.tsv"]).Skip(1).Select(line => int.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture)).ToArray();
        AddTrait("ill", i => ages[i - 1] >= 55 ? "1" : "0");
        var result = await Run(Study);
        var found = Assert.Single(result.Diagnostics, found => found.Code == BinaryTraitCodes.CovariatesSeparate.Code);
        Assert.Contains("of the trait 'ill'", found.Message, StringComparison.Ordinal);
    }

    /// <summary>Cases are some of those without a copy of a variant's A1, so that controls alone have it.</summary>
    private void AddTraitWithoutAllele(int variant)
    {
        var bed = File.ReadAllBytes(Folder["g.bed"]);
        var first = 3 + (variant * ((SmallFileset.People + 3) / 4));
        AddTrait("ill", i => ((bed[first + ((i - 1) / 4)] >> (2 * ((i - 1) % 4))) & 3) == 3 && i % 5 != 0 ? "1" : "0");
    }

    private void AddTrait(string name, Func<int, string> value)
    {
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        File.WriteAllLines(Folder["people.tsv"], lines.Select((line, i) => i == 0 ? $"{line}\t{name}" : $"{line}\t{value(i)}"));
    }

    private static Task<RunResult> Run(SmallAssociation study) => study.RunAsync();

    private string[] Unpacked(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Folder[path]), CompressionMode.Decompress));
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
