using WhiteMatter.Formats;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

public sealed class DataFailureTests
{
    [Fact]
    public void Every_problem_of_a_data_file_has_a_code_of_its_own()
    {
        var rows = Enum.GetValues<DataProblem>().Select(DataFailure.RowOf).ToArray();
        Assert.Equal(rows.Length, rows.Distinct().Count());
        Assert.All(rows, row => Assert.Same(row, DiagnosticTable.Find(row.Code)));
    }

    [Fact]
    public void The_diagnostic_says_where_what_and_what_to_do()
    {
        var exception = new DataFormatException(DataProblem.NotANumber, "t.tsv", "\"x\" is text", "a number", "Mend it", line: 7, column: "age");
        var found = DataFailure.Of(exception, null);
        Assert.Equal("t.tsv, line 7, column age: \"x\" is text; expected a number.", found.Message);
        Assert.Equal("Mend it.", found.Advice);
    }
}
