using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Conditions on who a person is, where every identifier looks like a number.</summary>
public sealed class IdentifierConditionTests : InFolder
{
    public IdentifierConditionTests() =>
        Folder.Write(
            "people.tsv",
            "IID\tage\n1\t40\n001\t41\n1.0\t42\n1e6\t43\n1000000\t44\n9007199254740992\t45\n9007199254740993\t46\n");

    [Theory]
    [InlineData("001")]
    [InlineData("1")]
    [InlineData("1000000")]
    [InlineData("1e6")]
    [InlineData("9007199254740993")]
    public async Task A_cohort_keeps_the_one_person_of_that_name(string id) =>
        Assert.Equal([id], await CohortAsync(new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("IID"), new TextExpression(id))));

    [Fact]
    public async Task A_cohort_keeps_the_people_of_a_list() =>
        Assert.Equal(
            ["001", "1.0"],
            await CohortAsync(new BinaryExpression(
                BinaryOperation.In, new ColumnExpression("IID"), new ListExpression([new TextExpression("001"), new TextExpression("1.0")]))));

    /// <summary>A declaration of the column makes no number of it.</summary>
    [Fact]
    public async Task A_declared_column_of_identifiers_is_one_of_texts_too() =>
        Assert.Equal(
            ["001"],
            await CohortAsync(
                new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("IID"), new TextExpression("001")),
                new ColumnDeclaration("IID", ColumnRole.Numeric, null)));

    [Theory]
    [InlineData("001")]
    [InlineData("9007199254740993")]
    public async Task A_table_keeps_the_one_person_of_that_name(string id)
    {
        Folder.Write("more.tsv", "ID\tx\n" + string.Concat(File.ReadLines(Folder["people.tsv"]).Skip(1).Select(line => line.Split('\t')[0] + "\t1\n")));
        var include = new BinaryExpression(BinaryOperation.Equal, new ColumnExpression("IID"), new TextExpression(id));
        Assert.Equal([id], await FirstColumnAsync(new TableParameters([Table("people.tsv", "IID"), Table("more.tsv", "ID")], TableJoin.Inner, [], [], include), TableParameters.FileName));
    }

    private Task<string[]> CohortAsync(PlanExpression include, params ImmutableArray<ColumnDeclaration> columns) =>
        FirstColumnAsync(new CohortParameters(Table("people.tsv", "IID"), columns, new PeopleOfTable(), include, null, null), "people.tsv");

    private async Task<string[]> FirstColumnAsync(StepParameters parameters, string file)
    {
        var result = await Folder.RunAsync(Folder.PlanOf([ToyStudy.Step("people", parameters, [], null)]), BuiltInHandlers.Table);
        Assert.Equal(RunEnding.Done, result.Ending);
        var fingerprint = result.Steps[0].Record!.Fingerprint.Value;
        return [.. File.ReadAllLines(Path.Combine(Folder[".wmstudy/artifacts"], fingerprint[..2], fingerprint, file))[1..].Select(line => line.Split('\t')[0])];
    }

    private TableReference Table(string name, string id) => new(Folder.Reference(name), TableFormat.TabSeparated, id, null, [""]);
}
