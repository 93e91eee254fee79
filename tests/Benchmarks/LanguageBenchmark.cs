using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WhiteMatter.Language;
using WhiteMatter.Language.Services;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Planning;

namespace WhiteMatter.Benchmarks;

/// <summary>Parsing, checking, completing and planning studies of many declarations, cold and warm.</summary>
internal static class LanguageBenchmark
{
    /// <summary>Rounds before measuring, in which the runtime compiles what is called often.</summary>
    private const int Warmup = 30;

    public static async Task Run(int[] lineCounts, int rounds)
    {
        Console.WriteLine("| lines | KiB | steps | | first ms | median ms | 99% ms | MB/s | MB allocated | median CPU ms | 99% pause ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var lines in lineCounts)
        {
            await Measure(lines, rounds);
        }
    }

    private static async Task Measure(int lines, int rounds)
    {
        var (text, host) = Study(DeclarationsOf(lines));
        var source = new SourceText("bench.wmstudy", text);
        var place = text.LastIndexOf("age >= ", StringComparison.Ordinal);
        var parse = new Times();
        var check = new Times();
        var complete = new Times();
        var plan = new Times();
        var steps = 0;
        for (var round = 0; round < Warmup + rounds; round++)
        {
            var watch = new Lap();
            var parsed = Parser.parse(source);
            parse.Add(watch);
            var model = await StudyModelModule.check(Checker.request(source), host, default);
            check.Add(watch);
            var proposals = await Completing.at(model, host, source, place, default);
            complete.Add(watch);
            if (model.Result.Study is not { } study || !parsed.Diagnostics.IsEmpty || proposals.Proposals.IsEmpty)
            {
                throw new InvalidOperationException(string.Join('\n', model.Diagnostics.Take(5).Select(d => d.Message)));
            }

            watch.Restart();
            var planned = await StudyPlanner.PlanAsync(study.Value, host, default);
            plan.Add(watch);
            steps = planned.Plan.Steps.Length;
        }

        Report(lines, text.Length, steps, "parse", parse);
        Report(lines, text.Length, steps, "parse and check", check);
        Report(lines, text.Length, steps, "complete", complete);
        Report(lines, text.Length, steps, "plan", plan);
        Console.Error.WriteLine($"collections: {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)}");
    }

    private static void Report(int lines, int length, int steps, string what, Times times)
    {
        var warm = times.Milliseconds.Skip(Warmup).Order().ToArray();
        double At(double share) => warm[(int)Math.Ceiling(share * warm.Length) - 1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {lines} | {length / 1024.0:F0} | {steps} | {what} | {times.Milliseconds[0]:F1} | {At(0.5):F2} | {At(0.99):F2} | {length / At(0.5) / 1000:F1} | {times.Bytes[^1] / 1e6:F1} | {Of(times.Processor, 0.5):F1} | {Of(times.Pauses, 0.99):F1} |"));
        double Of(List<double> all, double share) => all.Skip(Warmup).Order().ElementAt((int)Math.Ceiling(share * warm.Length) - 1);
    }

    /// <summary>Seventeen lines for five declarations.</summary>
    internal static int DeclarationsOf(int lines) => (lines * 5 / 13) + 3;

    /// <summary>A study of so many declarations, and what it names outside.</summary>
    internal static (string Text, InMemoryHost Host) Study(int declarations)
    {
        var text = new StringBuilder("wmstudy 1\n\nstudy bench {\n  title = \"Many declarations\"\n  build = GRCh37\n}\n");
        text.Append("\ncohort people {\n  table = tsv(\"people.tsv\", id = IID)\n  columns { age : y, site : factor }\n}\n");
        text.Append("\ngenotypes chips from people { bed = \"chips.bed\", keep = maf >= 0.01 and missing <= 5% }\n");
        for (var i = 0; i < (declarations - 3) / 5; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                ## The {{i}}th part of the study.
                cohort part{{i}} from people {
                  include = age >= {{40 + (i % 30)}}y and site == "{{1 + (i % 3)}}"   # one site
                }
                covariates base{{i}} { age * site + I(age^2) }
                phenotypes traits{{i}} from part{{i}} { columns = [fa] }
                gwas g{{i}} from part{{i}} {
                  traits    = traits{{i}}
                  genotypes = chips
                  adjust    = base{{i}}
                }
                loci leads{{i}} from g{{i}} { p = 5e-8, r2 = 0.1, window = 250kb, reference = chips }

                """);
        }

        static TableColumn Column(string name, ColumnContent content, params string[] levels) => new(name, content, [.. levels]);
        var host = new InMemoryHost()
            .WithTable("people.tsv", new TableHeader(
                ImmutableArray.Create(
                    Column("IID", ColumnContent.Text),
                    Column("age", ColumnContent.Number),
                    Column("site", ColumnContent.Integer, "1", "2", "3"),
                    Column("fa", ColumnContent.Number)),
                20_000,
                true))
            .WithGenotypes("chips.bed", 20_000, 500_000, ["1", "2"]);
        return (text.ToString(), host);
    }

    /// <summary>Since when, and since how many bytes.</summary>
    private sealed class Lap
    {
        public long Began { get; set; } = Stopwatch.GetTimestamp();

        public long Allocated { get; set; } = GC.GetTotalAllocatedBytes();

        public TimeSpan Paused { get; set; } = GC.GetTotalPauseDuration();

        public TimeSpan Processor { get; set; } = Environment.CpuUsage.TotalTime;

        public void Restart()
        {
            Allocated = GC.GetTotalAllocatedBytes();
            Paused = GC.GetTotalPauseDuration();
            Processor = Environment.CpuUsage.TotalTime;
            Began = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>What each round took.</summary>
    private sealed class Times
    {
        public List<double> Milliseconds { get; } = [];

        public List<long> Bytes { get; } = [];

        /// <summary>What the process took of the processors.</summary>
        public List<double> Processor { get; } = [];

        /// <summary>Of the milliseconds, those in which the collector let nothing else run.</summary>
        public List<double> Pauses { get; } = [];

        public void Add(Lap lap)
        {
            Milliseconds.Add(Stopwatch.GetElapsedTime(lap.Began).TotalMilliseconds);
            Processor.Add((Environment.CpuUsage.TotalTime - lap.Processor).TotalMilliseconds);
            Pauses.Add((GC.GetTotalPauseDuration() - lap.Paused).TotalMilliseconds);
            Bytes.Add(GC.GetTotalAllocatedBytes() - lap.Allocated);
            lap.Restart();
        }
    }
}
