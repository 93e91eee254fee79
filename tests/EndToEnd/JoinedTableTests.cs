using WhiteMatter.Runtime.Faults;
using Xunit;

namespace EndToEnd;

/// <summary>Participants whose columns are spread over three files, joined by a <c>table</c>: from the files to associations.</summary>
public sealed class JoinedTableTests
{
    private const int Killed = 128 + 9;

    /// <summary>
    /// The same people and values as one file, and spread over three in three orders with people of their own, give tables of the same
    /// bytes.
    /// </summary>
    [Fact]
    public void Three_joined_files_give_the_tables_of_one_file_whatever_the_threads_and_the_order_of_rows()
    {
        using var one = new StudyRun();
        SmallStudy.Write(one);
        one.Wmstudy("run", "small.wmstudy").Expect(0);
        var expected = SmallStudy.Tables(one.Folder);
        Assert.True(expected.Count >= 6, $"{expected.Count} tables");
        foreach (var (threads, seed) in new[] { ("1", 1), ("2", 2) })
        {
            using var joined = new StudyRun();
            Write(joined, seed);
            joined.Wmstudy("run", "small.wmstudy", "--threads", threads).Expect(0);
            Assert.Equal(expected, SmallStudy.Tables(joined.Folder));
        }
    }

    [Fact]
    public void A_run_killed_while_a_joined_table_is_stored_is_completed_by_the_next()
    {
        using var run = new StudyRun();
        Write(run, 1);
        run.Wmstudy("run", "small.wmstudy").Expect(0);
        var expected = SmallStudy.Tables(run.Folder);
        foreach (var point in new[] { FaultPoint.All[0], FaultPoint.All[^1] })
        {
            run.Clean();
            var killed = Command.Run(
                Repository.Launcher, run.Folder, ["run", "small.wmstudy", "--only", "table:people"], (FaultPoint.Variable, $"kill:{point}:1"));
            Assert.True(killed.ExitCode is 0 or Killed, $"{point}: {killed.ExitCode}\n{killed.Errors}");
            run.Wmstudy("run", "small.wmstudy").Expect(0);
            Assert.Equal(expected, SmallStudy.Tables(run.Folder));
        }
    }

    [Fact]
    public void The_page_counts_whom_each_file_lost_and_a_typo_is_found_before_anything_runs()
    {
        using var run = new StudyRun();
        var study = Write(run, 1);
        run.Wmstudy("run", "small.wmstudy").Expect(0);
        var page = File.ReadAllText(Path.Combine(run.Folder, "results", "small", "page.html"));

        // 200 people, 7 of another file only, all counted out.
        Assert.Contains("join of age.tsv", page, StringComparison.Ordinal);
        Assert.Contains("they are not in age.tsv", page, StringComparison.Ordinal);
        File.WriteAllText(study, File.ReadAllText(study).Replace("age + sex", "agee + sex", StringComparison.Ordinal));
        var checkedAgain = run.Wmstudy("check", "small.wmstudy").Expect(1);
        Assert.Contains("There is no column 'agee' in the table 'people'", checkedAgain.Output + checkedAgain.Errors, StringComparison.Ordinal);
    }

    /// <summary>The small study with its table spread over three files: one in the order of the genotypes, two shuffled, two with other names for the identifier.</summary>
    private static string Write(StudyRun run, int seed)
    {
        var path = SmallStudy.Write(run);
        var rows = File.ReadAllLines(Path.Combine(run.Folder, "people.tsv"));
        var cells = rows.Skip(1).Select(row => row.Split('\t')).ToArray();
        var random = new Random(seed);
        Assert.Equal("IID\tage\tsex\tsite\tt1\tt2", rows[0]);
        File.WriteAllLines(Path.Combine(run.Folder, "age.tsv"), cells.Select(row => $"{row[0]}\t{row[1]}\t{row[4]}").Prepend("IID\tage\tt1"));
        var strangers = Enumerable.Range(1, 7).Select(n => $"S{n},X,9,{n}");
        var others = cells.Select(row => $"{row[0]},{row[2]},{row[3]},{row[1]}").Concat(strangers).ToArray();
        random.Shuffle(others);
        File.WriteAllLines(Path.Combine(run.Folder, "others.csv"), others.Prepend("person,sex,site,age"));
        var traits = cells.Select(row => $"{row[0]} {(row[5] == "NA" ? "-9" : row[5])}").ToArray();
        random.Shuffle(traits);
        File.WriteAllLines(Path.Combine(run.Folder, "traits.txt"), traits.Prepend("id t2"));
        File.Delete(Path.Combine(run.Folder, "people.tsv"));
        var table = """
            table people {
              join = [tsv("age.tsv", id = IID), csv("others.csv", id = person), space_separated("traits.txt", id = id)]
              suffixes = ["", "_again", ""]
              columns { age : y, site : factor }
              missing = ["NA", "-9"]
            }
            cohort everyone { table = people }
            """;
        var text = File.ReadAllText(path);
        var start = text.IndexOf("cohort people {", StringComparison.Ordinal);
        var end = text.IndexOf("genotypes chips", StringComparison.Ordinal);
        File.WriteAllText(path, (text[..start] + table + "\n" + text[end..]).Replace("from people", "from everyone", StringComparison.Ordinal));
        return path;
    }
}
