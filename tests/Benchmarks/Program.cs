using WhiteMatter.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- association [complete|genotypes|traits TRAITS [PEOPLE VARIANTS]] | association curve|threads|kernel | logistic | ridge | joint [null] | loci | relatedness | tensor [SERIES|brain] | calibration | training [THREADS|memory|draws|networks [full] [NETWORK …]] | gpu agreement|repetition|digest|time|large|published|encoding|feed|networks|networks-large|others-large|gradients|phases|encoding-networks | language [server] [LINES]
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !File.Exists(Path.Combine(root.FullName, "WhiteMatter.Dsl.sln")))
{
    root = root.Parent;
}

var launcher = Path.Combine(root?.FullName ?? throw new InvalidOperationException("Run this inside a checkout."), "wmstudy");
switch (args)
{
    case ["measured", var folder, var file, .. var arguments]:
        ChildProcess.Measured(folder, file, arguments);
        return 0;
    case ["association"]:
        AssociationBenchmark.Run(launcher, AssociationBenchmark.Data.Keys.SelectMany(data => Rows(data, [1, 16, 128])));
        return 0;
    case ["association", "kernel"]:
        AssociationBenchmark.Kernel(root.FullName);
        return 0;
    case ["association", "curve", "variants"]:
        AssociationBenchmark.Run(launcher, new[] { 5_000, 10_000, 20_000, 40_000 }.Select(variants => Alone(20_000, variants, 128)));
        return 0;
    case ["association", "curve", "people"]:
        AssociationBenchmark.Run(launcher, new[] { 5_000, 10_000, 20_000, 40_000 }.Select(people => Alone(people, 20_000, 128)));
        return 0;
    case ["association", "curve", "traits"]:
        AssociationBenchmark.Run(launcher, new[] { 1, 8, 16, 32, 64, 128 }.Select(traits => Alone(20_000, 20_000, traits)));
        return 0;
    case ["association", "threads"]:
        AssociationBenchmark.Run(launcher, new[] { 1, 2 }.Select(threads => new AssociationCase("complete", 20_000, 20_000, 128) { Threads = threads }));
        return 0;
    case ["association", var data, var traits] when AssociationBenchmark.Data.ContainsKey(data):
        AssociationBenchmark.Run(launcher, Rows(data, [int.Parse(traits)]));
        return 0;
    case ["association", var data, var traits, var people, var variants] when AssociationBenchmark.Data.ContainsKey(data):
        AssociationBenchmark.Run(launcher, Rows(data, [int.Parse(traits)], int.Parse(people), int.Parse(variants)));
        return 0;
    case ["association", "files", var data, var folder, var people, var variants] when AssociationBenchmark.Data.ContainsKey(data):
        AssociationBenchmark.Files(folder, Rows(data, [1, 16, 128], int.Parse(people), int.Parse(variants)));
        return 0;
    case ["logistic"]:
        LogisticBenchmark.Run(launcher, 20_000, 1_000);
        return 0;
    case ["logistic", var people, var variants]:
        LogisticBenchmark.Run(launcher, int.Parse(people), int.Parse(variants));
        return 0;
    case ["ridge"]:
        RidgeBenchmark.Run(launcher, 20_000, 20_000, [1, 16, 128]);
        return 0;
    case ["ridge", var people, var variants, var traits]:
        RidgeBenchmark.Run(launcher, int.Parse(people), int.Parse(variants), [.. new[] { 1, int.Parse(traits) }.Distinct()]);
        return 0;
    case ["training"]:
        TrainingBenchmark.Run(1);
        return 0;
    case ["training", "draws"]:
        DrawsBenchmark.Run();
        return 0;
    case ["training", "memory"]:
        TrainingMemory.Run();
        return 0;
    case ["training", "networks", "full", .. var names]:
        NetworkCosts.Run(full: true, names);
        return 0;
    case ["training", "networks", .. var names]:
        NetworkCosts.Run(full: false, names);
        return 0;
    case ["training-network", var size, var name, var batch, var steps]:
        NetworkCosts.Part(size == "full", name, int.Parse(batch), int.Parse(steps));
        return 0;
    case ["training-memory", var edge, var batch, var layers]:
        TrainingMemory.Step(int.Parse(edge), int.Parse(batch), layers == "recompute", "conv");
        return 0;
    case ["training-memory", var edge, var batch, var layers, var network]:
        TrainingMemory.Step(int.Parse(edge), int.Parse(batch), layers == "recompute", network);
        return 0;
    case ["training", var threads]:
        TrainingBenchmark.Run(int.Parse(threads));
        return 0;
    case ["gpu", var part, .. var network] when network.Length < 2:
        GpuBenchmark.Run(part, network.FirstOrDefault());
        return 0;
    case ["joint"]:
        JointBenchmark.Run(200_000, 128);
        return 0;
    case ["joint", "null"]:
        JointNullBenchmark.Run(600_000);
        return 0;
    case ["relatedness"]:
        RelatednessBenchmark.Run(5_000, 50_000, 0);
        RelatednessBenchmark.Run(5_000, 50_000, 0.01);
        return 0;
    case ["relatedness", var people, var variants, var missing]:
        RelatednessBenchmark.Run(int.Parse(people), int.Parse(variants), double.Parse(missing, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["relatedness-part", var what, var folder, var people, var variants]:
        RelatednessPart.Run(what, folder, int.Parse(people), int.Parse(variants));
        return 0;
    case ["loci"]:
        LociBenchmark.Run(10_000_000, 400);
        return 0;
    case ["loci", var variants, var people]:
        LociBenchmark.Run(int.Parse(variants), int.Parse(people));
        return 0;
    case ["tensor"]:
        TensorBenchmark.Run(null);
        return 0;
    case ["tensor", "brain"]:
        TensorBenchmark.Brain();
        return 0;
    case ["tensor", var series]:
        TensorBenchmark.Run(series);
        return 0;
    case ["tensor-part", var folder]:
        TensorBenchmark.Part(folder);
        return 0;
    case ["calibration"]:
        CalibrationSimulation.Run(launcher, 4_000, 22_000, 100);
        return 0;
    case ["calibration", var people, var variants, var traits]:
        CalibrationSimulation.Run(launcher, int.Parse(people), int.Parse(variants), int.Parse(traits));
        return 0;
    case ["language"]:
        await LanguageBenchmark.Run([100, 1_000, 5_000], 100);
        return 0;
    case ["language", var lines] when int.TryParse(lines, out var count):
        await LanguageBenchmark.Run([count], 100);
        return 0;
    case ["language", "server"]:
        ServerBenchmark.Run([100, 1_000, 5_000], 100);
        return 0;
    case ["language", "serve", var lines]:
        ServerBenchmark.Serve(int.Parse(lines));
        return 0;
    case ["language", "server", var lines]:
        ServerBenchmark.Run([int.Parse(lines)], 100);
        return 0;
    case ["language", "server", var lines, var edits]:
        ServerBenchmark.Run([int.Parse(lines)], int.Parse(edits));
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: association                                              every row: three kinds of data, 1, 16 and 128 traits
                   association complete|genotypes|traits TRAITS [PEOPLE VARIANTS]   one row: nothing missing, 1% of genotypes, 5% of each trait
                   association curve variants|people|traits                 how the cost grows, without the peer
                   association threads                                      one thread and two
                   association kernel                                       the kernel beside OpenBLAS
                   association files complete|genotypes|traits FOLDER PEOPLE VARIANTS   only writes the data and the studies, to measure with
                   logistic [people variants] | ridge [people variants traits] | joint [null] | loci [variants people] | relatedness [people variants missing] | tensor [series|brain] | training [threads] | language [server] [lines [edits]]
                   calibration [people variants traits]                     whether P is right, and what each method finds
            WMSTUDY_PLINK2 names another PLINK 2 than the one in the path.
            """);
        return 2;
}

static IEnumerable<AssociationCase> Rows(string data, int[] traits, int people = 20_000, int variants = 20_000) =>
    traits.Select(count => new AssociationCase(data, people, variants, count)
    {
        MissingGenotypes = AssociationBenchmark.Data[data].Genotypes,
        MissingTraits = AssociationBenchmark.Data[data].Traits,
    });

static AssociationCase Alone(int people, int variants, int traits) => new("curve", people, variants, traits) { WithPeer = false };
