using System.Globalization;
using WhiteMatter.Statistics;
using Xunit;

namespace EndToEnd;

/// <summary>Ages and diagnoses predicted from columns of a table: from the text of a study to the page.</summary>
public sealed class PredictionStudyTests
{
    private const string Study = """
        wmstudy 1
        study predicted { build = GRCh37 }
        cohort people {
          table = tsv("people.tsv", id = id)
          columns { age : y, sex : factor, site : factor }
        }
        phenotypes tracts from people { columns = [t1, t2, t3, t4, t5, t6] }
        prediction aged from tracts { outcome = age, adjust = sex, bootstrap = 200, permutations = 99 }
        prediction ill from tracts {
          outcome      = diagnosis
          case         = "AD"
          adjust       = sex
          learner      = elastic_net(l1_ratio = [0.5, 1])
          fold_by      = site
          bootstrap    = 200
          permutations = 9
        }
        prediction bent from tracts { outcome = age, adjust = sex, learner = boosted_trees(trees = [20, 40], depth = 2, leaf = 10), folds = 5, bootstrap = 200, permutations = 9 }
        expect { aged.r2_gain > 0.3, aged.p <= 0.01, ill.auc > 0.6, ill.people == 300 }
        report page { show = [aged, ill, bent] }
        """;

    [Fact]
    public void A_study_of_predictions_gives_the_same_tables_on_any_number_of_threads_and_tells_of_nobody_on_its_page()
    {
        string[]? first = null;
        foreach (var threads in new[] { "1", "2" })
        {
            using var run = new StudyRun();
            run.Write("people.tsv", People());
            run.Write("predicted.wmstudy", Study);
            var said = run.Wmstudy("run", "predicted.wmstudy", "--threads", threads).Expect(0);
            Assert.DoesNotContain("LightGBM]", said.Output, StringComparison.Ordinal);
            var folder = Path.Combine(run.Folder, "results", "predicted");
            var trees = new[] { "predictions.tsv", "measures.tsv", "permutations.tsv", "importance.tsv" }.Select(name => File.ReadAllText(Path.Combine(folder, "bent", name)));
            string[] tables = [.. trees, .. new[] { "predictions.tsv", "measures.tsv", "permutations.tsv", "coefficients.tsv" }.SelectMany(name => new[] { "aged", "ill" }.Select(of => File.ReadAllText(Path.Combine(folder, of, name))))];
            Assert.Equal(first ?? tables, tables);
            first = tables;
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(Path.Combine(folder, "aged", "predictions.tsv")) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead));
            }

            var page = File.ReadAllText(Path.Combine(folder, "page.html"));
            Assert.Contains("R² that the traits add", page, StringComparison.Ordinal);
            Assert.Contains("data-file=\"roc-ill\"", page, StringComparison.Ordinal);
            Assert.Contains("data-file=\"gains-bent\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("person17", page, StringComparison.Ordinal);
        }
    }

    /// <summary>300 people of three sites; three of six tracts go with age, and with it the diagnosis.</summary>
    private static string People()
    {
        var lines = new List<string> { "id\tage\tsex\tsite\tdiagnosis\tt1\tt2\tt3\tt4\tt5\tt6" };
        for (var i = 0; i < 300; i++)
        {
            var draws = KeyedDraws.For(3, "people of a test", $"person{i}");
            var age = 60 + (8 * draws.Normal(0));
            var ill = age + (8 * draws.Normal(1)) > 62 ? "AD" : "CN";
            var tracts = Enumerable.Range(1, 6).Select(t => (0.5 - (t <= 3 ? 0.01 * (age - 60) : 0) + (0.08 * draws.Normal((ulong)(1 + t)))).ToString("R", CultureInfo.InvariantCulture));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"person{i}\t{age:R}\t{(i % 2 == 0 ? "F" : "M")}\t{(char)('A' + (i % 3))}\t{ill}\t{string.Join('\t', tracts)}"));
        }

        return string.Join('\n', lines) + "\n";
    }
}
