using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using WhiteMatter.Language;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Planning;

namespace WhiteMatter.Benchmarks;

/// <summary>Parsing, checking and planning a study of many declarations, cold and warm.</summary>
internal static class LanguageBenchmark
{
    public static async Task Run(int declarations)
    {
        var (text, host) = Study(declarations);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{declarations} declarations, {text.Length / 1024.0:F0} KiB"));
        Console.WriteLine("| round | parse ms | parse MB/s | parse + check ms | plan ms | steps |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (var round = 1; round <= 12; round++)
        {
            var watch = Stopwatch.StartNew();
            var parsed = Parser.parse(new SourceText("bench.wmstudy", text));
            var parse = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            var result = await StudyChecker.CheckAsync(text, "bench.wmstudy", host);
            var check = watch.Elapsed.TotalMilliseconds;
            if (result.Study is not { } study || !parsed.Diagnostics.IsEmpty)
            {
                throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Take(5).Select(d => d.Message)));
            }

            watch.Restart();
            var planned = await StudyPlanner.PlanAsync(study.Value, host, default);
            var plan = watch.Elapsed.TotalMilliseconds;
            if (round is 1 or 2 or 12)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {round} | {parse:F1} | {text.Length / parse / 1000:F1} | {check:F1} | {plan:F1} | {planned.Plan.Steps.Length} |"));
            }
        }
    }

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
}
