using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Joined tables of people as a step.</summary>
public sealed class TableHandlerTests : InFolder
{
    public TableHandlerTests()
    {
        Folder.Write("a.tsv", "eid\tage\tsite\nP3\t61\tx\nP1\t44\ty\nP2\t52\t-1\nP5\t-1\tx\n");
        Folder.Write("b.csv", "ID,age,volume\nP1,46,4.1\nP9,50,3.9\nP3,63,3.5\nP2,53,-1\n");
    }

    /// <summary>Against <c>join</c> of GNU coreutils on the same rows, sorted by <c>sort</c>.</summary>
    [Theory]
    [InlineData(TableJoin.Inner, "")]
    [InlineData(TableJoin.Left, "-a 1")]
    [InlineData(TableJoin.Full, "-a 1 -a 2")]
    public async Task Rows_are_those_that_join_of_coreutils_gives(TableJoin how, string unpaired)
    {
        var random = new Random(20261125);
        Shuffled("a.tsv", "eid\tx\ty", 3000, random, number => $"{number}\t{random.Next(100)}\t{(random.Next(9) == 0 ? "" : "t" + random.Next(5))}");
        Shuffled("b.tsv", "ID\tz", 2500, random, number => $"{number}\t{random.NextDouble():R}");
        var result = await RunAsync(new TableParameters([Table("a.tsv", "eid"), Table("b.tsv", "ID")], how, [], [], null));
        Assert.Equal(RunEnding.Done, result.Ending);
        var lines = File.ReadAllLines(PathOf(result, TableParameters.FileName));
        Assert.Equal("eid\tx\ty\tz", lines[0]);
        var expected = Shell(
            $"export LC_ALL=C; t=$(printf '\\t'); s() {{ tail -n +2 $1 | sort -t \"$t\" -k 1,1 > $1.s; }}; s a.tsv; s b.tsv; join -t \"$t\" {unpaired} -o 0,1.2,1.3,2.2 a.tsv.s b.tsv.s | sort");
        Assert.Equal(expected, lines[1..].Order(StringComparer.Ordinal));
        Assert.Equal(expected.Length, result.Steps[0].Record!.Values["count"]);

        // The people of the first table stand in its order.
        var order = File.ReadAllLines(Folder["a.tsv"])[1..].Select(line => line.Split('\t')[0]).ToArray();
        var first = lines[1..].Select(line => line.Split('\t')[0]).Where(order.Contains).ToArray();
        Assert.Equal(order.Where(first.ToHashSet().Contains), first);
    }

    [Fact]
    public async Task A_condition_sees_the_columns_of_all_tables_by_their_new_names_and_losses_are_counted()
    {
        var older = new BinaryExpression(
            BinaryOperation.Greater, new ColumnExpression("age_b"), new BinaryExpression(BinaryOperation.Add, new ColumnExpression("age"), new NumberExpression(1)));
        var result = await RunAsync(Parameters(TableJoin.Left, ["", "_b"]) with { Include = older });
        Assert.Equal(RunEnding.Done, result.Ending);

        // P1 and P3 are two years older, P2 one; the ages of P5 are missing.
        Assert.Equal("eid\tage\tsite\tage_b\tvolume\nP3\t61\tx\t63\t3.5\nP1\t44\ty\t46\t4.1\n", File.ReadAllText(PathOf(result, TableParameters.FileName)));
        using var flow = JsonDocument.Parse(File.ReadAllText(PathOf(result, "flow.json")));
        var stages = flow.RootElement.GetProperty("stages").EnumerateArray()
            .Select(stage => (stage.GetProperty("label").GetString(), stage.GetProperty("in").GetInt64(), stage.GetProperty("out").GetInt64()));
        Assert.Equal([("join of a.tsv", 5, 4), ("join of b.csv", 4, 4), ("include", 4, 2)], stages);
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal((DataFileCodes.PeopleWithoutRow.Code, "Not in 'b.csv': 1 of 4 people of 'people'; its columns are missing for them."), (found.Code, found.Message));
    }

