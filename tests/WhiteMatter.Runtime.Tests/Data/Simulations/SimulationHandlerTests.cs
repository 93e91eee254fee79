using System.Collections.Immutable;
using WhiteMatter.Genetics.Traits;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>What a simulation makes, and that what is found in it is what was planted.</summary>
public sealed class SimulationHandlerTests : InFolder
{
    [Fact]
    public async Task The_artifact_has_people_volumes_mask_labels_truth_and_says_that_it_is_simulated()
    {
        var set = new SimulationFileset(Folder);
        var made = await new SmallSimulation(Folder).MakeAsync();
        Assert.Equal(set.People + 20, made.Record.Values["count"]);
        Assert.Equal(set.People, made.Record.Values["genotyped"]);
        Assert.Equal(3, made.Record.Values["planted"]);
        Assert.Equal(7, made.Record.Seed);

        var people = made.Rows("participants.tsv");
        Assert.Equal(SimulationParameters.ParticipantColumns.AsEnumerable(), people[0].Keys);
        Assert.Equal(
            [.. set.Ids, .. Enumerable.Range(1, 20).Select(i => $"sim-{i:0000}")], people.Select(person => person["id"]));
        Assert.Equal("F5", people[5]["family"]);
        Assert.Equal("sim-0003", people[set.People + 2]["family"]);
        Assert.All(people, person => Assert.Equal(person["id"].StartsWith('P') ? "genotyped" : "image_only", person["group"]));

        // Sex is the .fam file's where it is 1 or 2: i mod 3.
        Assert.All(Enumerable.Range(0, set.People).Where(i => i % 3 > 0), i => Assert.Equal(i % 3 == 1 ? "M" : "F", people[i]["sex"]));
        var names = made.Record.Files.Select(file => file.Name).ToHashSet();
        Assert.Superset(people.Select(person => $"fa/{person["id"]}.nii.gz").Append("mask.nii.gz").Append("labels.nii.gz").Append("truth.json").ToHashSet(), names);
        Assert.Contains("Nobody was scanned", File.ReadAllText(Path.Combine(made.Folder, "SIMULATED.txt")), StringComparison.Ordinal);
        Assert.Equal(BlockAtlas.Grid, made.Volume("P0").Grid);

        // One region with 1 + 2 variants, age and site; one with sex beside 2 variants; rows: 1 + 2 × 4 + 4 + 1 + 4.
        var truth = made.Rows("truth.tsv");
        Assert.Equal(18, truth.Count);
        Assert.Equal(["heritable_1", "heritable_2", "age", "sex", "site"], truth.Select(row => row["effect"]).Distinct());
        Assert.All(truth, row => Assert.Equal(row["effect"].StartsWith('h'), row["variant"].Length > 0));
        Assert.All(truth, row => Assert.Equal(Math.Sign(MadeSimulation.Number(row["beta"])), MadeSimulation.Number(row["direction"])));
    }

