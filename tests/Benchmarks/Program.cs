using WhiteMatter.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- association | association-missing | joint | loci | training | language
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !File.Exists(Path.Combine(root.FullName, "WhiteMatter.Dsl.sln")))
{
    root = root.Parent;
}

var launcher = Path.Combine(root?.FullName ?? throw new InvalidOperationException("Run this inside a checkout."), "wmstudy");
switch (args)
{
    case ["association"]:
        AssociationBenchmark.Run(launcher, 20_000, 20_000, 20, [1, 16, 128], 0, 0);
        return 0;
    case ["association", var people, var variants, var traits]:
        AssociationBenchmark.Run(launcher, int.Parse(people), int.Parse(variants), 20, [int.Parse(traits)], 0, 0);
        return 0;
    case ["association-missing"]:
        AssociationBenchmark.Run(launcher, 20_000, 4_000, 20, [16], 0.01, 0);
        AssociationBenchmark.Run(launcher, 20_000, 4_000, 20, [16], 0, 0.05);
        return 0;
    case ["training"]:
        TrainingBenchmark.Run(1);
        return 0;
    case ["training", var threads]:
        TrainingBenchmark.Run(int.Parse(threads));
        return 0;
    case ["joint"]:
        JointBenchmark.Run(200_000, 128);
        return 0;
    case ["loci"]:
        LociBenchmark.Run(10_000_000, 400);
        return 0;
    case ["loci", var variants, var people]:
        LociBenchmark.Run(int.Parse(variants), int.Parse(people));
        return 0;
    case ["language"]:
        await LanguageBenchmark.Run(1_000);
        return 0;
    default:
        Console.Error.WriteLine("usage: association [people variants traits] | association-missing | joint | loci [variants people] | training [threads] | language");
        return 2;
}