    /// <summary>P5 is in the first table alone, P9 in the second.</summary>
    [Fact]
    public async Task An_inner_join_says_how_many_of_which_table_it_leaves_out()
    {
        var result = await RunAsync(Parameters(TableJoin.Inner, ["", "_b"]));
        Assert.All(result.Diagnostics, found => Assert.Equal(DataFileCodes.PeopleNotInEveryTable.Code, found.Code));
        Assert.Equal(
            [
                "Left out of 'people': 1 of 4 people of 'a.tsv', not in every table.",
                "Left out of 'people': 1 of 4 people of 'b.csv', not in every table.",
            ],
            result.Diagnostics.Select(found => found.Message));
        Folder.Write("b.csv", "ID,age,volume\nP1,46,4.1\nP5,50,3.9\nP3,63,3.5\nP2,53,-1\n");
        Assert.Empty((await RunAsync(Parameters(TableJoin.Inner, ["", "_b"]))).Diagnostics);
    }

    /// <summary>P9 is in the second table alone.</summary>
    [Fact]
    public async Task A_condition_on_the_identifier_sees_people_whom_only_a_later_table_has()
    {
        var notP1 = new BinaryExpression(BinaryOperation.NotEqual, new ColumnExpression("eid"), new TextExpression("P1"));
        var result = await RunAsync(Parameters(TableJoin.Full, ["", "_b"]) with { Include = notP1 });
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal(["P3", "P2", "P5", "P9"], File.ReadAllLines(PathOf(result, TableParameters.FileName))[1..].Select(line => line.Split('\t')[0]));
    }