    [Fact]
    public async Task It_is_readable_by_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _ = new SimulationFileset(Folder);
        var made = await new SmallSimulation(Folder).MakeAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made.Folder));
        foreach (var file in new[] { "participants.tsv", "fa/P0.nii.gz", "truth.tsv" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(made.Folder, file)));
        }
    }

    [Fact]
    public async Task Where_everything_is_planted_and_nothing_drawn_regression_gives_the_truth_exactly()
    {
        // Of each region 60% by two variants of drawn directions and 40% by age; no voxel noise.
        var set = new SimulationFileset(Folder);
        var made = await new SmallSimulation(Folder)
        {
            Effects = [new HeritableEffect([], null, 2, 0.6, MixedDirections: true), new CovariateEffect([], "age", 0.4)],
            Noise = 0,
        }.MakeAsync();
        var age = made.Rows("participants.tsv").Take(set.People).Select(row => MadeSimulation.Number(row["age"])).ToArray();
        foreach (var region in Enumerable.Range(0, 4))
        {
            var rows = made.Rows("truth.tsv").Where(row => row["region"] == BlockAtlas.NameOf(region)).ToArray();
            var columns = rows[..2].Select(row => set.Imputed(SimulationFileset.IndexOf(row["variant"]))).ToArray();
            var means = made.RegionMeans(set.Ids, region);
            var (beta, _, r2) = LeastSquares.Fit(means, columns[0], columns[1], age);

            // A voxel keeps 6e-8 of its value, so that means of 48 are good to 1e-8, and slopes to about as much.
            Assert.Equal(1, r2, 1e-8);
            for (var k = 0; k < 3; k++)
            {
                Assert.Equal(MadeSimulation.Number(rows[k]["beta"]), beta[k + 1], 2e-8);
            }

            // 0.6 of the variance 0.03² is that of the genetic sum, by the definition, in the genotyped people.
            var genetic = Enumerable.Range(0, set.People).Select(i => (beta[1] * columns[0][i]) + (beta[2] * columns[1][i])).ToArray();
            Assert.Equal(0.6 * 0.03 * 0.03, Variance(genetic), 1e-9);
            Assert.Equal(0.4 * 0.03 * 0.03, Variance([.. age.Select(years => beta[3] * years)]), 1e-9);
            Assert.True(beta[3] < 0);
        }
    }

    [Fact]
    public async Task Planted_effects_are_found_by_regression_within_sampling_error()
    {
        var set = new SimulationFileset(Folder, people: 600);
        var made = await new SmallSimulation(Folder).MakeAsync();
        var people = made.Rows("participants.tsv").Take(set.People).ToArray();
        double[] Column(Func<Dictionary<string, string>, double> value) => [.. people.Select(value)];
        double[][] covariates =
        [
            Column(row => MadeSimulation.Number(row["age"])),
            Column(row => row["sex"] == "M" ? 1 : 0),
            Column(row => row["site"][0] - 'A'),
        ];
        var truth = made.Rows("truth.tsv");
        var variants = truth.Where(row => row["variant"].Length > 0).Select(row => row["variant"]).Distinct().ToArray();
        double[][] columns = [.. variants.Select(name => set.Imputed(SimulationFileset.IndexOf(name))), .. covariates];
        string[] effects = [.. variants, "age", "sex", "site"];
        for (var region = 0; region < 4; region++)
        {
            var (beta, standardError, r2) = LeastSquares.Fit(made.RegionMeans(set.Ids, region), columns);
            var explained = 0.0;
            for (var k = 0; k < effects.Length; k++)
            {
                var row = truth.SingleOrDefault(row => (row["variant"] == effects[k] || (row["variant"].Length == 0 && row["effect"] == effects[k]))
                    && row["region"] == BlockAtlas.NameOf(region));
                explained += row is null ? 0 : MadeSimulation.Number(row["variance"]);

                // 24 estimates, each within 4.5 of its standard errors: a chance of 2e-4 that one is not, were the seed not fixed.
                Assert.InRange((beta[k + 1] - (row is null ? 0 : MadeSimulation.Number(row["beta"]))) / standardError[k + 1], -4.5, 4.5);
            }

            // The standard error of R² is at most 2 √R² (1 − R²) / √n < 0.032 here; voxel noise takes 0.02² / 48 of 0.03², 1%.
            Assert.Equal(explained, r2, 5 * 0.032);
        }
    }

    [Fact]
    public async Task Means_of_regions_are_their_values_but_for_voxel_noise()
    {
        // The same people without voxel noise have the values themselves.
        var set = new SimulationFileset(Folder);
        var noisy = await new SmallSimulation(Folder) { Noise = 0.02 }.MakeAsync();
        var exact = await new SmallSimulation(Folder) { Noise = 0 }.MakeAsync();
        for (var region = 0; region < 4; region++)
        {
            var difference = noisy.RegionMeans(set.Ids, region).Zip(exact.RegionMeans(set.Ids, region), (a, b) => a - b).ToArray();

            // 240 means of 48 voxels each: standard deviation 0.02/√48, and the largest of 240 within 5 of them.
            Assert.All(difference, d => Assert.InRange(Math.Abs(d), 0, 5 * 0.02 / Math.Sqrt(48)));
            Assert.Equal(1, Variance(difference) / (0.02 * 0.02 / 48), 5 * Math.Sqrt(2.0 / set.People));
        }
    }

    [Fact]
    public async Task Bytes_do_not_depend_on_the_number_of_cores()
    {
        _ = new SimulationFileset(Folder);
        var one = await new SmallSimulation(Folder) { Cores = 1, Store = "one" }.MakeAsync();
        var two = await new SmallSimulation(Folder) { Cores = 2, Store = "two" }.MakeAsync();
        Assert.Equal(one.Hashes, two.Hashes);
    }

    [Fact]
    public async Task A_persons_volume_does_not_depend_on_the_number_of_image_only_people()
    {
        var set = new SimulationFileset(Folder);
        var few = (await new SmallSimulation(Folder) { ImageOnly = 3 }.MakeAsync()).Hashes;
        var many = (await new SmallSimulation(Folder) { ImageOnly = 25 }.MakeAsync()).Hashes;
        Assert.All(
            [.. set.Ids, "sim-0001", "sim-0002", "sim-0003"], id => Assert.Equal(few[$"fa/{id}.nii.gz"], many[$"fa/{id}.nii.gz"]));
        Assert.Equal(22, many.Count - few.Count);
    }

    [Fact]
    public async Task A_persons_volume_does_not_depend_on_the_order_of_the_genotypes()
    {
        using var other = new TemporaryFolder();
        var set = new SimulationFileset(Folder);
        _ = new SimulationFileset(other, backwards: true);
        var forwards = (await new SmallSimulation(Folder).MakeAsync()).Hashes;
        var backwards = (await new SmallSimulation(other).MakeAsync()).Hashes;
        Assert.All(set.Ids, id => Assert.Equal(forwards[$"fa/{id}.nii.gz"], backwards[$"fa/{id}.nii.gz"]));
        Assert.Equal(forwards["truth.tsv"], backwards["truth.tsv"]);
    }

    [Fact]
    public async Task Another_seed_changes_every_volume_and_the_truth()
    {
        _ = new SimulationFileset(Folder);
        var first = (await new SmallSimulation(Folder) { Seed = 7 }.MakeAsync()).Hashes;
        var second = (await new SmallSimulation(Folder) { Seed = 8 }.MakeAsync()).Hashes;
        Assert.All(
            first.Keys.Where(name => name.StartsWith("fa/", StringComparison.Ordinal)).Append("truth.tsv").Append("participants.tsv"),
            name => Assert.NotEqual(first[name], second[name]));
    }

    [Fact]
    public async Task Cohorts_traits_and_designs_read_the_table_that_the_simulation_makes()
    {
        var set = new SimulationFileset(Folder);
        var study = new SmallSimulation(Folder) { WithAssociation = true };
        var result = (await study.MakeAsync()).Result;
        double Value(string step, string name) => result.Steps.Single(of => of.Step.Id == step).Record!.Values[name];
        Assert.Equal(set.People + 20, Value("cohort:everyone", "count"));
        Assert.Equal(20, Value("cohort:pretraining", "count"));
        Assert.Equal(set.People, Value("cohort:discovery", "count"));
        Assert.Equal(set.People, Value("design:gwas", "people"));

        // Intercept, sex, and two of three sites.
        Assert.Equal(4, Value("design:gwas", "rank"));

        // Provenance names the step that made the table, and no file outside.
        var inputs = result.Steps.Single(of => of.Step.Id == "cohort:everyone").Record!.Inputs;
        Assert.Equal("simulation:brains", Assert.Single(inputs).Source);
        Assert.DoesNotContain(result.Diagnostics, found => found.Severity == Plan.Diagnostics.DiagnosticSeverity.Error);

        // A second run finds everything in the store.
        Assert.All((await study.RunAsync()).Steps, step => Assert.Equal(StepEnding.Cached, step.Ending));
    }

    [Fact]
    public async Task Images_and_region_means_are_made_of_its_volumes()
    {
        var set = new SimulationFileset(Folder);
        var made = await new SmallSimulation(Folder) { WithImages = true }.MakeAsync();
        double Value(string step, string name) => made.Result.Steps.Single(of => of.Step.Id == step).Record!.Values[name];
        Assert.Equal((set.People + 20, 0), (Value("images:fa", "people"), Value("images:fa", "missing")));
        var fingerprint = made.Result.Steps.Single(of => of.Step.Id == "region-means:tracts").Record!.Fingerprint.Value;
        using var stream = File.OpenRead(Path.Combine(Folder[".wmstudy/artifacts"], fingerprint[..2], fingerprint, "traits.bin"));
        var traits = TraitMatrix.Read(stream);
        Assert.Equal(Enumerable.Range(0, 4).Select(BlockAtlas.NameOf), traits.Names);
        for (var region = 0; region < 4; region++)
        {
            foreach (var (expected, found) in made.RegionMeans(traits.Ids, region).Zip(traits.Values[region]))
            {
                // Sums of 48 values in double precision, in whatever order.
                Assert.Equal(expected, found, 1e-14);
            }
        }
    }

    [Fact]
    public async Task Progress_counts_volumes()
    {
        var set = new SimulationFileset(Folder);
        var progress = new Collected();
        await new SmallSimulation(Folder).RunAsync(progress);
        var last = progress.Events.OfType<RunEvent.StepAdvanced>().Last(of => of.Step.Id == "simulation:brains");
        Assert.Equal((set.People + 20, "volumes"), (last.Total, last.Unit));
        Assert.Equal(last.Total, last.Done);
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    private sealed class Collected : IProgress<RunEvent>
    {
        private readonly Lock _gate = new();
        private readonly List<RunEvent> _events = [];

        public ImmutableArray<RunEvent> Events
        {
            get
            {
                lock (_gate)
                {
                    return [.. _events];
                }
            }
        }

        public void Report(RunEvent value)
        {
            lock (_gate)
            {
                _events.Add(value);
            }
        }
    }
}
