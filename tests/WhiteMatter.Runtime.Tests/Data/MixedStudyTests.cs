using System.Globalization;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Mixed models on a small file set of families. What the numbers are is the business of the libraries' tests.</summary>
public sealed class MixedStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MixedStudyTests() => _ = new FamilyFileset(_folder);

    private MixedAssociation Study => new(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mixed_model_runs_to_its_page_which_has_the_heritability_of_every_trait()
    {
        Change("height", (i, value) => i == 4 ? null : value);
        await Run(Study);
        using var table = AssociationTable.Open(Artifact("association:gwas").PathOf("association.bin"));
        Assert.True(table.Header is { IsScore: true, HasMissingTraits: true });
        Assert.InRange(Artifact("association:gwas").Value("lambda_gc"), 0.9, 1.1);
        var variance = Artifact("variance:gwas");
        Assert.InRange(variance.Value("heritability"), 0, 1);
        Assert.Equal((CalibrationGenotypes.Wanted, 3), (variance.Value("calibration_variants"), variance.Value("largest_family")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(variance.Folder) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead));
        }

        var page = File.ReadAllText(_folder["results/page.html"]);
        Assert.Contains("SE of h²", page, StringComparison.Ordinal);
        Assert.Contains("a mixed model of each trait", page, StringComparison.Ordinal);
        Assert.Contains("GRAMMAR-gamma", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_joint_test_takes_the_correlations_of_what_the_model_leaves()
    {
        var study = Study with { Joint = new QuadraticFormParameters(JointScore.Score, JointDistribution.ChiSquared, 1e-6) };
        await Run(study);
        var joint = _folder.ArtifactOf(study.Plan().Find("joint:joint")!);
        Assert.Equal(2, joint.Value("rank"));
        Assert.InRange(joint.Value("lambda_gc"), 0.6, 1.5);
        Assert.True(joint.Has("correlation.bin"));
    }

    [Fact]
    public async Task Results_are_the_same_bytes_on_any_number_of_threads()
    {
        await Study.RunAsync(cores: 1);
        using var other = new MixedStudyTests();
        await other.Study.RunAsync(cores: 3);
        foreach (var (step, name) in new[] { ("variance:gwas", "scores.bin"), ("variance:gwas", "variance.json"), ("association:gwas", "association.bin") })
        {
            Assert.Equal(File.ReadAllBytes(Artifact(step).PathOf(name)), File.ReadAllBytes(other.Artifact(step).PathOf(name)));
        }
    }

    [Fact]
    public async Task Relationships_of_the_same_people_in_another_file_are_found_by_their_names()
    {
        await Run(Study);
        var own = File.ReadAllBytes(Artifact("variance:gwas").PathOf("scores.bin"));
        foreach (var extension in new[] { "bed", "bim", "fam" })
        {
            File.Copy(_folder["g." + extension], _folder["copy." + extension]);
        }

        var study = Study with { RelatedGenotypes = _folder.PlinkSet("copy") };
        await Run(study);
        Assert.Equal(own, File.ReadAllBytes(_folder.ArtifactOf(study.Plan().Find("variance:gwas")!).PathOf("scores.bin")));
    }

    [Fact]
    public Task People_whose_relatives_are_not_known() => Refuses(
        Study with { Related = new BinaryExpression(BinaryOperation.GreaterOrEqual, new ColumnExpression("age"), new NumberExpression(45)) },
        MixedModelCodes.PeopleWithoutRelationships);

    [Fact]
    public async Task A_trait_of_two_values_is_refused()
    {
        Change("height", (i, _) => i % 2);
        await Refuses(Study, MixedModelCodes.BinaryTrait);
    }

    /// <summary>The twins differ more than strangers do, and then not at all.</summary>
    [Fact]
    public async Task Traits_without_heritability_and_with_nothing_else_are_told()
    {
        Change("height", (i, value) => i is 3 or 4 ? (i == 3 ? 100 : 260) : value);
        Change("weight", (i, value) => i is 3 or 4 ? 75 : value);
        Change("age", (i, value) => i is 3 or 4 ? 50 : value);
        var result = await Run(Study);
        var none = Assert.Single(result.Diagnostics, found => found.Code == MixedModelCodes.NoHeritability.Code);
        Assert.Contains("1 of the 2 traits", none.Message, StringComparison.Ordinal);
        var all = Assert.Single(result.Diagnostics, found => found.Code == MixedModelCodes.AllHeritable.Code);
        Assert.Contains("1 of the 2 traits", all.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_variants_to_calibrate_with_are_a_warning()
    {
        var result = await Run(Study with { Keep = new BinaryExpression(BinaryOperation.LessOrEqual, new ColumnExpression("position"), new NumberExpression(200_000)) });
        var found = Assert.Single(result.Diagnostics, found => found.Code == MixedModelCodes.FewToCalibrate.Code);
        Assert.Contains("10 variants", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task No_variant_to_calibrate_with() => Refuses(
        Study with { Keep = new BinaryExpression(BinaryOperation.GreaterOrEqual, new ColumnExpression("maf"), new NumberExpression(0.6)) },
        MixedModelCodes.NoneToCalibrate);

    [Fact]
    public async Task A_family_that_is_too_large()
    {
        var result = await Study.RunAsync(BuiltInHandlers.Table.With(new EverybodyIsRelated()));
        var found = Assert.Single(result.Diagnostics, found => found.Code == MixedModelCodes.FamilyTooLarge.Code);
        Assert.Contains("into one family; at most 5000", found.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<RunResult> Run(MixedAssociation study)
    {
        var result = await study.RunAsync();
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return result;
    }

    private static async Task Refuses(MixedAssociation study, DiagnosticDescriptor row)
    {
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Contains(result.Diagnostics, found => found.Code == row.Code);
    }

    private Artifact Artifact(string step) => _folder.ArtifactOf(Study.Plan().Find(step)!);

    /// <summary>Changes a column of the table of people.</summary>
    private void Change(string column, Func<int, double, double?> change)
    {
        var rows = File.ReadAllLines(_folder["people.tsv"]).Select(line => line.Split('\t')).ToArray();
        var at = Array.IndexOf(rows[0], column);
        for (var i = 1; i < rows.Length; i++)
        {
            var changed = change(i - 1, double.Parse(rows[i][at], CultureInfo.InvariantCulture));
            rows[i][at] = changed?.ToString(CultureInfo.InvariantCulture) ?? "NA";
        }

        _folder.Write("people.tsv", string.Join('\n', rows.Select(row => string.Join('\t', row))) + "\n");
    }

    /// <summary>A family of one more than are decomposed, in the place of the study's own.</summary>
    private sealed class EverybodyIsRelated : IStepHandler<VarianceParameters>
    {
        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<VarianceParameters> context, CancellationToken cancellationToken)
        {
            var people = RotatedPeople.LargestFamily + 1;
            int[] chain = [.. Enumerable.Range(0, people)];
            RotatedPeople.Of(
                new SparseRelationshipMatrix(
                    [.. chain.Select(i => $"P{i}")],
                    null,
                    1,
                    0.3,
                    [.. chain.Select(_ => 1.0)],
                    [0, .. chain.Select(i => (long)i)],
                    [.. chain[..^1]],
                    [.. chain[1..].Select(_ => 0.5)]),
                1,
                cancellationToken);
            return ValueTask.CompletedTask;
        }
    }
}
