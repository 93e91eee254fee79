using System.Globalization;
using WhiteMatter.Fixtures;
using WhiteMatter.Genetics.Relatedness;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Steps that look for relatives, on drawn families.</summary>
public sealed class RelatednessStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RelatednessStudyTests() => _ = new FamilyFileset(_folder);

    private PlanExpression? Keep { get; init; }

    private double Maf { get; init; } = 0.05;

    private int Components { get; init; } = 2;

    private bool Unrelated { get; init; }

    public void Dispose() => _folder.Dispose();

    [PeerFact("plink2")]
    public async Task Relatives_are_found_and_one_of_each_is_kept()
    {
        var result = await Run();
        var values = result.Steps.Single(entry => entry.Step.Id == "relatedness:kin").Record!.Values;
        // Mother and child, father and child, and the twins: the child and a twin leave.
        Assert.Equal((3, 118, 2), (values["related_pairs"], values["unrelated"], values["removed"]));
        Assert.Contains(result.Diagnostics, found => found.Code == RelatednessCodes.FewVariants.Code);
        var kept = File.ReadAllLines(Artifact("relatedness:kin").PathOf("people.tsv"))[1..];
        Assert.Equal(118, kept.Length);
        Assert.DoesNotContain("P3", kept);

        // The same pairs with the same kinship by PLINK 2 at the variants that it prunes to.
        Plink2Program.Run(_folder, "--bfile", "g", "--maf", "0.05", "--indep-pairwise", "1000kb", "0.2", "--out", "p");
        Plink2Program.Run(_folder, "--bfile", "g", "--extract", "p.prune.in", "--make-king-table", "--king-table-filter", "0.1", "--out", "p");
        Assert.Equal(File.ReadAllLines(_folder["p.prune.in"]).Length, values["variants"]);
        var theirs = File.ReadAllLines(_folder["p.kin0"])[1..].Select(line => line.Split('\t')).ToDictionary(
            fields => string.Join(' ', new[] { fields[1], fields[3] }.Order(StringComparer.Ordinal)), fields => Number(fields[^1]));
        var ours = File.ReadAllLines(Artifact("relatedness:kin").PathOf("pairs.tsv"))[1..].Select(line => line.Split('\t'))
            .Where(fields => Number(fields[^1]) >= 0.1)
            .ToDictionary(fields => string.Join(' ', new[] { fields[0], fields[1] }.Order(StringComparer.Ordinal)), fields => Number(fields[^1]));
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        Assert.All(theirs, pair => Assert.Equal(pair.Value, ours[pair.Key], 1e-5));
    }

    [Fact]
    public async Task Everybody_has_components_that_tell_the_ancestries_apart()
    {
        await Run();
        var rows = File.ReadAllLines(Artifact("components:kin").PathOf("components.tsv"));
        Assert.Equal("id\tPC1\tPC2", rows[0]);
        Assert.Equal(FamilyFileset.People, rows.Length - 1);
        var first = rows[1..].Select(row => Number(row.Split('\t')[1])).ToArray();
        var (one, other) = (first[..60], first[60..]);
        Assert.True(one.Max() < other.Min() || one.Min() > other.Max());
        Assert.Equal(118, Artifact("components:kin").Value("fitted"));
    }

    [Fact]
    public async Task A_linear_association_says_how_many_pairs_of_its_people_are_related()
    {
        var result = await Run();
        var found = Assert.Single(result.Diagnostics, found => found.Code == RelatednessCodes.RelativesInLinear.Code);
        Assert.StartsWith("3 pairs", found.Message, StringComparison.Ordinal);
        Assert.Equal(5, Artifact("design:gwas").Value("rank"));
    }

    [Fact]
    public async Task Unrelated_people_are_associated_without_that_warning()
    {
        using var study = new RelatednessStudyTests { Unrelated = true };
        var result = await study.Run();
        Assert.DoesNotContain(result.Diagnostics, found => found.Code == RelatednessCodes.RelativesInLinear.Code);
        Assert.Equal(118, study.Artifact("cohort:unrelated").Value("count"));
        Assert.Equal(118, study.Artifact("design:gwas").Value("people"));
    }

    [Fact]
    public async Task The_matrix_has_the_pairs_above_its_cutoff()
    {
        await Run();
        using var stream = Artifact("relationships:kin").OpenRead("relationships.bin");
        var matrix = SparseRelationshipMatrix.Read(stream);
        Assert.Equal(FamilyFileset.People, matrix.People);
        Assert.Equal("P5", matrix.Ids[4]);
        Assert.All(matrix.Values, value => Assert.True(value >= 0.3));
        // The twins are each other's diagonal.
        Assert.Equal(matrix.Diagonal[3], matrix.Values[matrix.RowStarts[4]], 1e-6);
    }

    [Fact]
    public async Task The_page_shows_pairs_and_components_and_hides_small_counts()
    {
        await Run();
        var page = File.ReadAllText(_folder["results/page.html"]);
        var section = page[page.IndexOf("<section id=\"relatedness\">", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("</section>", StringComparison.Ordinal)];
        Assert.Contains("duplicates and twins</th><td class=\"n\">0.354</td><td class=\"n\">&lt;2<", section, StringComparison.Ordinal);
        Assert.Contains("Component 1 against component 2", section, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", section, StringComparison.Ordinal);
        Assert.Contains("Manichaikul", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_the_same_bytes_on_any_number_of_threads()
    {
        await Run(cores: 1);
        using var other = new RelatednessStudyTests();
        await other.Run(cores: 3);
        foreach (var (step, name) in new[] { ("relatedness:kin", "pairs.tsv"), ("relatedness:kin", "basis.bin"), ("components:kin", "components.tsv"), ("relationships:kin", "relationships.bin") })
        {
            Assert.Equal(File.ReadAllBytes(Artifact(step).PathOf(name)), File.ReadAllBytes(other.Artifact(step).PathOf(name)));
        }
    }

    [Fact]
    public Task Variants_out_of_order_are_not_pruned() => Fails(RelatednessCodes.VariantsUnsorted, "'kin'", () =>
        File.WriteAllText(_folder["g.bim"], File.ReadAllText(_folder["g.bim"]).Replace("rs7\t0\t160000", "rs7\t0\t9", StringComparison.Ordinal)));

    [Fact]
    public async Task A_frequency_that_no_variant_has()
    {
        using var study = new RelatednessStudyTests { Maf = 0.5, Keep = new BooleanExpression(false) };
        await study.Fails(RelatednessCodes.NoVariants, "4500 are removed by the genotypes' keep", () => { });
    }

    [Fact]
    public async Task More_components_than_unrelated_people()
    {
        using var study = new RelatednessStudyTests { Components = 117 };
        await study.Fails(RelatednessCodes.TooFewForComponents, "117 components of 118", () => { });
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private Artifact Artifact(string step) => _folder.ArtifactOf(Plan().Find(step)!);

    private async Task<RunResult> Run(int cores = 2)
    {
        var result = await _folder.RunAsync(Plan(), BuiltInHandlers.Table, cores: cores);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(found => found.Message)));
        return result;
    }

    private async Task Fails(DiagnosticDescriptor expected, string named, Action damage)
    {
        damage();
        var result = await _folder.RunAsync(Plan(), BuiltInHandlers.Table);
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(expected.Code, found.Code);
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
    }

    /// <summary>The plan as the planner would make it.</summary>
    private ExecutionPlan Plan()
    {
        var table = new TableReference(_folder.Reference("people.tsv"), TableFormat.TabSeparated, "eid", null, ["", "NA"]);
        var set = _folder.PlinkSet("g");
        var bed = set.Files[0].Genotypes;
        var everyone = ToyStudy.Step("everyone", new CohortParameters(table, [], new PeopleOfTable(), null, null, null), [], null);
        var genotypes = ToyStudy.Step("g", set, [], null);
        var kin = ToyStudy.Step(
            "kin", new RelatednessParameters([bed], Keep, Maf, 0.2, 1_000_000, 0.0884), [("genotypes", genotypes), ("cohort", everyone)], null);
        var components = ToyStudy.Step("kin", new ComponentsParameters([bed], Components, 1), [("relatedness", kin), ("genotypes", genotypes)], null);
        var matrix = ToyStudy.Step("kin", new RelationshipsParameters([bed], 0.3), [("relatedness", kin), ("genotypes", genotypes)], null);
        var cohort = Unrelated
            ? ToyStudy.Step(
                "unrelated",
                new CohortParameters(table, [], new PeopleOfInput("cohort1"), null, null, null),
                [("cohort1", everyone), ("unrelated", kin)],
                null)
            : everyone;
        var traits = ToyStudy.Step("traits", new TraitsParameters(table, ["height", "weight"], []), [("cohort", cohort)], null);
        var formula = new SumFormula(
            new SumFormula(new ColumnFormula("age", ColumnRole.Numeric), new InteractionFormula(new ColumnFormula("age", ColumnRole.Numeric), new ColumnFormula("kin.PC1", ColumnRole.Numeric))),
            new SumFormula(new ColumnFormula("kin.PC1", ColumnRole.Numeric), new ColumnFormula("kin.PC2", ColumnRole.Numeric)));
        var design = ToyStudy.Step(
            "gwas",
            new DesignParameters(table, [], formula, "age + kin.pcs", TraitTransform.None),
            [("cohort", cohort), ("traits", traits), ("genotypes", genotypes), ("components1", components), ("relatedness1", kin)],
            null);
        var page = ToyStudy.Step(
            "page",
            new ReportParameters("Families", "", ["GRCh37"], [new ReportItem("relatedness", kin.Id, "Who is related."), new ReportItem("components", components.Id, "")], 2, []),
            [("relatedness", kin), ("components", components), ("relationships", matrix)],
            "page.html");
        PlanStep[] steps = [everyone, genotypes, kin, components, matrix, .. Unrelated ? [cohort] : Array.Empty<PlanStep>(), traits, design, page];
        return _folder.PlanOf([.. steps]);
    }
}
