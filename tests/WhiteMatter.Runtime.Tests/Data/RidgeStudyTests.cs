using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Regression;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Handlers.Regression;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Whole-genome regressions on a small file set. What the numbers are is the business of the libraries' tests.</summary>
public sealed class RidgeStudyTests : InJointStudy
{
    private SmallAssociation Study => new(Folder) { Background = new BackgroundParameters([Folder.Reference("g.bed")], null, 20, 5) };

    [Fact]
    public async Task A_two_step_regression_runs_to_its_tables_and_its_page_and_says_how_well_the_genome_predicts()
    {
        var result = await Run(Study with { WithReport = true, Joint = new QuadraticFormParameters(JointScore.Score, JointDistribution.ChiSquared, 1e-6) });
        var values = ValuesOf(result, "background:gwas");
        Assert.Equal(SmallFileset.Variants - 1, values["variants"]);
        Assert.InRange(values["r2"], 0, 1);
        using var table = AssociationTable.Open(ArtifactFile(result, "association:gwas", "association.bin"));
        Assert.True(table.Header.IsScore);
        using var predictions = BackgroundPredictions.Open(ArtifactFile(result, "background:gwas", BackgroundHandler.FileName));
        Assert.Equal(["1"], predictions.Chromosomes);
        Assert.Equal((2, SmallFileset.People), (predictions.Traits, predictions.People));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(ArtifactFile(result, "background:gwas", BackgroundHandler.FileName))!) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead));
        }

        // On the only chromosome the prediction without it is nothing, so what is tested is the trait itself.
        var without = new float[SmallFileset.People];
        predictions.Read(0, 0, without);
        Assert.All(without, value => Assert.Equal(0f, value));
        var page = Page();
        Assert.Contains("whole-genome ridge regression", page, StringComparison.Ordinal);
        Assert.Contains("R² of the genome", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_people_in_another_file_are_found_by_their_names()
    {
        Reorder("other", Enumerable.Range(0, SmallFileset.People).Reverse());
        var own = ValuesOf(await Run(Study), "background:gwas");
        var other = ValuesOf(await Run(Study with { BackgroundGenotypes = Folder.PlinkSet("other"), Background = Study.Background! with { Genotypes = [Folder.Reference("other.bed")] } }), "background:gwas");
        Assert.Equal(own, other);
    }

    [Fact]
    public async Task A_joint_test_that_is_not_given_what_was_tested() =>
        await Refuses(
            Study with { Joint = new QuadraticFormParameters(JointScore.Score, JointDistribution.ChiSquared, 1e-6), JointKnowsBackground = false },
            JointCodes.DesignDiffers);

    [Fact]
    public async Task A_background_without_variants() =>
        await Refuses(Study with { Background = Study.Background! with { Keep = new BinaryExpression(BinaryOperation.GreaterOrEqual, new ColumnExpression("maf"), new NumberExpression(0.6)) } }, RegressionCodes.NoVariants);

    [Fact]
    public async Task A_background_of_fewer_people()
    {
        Reorder("other", Enumerable.Range(0, SmallFileset.People - 2));
        await Refuses(
            Study with { BackgroundGenotypes = Folder.PlinkSet("other"), Background = Study.Background! with { Genotypes = [Folder.Reference("other.bed")] } },
            RegressionCodes.PeopleWithoutBackground);
    }

    [Fact]
    public async Task A_trait_of_two_values()
    {
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        Folder.Write("people.tsv", string.Join('\n', lines.Select((line, i) => line + "\t" + (i == 0 ? "case" : (i % 2).ToString(System.Globalization.CultureInfo.InvariantCulture)))) + "\n");
        await Refuses(Study with { Traits = ["height", "case"] }, RegressionCodes.BinaryTrait);
    }

    /// <summary>Of 60 people 6 lack a trait, which is more than 2%, and one lacks another, which is 1.7%.</summary>
    [Fact]
    public async Task Traits_that_many_of_the_people_lack_are_told()
    {
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        Folder.Write("people.tsv", string.Join('\n', lines.Select((line, i) => line + "\t" + (i == 0 ? "few" : i % 10 == 0 ? "NA" : $"{i * i % 17}.5"))) + "\n");
        var found = Assert.Single(
            (await Run(Study with { Traits = ["height", "weight", "few"] })).Diagnostics, found => found.Code == RegressionCodes.TraitsOfDifferentPeople.Code);
        Assert.StartsWith("Traits of gwas that more than 2% of its people lack: 1 of 3; 'few' is lacking in 10%.", found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain((await Run(Study)).Diagnostics, found => found.Code == RegressionCodes.TraitsOfDifferentPeople.Code);
    }

    [Fact]
    public async Task A_regression_goes_on_after_the_blocks_of_a_run_that_was_stopped()
    {
        var failed = await Study.RunAsync(handlers: BuiltInHandlers.Table.With(new StoppedAtTheEnd()));
        Assert.Equal(RunEnding.Failed, failed.Ending);
        var result = await Run(Study);
        Assert.Contains(result.Diagnostics, found => found.Code == RegressionCodes.Resumed.Code);
    }

    private async Task Refuses(SmallAssociation study, DiagnosticDescriptor row)
    {
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        Assert.Contains(result.Diagnostics, found => found.Code == row.Code);
    }

    private string ArtifactFile(RunResult result, string step, string name) =>
        Folder.ArtifactOf(result.Steps.Single(entry => entry.Step.Id == step).Step).PathOf(name);

    /// <summary>Writes the genotypes of some people, in another order, as a file set of its own.</summary>
    private void Reorder(string name, IEnumerable<int> people)
    {
        int[] order = [.. people];
        var fam = File.ReadAllLines(Folder["g.fam"]);
        Folder.Write(name + ".fam", string.Join('\n', order.Select(i => fam[i])) + "\n");
        Folder.Write(name + ".bim", File.ReadAllText(Folder["g.bim"]));
        var bed = File.ReadAllBytes(Folder["g.bed"]);
        var (from, to) = ((SmallFileset.People + 3) / 4, (order.Length + 3) / 4);
        var written = new byte[3 + (SmallFileset.Variants * to)];
        bed.AsSpan(0, 3).CopyTo(written);
        for (var v = 0; v < SmallFileset.Variants; v++)
        {
            for (var i = 0; i < order.Length; i++)
            {
                var code = (bed[3 + (v * from) + (order[i] / 4)] >> (2 * (order[i] % 4))) & 3;
                written[3 + (v * to) + (i / 4)] |= (byte)(code << (2 * (i % 4)));
            }
        }

        File.WriteAllBytes(Folder[name + ".bed"], written);
    }

    /// <summary>Does all the work and then fails, as a process that is killed before its artifact is in its place.</summary>
    private sealed class StoppedAtTheEnd : IStepHandler<BackgroundParameters>
    {
        private readonly BackgroundHandler _own = new();

        public bool OwnerOnly => true;

        public async ValueTask RunAsync(StepContext<BackgroundParameters> context, CancellationToken cancellationToken)
        {
            await _own.RunAsync(context, cancellationToken);
            throw new IOException("stopped");
        }
    }
}
