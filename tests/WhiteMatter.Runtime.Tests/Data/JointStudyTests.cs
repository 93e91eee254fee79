using System.Globalization;
using System.Text;
using System.Text.Json;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Distributions;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Joint steps on a small file set. What the numbers are is the business of the libraries' tests.</summary>
public sealed class JointStudyTests : InJointStudy
{
    private static readonly QuadraticFormParameters Score = new(JointScore.Score, JointDistribution.ChiSquared, 1e-6);

    private SmallAssociation Study => new(Folder) { Joint = Score };

    [Fact]
    public async Task A_joint_test_runs_to_its_table_its_loci_and_its_figures_and_nowhere_is_T_an_effect()
    {
        var result = await Run(Study with { WithReport = true });
        var values = ValuesOf(result, "joint:joint");
        Assert.Equal((SmallFileset.Variants - 1, 2, 2), (values["variants"], values["traits"], values["rank"]));
        Assert.InRange(values["lambda_gc"], 0.3, 3);
        Assert.Contains(result.Diagnostics, found => found.Code == JointCodes.VariantsUntested.Code && found.Message.StartsWith("No joint test in joint for 1 of 50 variants", StringComparison.Ordinal));

        var rows = Unpacked("results/joint/joint.tsv.gz");
        Assert.Equal(Columns, rows[0]);
        Assert.Equal(1 + SmallFileset.Variants - 1, rows.Length);
        var smallest = 1.0;
        foreach (var row in rows.Skip(1).Select(row => row.Split('\t')))
        {
            // χ² with two degrees of freedom: P = exp(−T/2). Numbers have six digits. One person lacks the weight.
            var (statistic, p) = (Number(row[6]), Number(row[8]));
            Assert.Equal(Math.Exp(-statistic / 2), p, 5e-6 * (1 + (statistic / 2)) * p);
            Assert.Equal(("59", "2"), (row[5], row[7]));
            Assert.Contains(row[10], new[] { "height", "weight" });
            smallest = Math.Min(smallest, p);
        }

        Assert.Equal(smallest, values["min_p"], 5e-6 * smallest);
        Assert.True(File.Exists(Folder["results/joint/joint.tsv.gz.tbi"]));
        var metadata = File.ReadAllText(Folder["results/joint/joint.tsv.gz-meta.yaml"]);
        Assert.Contains("signed: false\n", metadata, StringComparison.Ordinal);
        Assert.Contains("traits: 2\nrank: 2\ncovariate_rank: 4\n", metadata, StringComparison.Ordinal);
        Assert.Contains("z = t/sqrt(1 + t^2/df)", metadata, StringComparison.Ordinal);
        Assert.Contains("  - \"weight\"\n", metadata, StringComparison.Ordinal);

        var loci = Loci(rows, same => (same[6], same[7], same[10]));
        Assert.Equal(1 + (int)ValuesOf(result, "loci:joint_leads")["count"], loci.Length);
        var columns = loci[0].Split('\t').ToList();
        Assert.Equal(["n", "statistic", "df", "driving_trait", "neg_log_10_p_value"], columns.GetRange(10, 5));
        Assert.DoesNotContain("beta", columns);

        // Of two traits T less what one adds is the other's own z².
        var drivers = File.ReadAllLines(Folder["results/joint_leads/drivers.tsv"]).Skip(1).Select(row => row.Split('\t')).ToLookup(row => row[0]);
        Assert.Equal(loci.Length - 1, drivers.Count);
        foreach (var (locus, row) in loci.Skip(1).Select(row => row.Split('\t')).Select(row => (drivers[row[1]].ToDictionary(driver => driver[2]), row)))
        {
            var statistic = Number(row[columns.IndexOf("statistic")]);
            Assert.Equal(statistic - Number(locus["height"][4]), Math.Pow(Number(locus["weight"][3]), 2), 1e-6 * statistic);
            Assert.Equal(statistic - Number(locus["weight"][4]), Math.Pow(Number(locus["height"][3]), 2), 1e-6 * statistic);
            Assert.Equal(Number(locus["height"][4]) / statistic, Number(locus["height"][5]), 1e-6);
        }

        var page = Page();
        Assert.Contains("what the statistic loses without the trait", page, StringComparison.Ordinal);
        Assert.All(drivers, locus => Assert.Contains(
            string.Join(", ", locus.Select(row => $"{row[2]} {(100 * Number(row[5])).ToString("F0", CultureInfo.InvariantCulture)}%")), page, StringComparison.Ordinal));
        Assert.Contains("All 2 traits together", page, StringComparison.Ordinal);
        Assert.Contains("\"joint\":true", page, StringComparison.Ordinal);
        Assert.Contains("Driving trait</th>", page, StringComparison.Ordinal);
        Assert.Contains("The statistic has no sign.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exact_F_of_complete_traits_says_its_degrees_of_freedom()
    {
        Replace("people.tsv", "\tNA\tw5\t", "\t70.5\tw5\t");
        await Run(Study with { Joint = Score with { Distribution = JointDistribution.F } });
        foreach (var row in Unpacked("results/joint/joint.tsv.gz").Skip(1).Select(row => row.Split('\t')))
        {
            // n − c − K = 60 − 4 − 2; for two degrees of freedom of the numerator P = (1 + 2F/d)^(−d/2).
            Assert.Equal(Math.Pow(1 + (2 * Number(row[6]) / 54), -27), Number(row[8]), 1e-5);
        }

        Assert.Contains("exact F of all traits with 2 and n - 4 - 2 degrees of freedom", File.ReadAllText(Folder["results/joint/joint.tsv.gz-meta.yaml"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trait_that_is_the_sum_of_others_is_a_counted_warning()
    {
        AddColumns(("sum", i => double.NaN), ("other", i => Math.Sin(i)), ("twin", i => 2 * Math.Sin(i)));
        var result = await Run(Study with { Traits = ["height", "other", "weight", "twin"] });
        Assert.Equal((4, 3), (ValuesOf(result, "joint:joint")["traits"], ValuesOf(result, "joint:joint")["rank"]));
        Assert.Contains(result.Diagnostics, found => found.Code == JointCodes.RankReduced.Code && found.Message.Contains(": 1 of 4 directions of the traits", StringComparison.Ordinal));

        // Three of 56 degrees of freedom are more than a twenty-fifth of them.
        Assert.Contains(result.Diagnostics, found => found.Code == JointCodes.ApproximateChiSquared.Code && found.Message.Contains("small P are too large", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_joint_test_of_one_trait() =>
        Refuses(JointCodes.TooFewTraits, () => { }, "its association has 1", Study with { Traits = ["height"] });

    [Fact]
    public Task A_joint_test_with_the_design_of_other_traits() =>
        Refuses(JointCodes.DesignDiffers, () => { }, "trait 1 is 'height' and not 'weight'", Study with { JointDesignTraits = ["weight", "height"] });

    [Fact]
    public Task The_exact_F_of_traits_with_missing_values() =>
        Refuses(
            JointCodes.FWithMissingTraits,
            () => { },
            "some of the 60 people lack some of the traits (the fewest people of a trait are 59)",
            Study with { Joint = Score with { Distribution = JointDistribution.F } });

    [Fact]
    public Task As_many_traits_as_people_less_covariates() =>
        Refuses(
            JointCodes.TooManyTraits,
            () => AddRandomColumns(58),
            "56 directions of traits in 60 people with covariates of rank 4",
            Study with { Traits = [.. Enumerable.Range(0, 58).Select(i => $"x{i}")] });

    [Fact]
    public Task A_null_of_too_few_permuted_variants() =>
        Refuses(
            JointCodes.NoneTested,
            () => { },
            "the null of 2 traits needs more permuted variants than these",
            Study with
            {
                Joint = new PermutationParameters(PermutedForm.QuadraticForm, JointScore.Score, 1e-6, 0),
                Keep = new BinaryExpression(BinaryOperation.LessOrEqual, new ColumnExpression("position"), new NumberExpression(4000)),
            });

    [Fact]
    public Task Too_few_people_for_every_variant() =>
        Refuses(
            JointCodes.NoneTested,
            () =>
            {
                AddRandomColumns(55);
                MakeMissingInTheFirstPerson();
            },
            "49: too few people have them",
            Study with { Traits = [.. Enumerable.Range(0, 55).Select(i => $"x{i}")] });

    [Fact]
    public async Task Loci_are_held_against_what_was_planted()
    {
        // All variants lie on chromosome 1. Row 1's own locus, a name that the reference lacks inside no locus, and a column's effect.
        var result = await Run(
            Study with { WithTruth = true },
            BuiltInHandlers.Table.With(new Planted(
                ["heritable_1\trs7\t1\t8000\tA\tG\t0.5\tGenu\t1\t0.25\t0.01", "heritable_1\trs7\t1\t8000\tA\tG\t0.5\tFornix\t-1\t0.25\t-0.01", "heritable_2\trsNone\t1\t900000\tA\tG\t0.5\tGenu\t1\t0.06\t0.01", "age\t\t\t\t\t\t\tGenu\t1\t0.15\t0.001"], 2)));
        var values = ValuesOf(result, "loci:joint_leads");
        var truth = File.ReadAllLines(Folder["results/joint_leads/truth.tsv"]);
        Assert.Equal("effect\tvariant\tchromosome\tposition\tin_reference\tfound\tlocus\ttrait\tlead\tr2\tdistance", truth[0]);
        Assert.Equal(3, truth.Length);
        var known = truth[1].Split('\t');
        Assert.Equal(["heritable_1", "rs7", "1", "8000", "true"], known[..5]);
        Assert.Equal("heritable_2\trsNone\t1\t900000\tfalse\tfalse\tNA\tNA\tNA\tNA\tNA", truth[2]);
        Assert.Contains(result.Diagnostics, found => found.Code == JointCodes.CausalVariantsUnknown.Code && found.Message.Contains("rsNone", StringComparison.Ordinal));
        Assert.Equal(known[5] == "true" ? 1 : 0, values["recovered"]);

        // Windows of 250 kb around 50 variants within 50 kb: whether a locus is explained follows from its span and the clumps' r² alone.
        var loci = File.ReadAllLines(Folder["results/joint_leads/loci.tsv"]).Skip(1).Select(row => row.Split('\t')).ToList();
        var holding = loci.Count(row => Number(row[3]) <= 8000 && Number(row[4]) >= 8000);
        Assert.InRange(values["unexplained"], 0, loci.Count - holding);
        Assert.Equal(holding > 0 ? "true" : known[5], known[5]);
    }

    [Fact]
    public async Task A_simulation_without_causal_variants_leaves_every_locus_unexplained()
    {
        var result = await Run(Study with { WithTruth = true }, BuiltInHandlers.Table.With(new Planted([], 0)));
        var values = ValuesOf(result, "loci:joint_leads");
        Assert.Equal((0, values["count"]), (values["recovered"], values["unexplained"]));
    }

    /// <summary>The joint test fails with this code first, at the study's line, and nothing of it is published.</summary>
    private async Task Refuses(DiagnosticDescriptor expected, Action damage, string named, SmallAssociation study)
    {
        damage();
        var result = await study.RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal((expected.Code, 3), (found.Code, found.Span!.Line));
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        Assert.Equal(StepEnding.Failed, result.Steps.Single(step => step.Step.Id == "joint:joint").Ending);
        Assert.False(Directory.Exists(Folder["results/joint"]) || Directory.Exists(Folder["results/joint_leads"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder[".wmstudy/tmp"]));
    }

    private void AddColumns(params (string Name, Func<int, double> Value)[] columns)
    {
        var lines = File.ReadAllLines(Folder["people.tsv"]);
        var text = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            text.Append(lines[i]);
            foreach (var (name, value) in columns)
            {
                var cell = i == 0 ? name : double.IsNaN(value(i)) ? "NA" : value(i).ToString("R", CultureInfo.InvariantCulture);
                text.Append('\t').Append(cell);
            }

            text.Append('\n');
        }

        File.WriteAllText(Folder["people.tsv"], text.ToString());
    }

    private void AddRandomColumns(int count)
    {
        var random = new Random(11);
        AddColumns([.. Enumerable.Range(0, count).Select(c => ($"x{c}", (Func<int, double>)(_ => random.NextDouble())))]);
    }

    /// <summary>Code 01 of the BED format for the first person of every variant.</summary>
    private void MakeMissingInTheFirstPerson()
    {
        var bytes = File.ReadAllBytes(Folder["g.bed"]);
        for (var at = 3; at < bytes.Length; at += SmallFileset.People / 4)
        {
            bytes[at] = (byte)((bytes[at] & ~3) | 1);
        }

        File.WriteAllBytes(Folder["g.bed"], bytes);
    }

    /// <summary>Writes what a simulation says it planted.</summary>
    private sealed class Planted(string[] rows, int variants) : IStepHandler<SimulationParameters>
    {
        public bool OwnerOnly => true;

        public ValueTask RunAsync(StepContext<SimulationParameters> context, CancellationToken cancellationToken)
        {
            using var writer = new StreamWriter(context.Output.Create("truth.tsv")) { NewLine = "\n" };
            writer.WriteLine("effect\tvariant\tchromosome\tposition\teffect_allele\tother_allele\teffect_allele_frequency\tregion\tdirection\tvariance\tbeta");
            foreach (var row in rows)
            {
                writer.WriteLine(row);
            }

            context.Output.SetValue("planted", variants);
            return ValueTask.CompletedTask;
        }
    }
}
