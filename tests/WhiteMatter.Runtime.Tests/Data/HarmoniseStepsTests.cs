using System.Globalization;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using WhiteMatter.Statistics.Harmonisation;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Traits of three sites whose scanners shift and stretch them, harmonised as a study asks.</summary>
public sealed class HarmoniseStepsTests : InFolder
{
    private const int People = 60;
    private const int Traits = 4;

    private readonly double[] _age = new double[People];
    private readonly double[][] _values = [.. Enumerable.Range(0, Traits).Select(_ => new double[People])];

    public HarmoniseStepsTests()
    {
        var random = new Random(12);
        for (var person = 0; person < People; person++)
        {
            _age[person] = 40 + random.Next(40);
            for (var trait = 0; trait < Traits; trait++)
            {
                _values[trait][person] = (0.01 * _age[person]) + ((1 + SiteOf(person)) * random.NextDouble()) + SiteOf(person);
            }
        }

        Write();
    }

    [Fact]
    public async Task Whom_the_model_of_the_traits_was_fitted_on_stays_known()
    {
        var plan = Plan();
        Assert.Equal(RunEnding.Done, (await Folder.RunAsync(plan, BuiltInHandlers.Table.With(new KnownTraits("id\nP7\nP3\n")))).Ending);
        Assert.Equal(["id", "P7", "P3"], File.ReadLines(Artifact(plan).PathOf("fitted.tsv")));
    }

    [Fact]
    public async Task Traits_are_harmonised_as_the_library_does_it_and_batches_are_told()
    {
        var plan = Plan();
        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table);
        Assert.Equal([], result.Diagnostics.Select(found => found.Message));
        var expected = ComBat.Run(_values, [.. Enumerable.Range(0, People).Select(SiteOf)], [_age], new ComBatOptions()).Features;
        var found = Read(plan);
        Assert.Equal(["t0", "t1", "t2", "t3"], found.Names.AsEnumerable());
        for (var trait = 0; trait < Traits; trait++)
        {
            for (var person = 0; person < People; person++)
            {
                Assert.Equal(expected[trait][person], found.Values[trait][person], 9);
            }
        }

        var artifact = Artifact(plan);
        Assert.Equal(["batch\tpeople", "10\t20", "2\t20", "A\t20"], File.ReadLines(artifact.PathOf("batches.tsv")));
        Assert.Equal(
            [("batches", 3), ("left_out", 0), ("people", 60), ("set_aside", 0), ("traits", 4)],
            artifact.Record.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData(BatchPrior.NonParametric, false, null)]
    [InlineData(BatchPrior.None, false, null)]
    [InlineData(BatchPrior.Parametric, true, null)]
    [InlineData(BatchPrior.Parametric, false, "2")]
    public async Task Every_setting_reaches_the_library(BatchPrior prior, bool meanOnly, string? reference)
    {
        var plan = Plan(prior: prior, meanOnly: meanOnly, reference: reference);
        Assert.Equal(RunEnding.Done, (await Folder.RunAsync(plan, BuiltInHandlers.Table)).Ending);
        var options = new ComBatOptions
        {
            Prior = prior switch { BatchPrior.NonParametric => ComBatPrior.NonParametric, BatchPrior.None => ComBatPrior.None, _ => ComBatPrior.Parametric },
            MeanOnly = meanOnly,

            // Sites by name: "10", "2", "A".
            Reference = reference is null ? null : 1,
        };
        var expected = ComBat.Run(_values, [.. Enumerable.Range(0, People).Select(person => SiteOf(person) switch { 0 => 2, 1 => 1, _ => 0 })], [_age], options).Features;
        var found = Read(plan);
        Assert.All(Enumerable.Range(0, People), person => Assert.Equal(expected[3][person], found.Values[3][person], 9));
    }

    [Fact]
    public async Task Somebody_without_site_or_age_has_no_harmonised_traits_and_is_counted()
    {
        Write(row => row is 3 ? "P3\tNA\t50" : row is 8 ? "P8\tA\tNA" : null);
        var plan = Plan();
        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(HarmonisationCodes.PeopleLeftOut.Code, warning.Code);
        Assert.Contains("2 of 60 people lack the batch 'site' or a covariate that is preserved (such as P3, P8)", warning.Message, StringComparison.Ordinal);
        var found = Read(plan);
        Assert.All(found.Values, values => Assert.True(double.IsNaN(values[3]) && double.IsNaN(values[8]) && double.IsFinite(values[4])));
        Assert.Equal(2, Artifact(plan).Value("left_out"));
    }