    [Fact]
    public async Task A_condition_on_the_family_sees_people_whom_only_a_later_table_has()
    {
        Folder.Write("f.tsv", "FID\tIID\tx\n01\t1\t5\n1\t1\t6\n");
        Folder.Write("g.tsv", "FID\tIID\ty\n1\t1\t7\n1\t2\t8\n1.0\t1\t9\n");
        var family = new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("FID"), new TextExpression("1"));
        TableReference[] tables = [Table("f.tsv", "IID") with { FamilyColumn = "FID" }, Table("g.tsv", "IID") with { FamilyColumn = "FID" }];
        var result = await RunAsync(new TableParameters([.. tables], TableJoin.Full, [], [], family));
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal("FID\tIID\tx\ty\n1\t1\t6\t7\n1\t2\t\t8\n", File.ReadAllText(PathOf(result, TableParameters.FileName)));
    }

    [PeerFact("b3sum")]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task The_table_is_for_its_owner_alone_and_the_record_tells_the_hash_of_every_file()
    {
        var result = await RunAsync(Parameters(TableJoin.Inner, ["", "_b"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf(result, TableParameters.FileName)));
        var hashed = result.Steps[0].Record!.Inputs.Select(input => (input.Source, input.Blake3));
        Assert.Equal(
            new[] { "a.tsv", "b.csv" }.Select(name => (name, (string?)Shell($"b3sum {name}")[0].Split(' ')[0])), hashed);
    }

    [Fact]
    public async Task A_made_table_is_joined_like_a_file()
    {
        var inner = ToyStudy.Step("people", Parameters(TableJoin.Inner, ["", "_b"]), [], null);
        var made = new TableReference(
            FileReference.Made("table1", TableParameters.FileName), TableFormat.TabSeparated, "eid", null, TableParameters.MissingCodes);
        Folder.Write("c.tsv", "eid\tpc1\nP2\t0.2\nP3\t0.3\n");
        var outer = ToyStudy.Step("all", new TableParameters([made, Table("c.tsv", "eid")], TableJoin.Inner, [], [], null), [("table1", inner)], null);
        var result = await RunAsync(inner, outer);
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal("eid\tage\tsite\tage_b\tvolume\tpc1\nP3\t61\tx\t63\t3.5\t0.3\nP2\t52\t\t53\t\t0.2\n", File.ReadAllText(PathOf(result, TableParameters.FileName, 1)));
    }

    [Fact]
    public async Task A_person_twice_in_a_joined_table() =>
        await Fails(DataFileCodes.DuplicateId, Parameters(TableJoin.Inner, ["", "_b"]), "b.csv, lines 2 and 6", () => File.AppendAllText(Folder["b.csv"], "P1,47,4.2\n"));

    [Fact]
    public async Task A_column_of_one_name_in_two_tables() =>
        await Fails(DataFileCodes.DuplicateColumn, Parameters(TableJoin.Inner, []), "the column 'age' would be named 'age', as one of a.tsv");

    [Fact]
    public async Task A_column_of_a_condition_that_no_table_has() =>
        await Fails(
            DataFileCodes.ColumnMissing,
            Parameters(TableJoin.Inner, ["", "_b"]) with { Include = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("agee"), new NumberExpression(1)) },
            "there is no column 'agee'");

    [Fact]
    public async Task Tables_that_name_people_differently() =>
        await Fails(
            DataFileCodes.TablesDisjoint,
            Parameters(TableJoin.Full, ["", "_b"]),
            "None of the 1 people of 'b.csv' (such as 1) is in 'a.tsv' (such as P3)",
            () => Folder.Write("b.csv", "ID,age,volume\n1,46,4.1\n"));

    [Fact]
    public async Task Nobody_of_a_joined_table_meets_the_condition() =>
        await Fails(
            DataFileCodes.JoinEmpty,
            Parameters(TableJoin.Inner, ["", "_b"]) with { Include = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("age"), new NumberExpression(90)) },
            "1 are out because they are not in b.csv; 3 are out because they do not meet the condition.");

    [Fact]
    public async Task Reasons_that_hold_for_nobody_are_not_listed() =>
        await Fails(
            DataFileCodes.JoinEmpty,
            Parameters(TableJoin.Left, ["", "_b"]) with { Include = new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("eid"), new TextExpression("P7")) },
            "people: 1 are out because they are not in a.tsv; 4 are out because they do not meet the condition.");

    private async Task Fails(DiagnosticDescriptor expected, TableParameters parameters, string named, Action? damage = null)
    {
        damage?.Invoke();
        var result = await RunAsync(parameters with { Tables = [.. parameters.Tables.Select(table => table with { File = Folder.Reference(table.File.Path) })] });
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(expected.Code, found.Code);
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.Equal(3, found.Span!.Line);
    }

    private TableParameters Parameters(TableJoin how, ImmutableArray<string> suffixes) =>
        new([Table("a.tsv", "eid"), Table("b.csv", "ID", TableFormat.CommaSeparated)], how, suffixes, [], null);

    private TableReference Table(string name, string id, TableFormat format = TableFormat.TabSeparated) =>
        new(Folder.Reference(name), format, id, null, ["", "-1"]);

    private Task<RunResult> RunAsync(TableParameters parameters) => RunAsync(ToyStudy.Step("people", parameters, [], null));

    private Task<RunResult> RunAsync(params ImmutableArray<PlanStep> steps) =>
        Folder.RunAsync(Folder.PlanOf(steps), BuiltInHandlers.Table);

    private string PathOf(RunResult result, string name, int step = 0)
    {
        var fingerprint = result.Steps[step].Record!.Fingerprint.Value;
        return Path.Combine(Folder[".wmstudy/artifacts"], fingerprint[..2], fingerprint, name);
    }

    private void Shuffled(string name, string header, int rows, Random random, Func<int, string> row)
    {
        var numbers = Enumerable.Range(1000000, 4000).ToArray();
        random.Shuffle(numbers);
        var text = new StringBuilder(header).Append('\n');
        foreach (var number in numbers.Take(rows))
        {
            text.Append(row(number)).Append('\n');
        }

        Folder.Write(name, text.ToString());
    }

    private string[] Shell(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = Folder.Path, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.TrimEnd('\n').Split('\n');
    }
}
