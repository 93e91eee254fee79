using System.Text.RegularExpressions;
using WhiteMatter.Plan.Diagnostics;
using Xunit;

namespace WhiteMatter.Plan.Tests;

public sealed partial class DiagnosticTableTests
{
    [Fact]
    public void Codes_are_unique_and_in_order()
    {
        var codes = DiagnosticTable.All.Select(row => row.Code).ToArray();
        Assert.Equal(codes.Distinct().Order(StringComparer.Ordinal), codes);
    }

    [Fact]
    public void Every_row_has_a_well_formed_code_a_title_and_advice()
    {
        Assert.All(DiagnosticTable.All, row =>
        {
            Assert.Matches(Code(), row.Code);
            Assert.False(string.IsNullOrWhiteSpace(row.Title), row.Code);
            Assert.False(string.IsNullOrWhiteSpace(row.Advice), row.Code);
            Assert.Same(row, DiagnosticTable.Find(row.Code));
        });
    }

    [Fact]
    public void The_outline_of_a_message_shows_no_placeholder_and_no_doubled_brace()
    {
        Assert.All(DiagnosticTable.All, row => Assert.DoesNotMatch(@"\{\d\}|\{\{|\}\}", row.Outline));
        Assert.Equal("'{…}' is no parameter…", DiagnosticTable.Find("WM2051")!.Outline);
    }

    [Fact]
    public void A_message_cuts_what_it_quotes_at_400_characters_and_never_within_one()
    {
        var row = DiagnosticTable.Find("WM1081")!;
        Assert.StartsWith($"`{new string('9', 400)}` is larger", row.Format(new string('9', 400)), StringComparison.Ordinal);
        Assert.StartsWith($"`{new string('9', 400)}…` is larger", row.Format(new string('9', 100_000)), StringComparison.Ordinal);
        Assert.StartsWith($"`{new string('9', 399)}…` is larger", row.Format(new string('9', 399) + "🧠🧠"), StringComparison.Ordinal);
    }

    [GeneratedRegex("^WM[1-6][0-9]{3}$")]
    private static partial Regex Code();
}