    [Fact]
    public async Task A_trait_that_does_not_vary_is_left_out_with_a_warning()
    {
        Array.Fill(_values[1], 3);
        Write();
        var plan = Plan();
        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(HarmonisationCodes.TraitsSetAside.Code, warning.Code);
        Assert.Contains("(such as t1): 1 do not vary", warning.Message, StringComparison.Ordinal);
        Assert.Equal(["t0", "t2", "t3"], Read(plan).Names.AsEnumerable());
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    public async Task A_trait_whose_variance_is_no_number_is_left_out_for_that_reason(double unit)
    {
        for (var person = 0; person < People; person++)
        {
            _values[1][person] *= unit;
        }

        Write();
        var result = await Folder.RunAsync(Plan(), BuiltInHandlers.Table);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(HarmonisationCodes.TraitsSetAside.Code, warning.Code);
        Assert.Contains("(such as t1): 1 have values too large or too small for their variance to be a number", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sites_that_look_like_one_are_told()
    {
        Write(row => SiteOf(row) == 1 ? $"P{row}\t{(row % 2 == 0 ? "2" : row % 4 == 1 ? "2.0" : "02")}\t{_age[row]}" : null);
        var result = await Folder.RunAsync(Plan(), BuiltInHandlers.Table);
        Assert.Equal(RunEnding.Done, result.Ending);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(HarmonisationCodes.BatchesAlike.Code, warning.Code);
        Assert.StartsWith("'site' has '02', '2', '2.0', which look like one batch written in several ways", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_site_of_one_person() => Fails(HarmonisationCodes.BatchOfOne, Plan(), "'B' of 'site' has one person", row => row is 5 ? "P5\tB\t50" : null);

    [Fact]
    public Task A_single_site() => Fails(HarmonisationCodes.OneBatch, Plan(), "the one value 'A'", row => $"P{row}\tA\t{50 + (row % 7)}");

    [Fact]
    public Task A_reference_that_is_no_site() => Fails(HarmonisationCodes.ReferenceUnknown, Plan(reference: "Z"), "'10', '2', 'A'");

    [Fact]
    public Task A_covariate_that_is_the_site() => Fails(
        HarmonisationCodes.NothingHarmonised, Plan(), "make each other up", row => $"P{row}\t{SiteName(row)}\t{10 * (1 + SiteOf(row))}");

    private static int SiteOf(int person) => person % 3;

    private static string SiteName(int person) => SiteOf(person) switch { 0 => "A", 1 => "2", _ => "10" };

    private void Write(Func<int, string?>? row = null)
    {
        var culture = CultureInfo.InvariantCulture;
        Folder.Write("people.tsv", "id\tsite\tage\tt0\tt1\tt2\tt3\n" + string.Concat(Enumerable.Range(0, People).Select(person =>
            (row?.Invoke(person) ?? string.Create(culture, $"P{person}\t{SiteName(person)}\t{_age[person]}"))
            + string.Concat(_values.Select(values => "\t" + values[person].ToString("R", culture))) + "\n")));
    }

    private ExecutionPlan Plan(BatchPrior prior = BatchPrior.Parametric, bool meanOnly = false, string? reference = null)
    {
        var table = new TableReference(Folder.Reference("people.tsv"), TableFormat.TabSeparated, "id", null, ["", "NA"]);
        var cohort = ToyStudy.Step("everyone", new CohortParameters(table, [], new PeopleOfTable(), null, null, null), [], null);
        var traits = ToyStudy.Step("traits", new TraitsParameters(table, ["t0", "t1", "t2", "t3"], []), [("cohort", cohort)], null);
        var harmonised = ToyStudy.Step(
            "traits",
            new HarmoniseParameters(table, [], "site", new ColumnFormula("age", ColumnRole.Numeric), prior, meanOnly, reference),
            [("traits", traits)],
            null);
        return Folder.PlanOf([cohort, traits, harmonised]);
    }

    private Artifact Artifact(ExecutionPlan plan) =>
        Assert.IsType<StoreLookup.Whole>(ArtifactStore.OpenForReading(Folder[".wmstudy"]).Find(plan.Find("harmonised:traits")!.Fingerprint)).Artifact;

    private TraitMatrix Read(ExecutionPlan plan)
    {
        using var stream = Artifact(plan).OpenRead("traits.bin");
        return TraitMatrix.Read(stream);
    }

    private async Task Fails(DiagnosticDescriptor code, ExecutionPlan plan, string text, Func<int, string?>? row = null)
    {
        if (row is not null)
        {
            Write(row);
            plan = Plan();
        }

        var result = await Folder.RunAsync(plan, BuiltInHandlers.Table);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(code.Code, found.Code);
        Assert.Contains(text, found.Message, StringComparison.Ordinal);
    }
}
