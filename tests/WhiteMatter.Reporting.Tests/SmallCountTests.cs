using System.Text;

namespace WhiteMatter.Reporting.Tests;

public sealed class SmallCountTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "<5")]
    [InlineData(4, "<5")]
    [InlineData(5, "5")]
    [InlineData(12_345, "12,345")]
    public void Counts_below_the_limit_are_not_told(long count, string shown) =>
        Assert.Equal(shown, new SmallCountRule(5, []).Show(count).Text);

    [Fact]
    public void Another_limit_is_kept_to()
    {
        Assert.Equal("<10", new SmallCountRule(10, []).Show(9).Text);
        Assert.Equal("3", new SmallCountRule(0, []).Show(3).Text);
    }

    [Fact]
    public void What_is_left_after_a_small_loss_is_a_range_and_so_is_all_that_follows()
    {
        var rule = new SmallCountRule(5, [new CountFlow("c", [new FlowStep("a", 400, [new FlowLoss("x", 11), new FlowLoss("y", 3)]), new FlowStep("b", 386, [new FlowLoss("z", 8)])])]);

        // 400 − 11 − (1 to 4) = 385 to 388, and 8 fewer after that.
        Assert.Equal("385–388", rule.Show(386).Text);
        Assert.Equal("377–380", rule.Show(378).Text);
        Assert.Equal("400", rule.Show(400).Text);
    }

    [Fact]
    public void Two_cohorts_beside_each_other_do_not_tell_the_few_people_between_them()
    {
        var rule = new SmallCountRule(5, [new CountFlow("all", [new FlowStep("a", 373, [])]), new CountFlow("others", [new FlowStep("b", 372, []), new FlowStep("c", 372, [new FlowLoss("z", 100)])])]);

        // 373 − (1 to 4) are left, and 100 fewer after that.
        Assert.Equal(("373", "369–372", "269–272"), (rule.Show(373).Text, rule.Show(372).Text, rule.Show(272).Text));
        Assert.Equal("367", new SmallCountRule(5, [new CountFlow("all", [new FlowStep("a", 373, [])]), new CountFlow("others", [new FlowStep("b", 367, [])])]).Show(367).Text);
    }

    [Fact]
    public void Where_few_people_are_left_the_loss_does_not_tell_how_few()
    {
        var step = new FlowStep("a", 100, [new FlowLoss("x", 90), new FlowLoss("y", 7)]);
        var rule = new SmallCountRule(5, [new CountFlow("c", [step])]);

        // 3 are left: the larger loss is 100 − 7 − (1 to 4).
        Assert.Equal(("<5", "89–92", "7"), (rule.Show(step.Out).Text, rule.ShowLoss(step, 0).Text, rule.ShowLoss(step, 1).Text));
    }

    [Fact]
    public void A_trait_missing_in_few_people_does_not_tell_its_n()
    {
        var rule = new SmallCountRule(5, []);
        Assert.Equal(("496–499", "<5"), (rule.ShowPart(498, 2).Text, rule.Show(2).Text));
        Assert.Equal("480", rule.ShowPart(480, 20).Text);
        Assert.Equal("500", rule.ShowPart(500, 0).Text);
    }

    [Fact]
    public void No_page_tells_a_small_count_or_lets_it_be_found_by_subtraction()
    {
        // 40,321 people, 3 lost, 40,318 left; a factor level of 2; a trait missing in 4.
        var document = SampleReport.Document(500);
        var association = document.Associations[0];
        document = document with
        {
            Summary = document.Summary with { People = 40_318 },
            Provenance = [],
            Expectations = [],
            PeopleFlows = [new CountFlow("cohort", [new FlowStep("link", 40_321, [new FlowLoss("no genotypes", 3)]), new FlowStep("same", 40_318, [])])],
            Associations =
            [
                association with
                {
                    People = 40_318,
                    Design = association.Design! with
                    {
                        DegreesOfFreedom = 40_309,
                        Columns = [new DesignColumn { Name = "site: rare", Kind = DesignColumnKind.FactorLevel, Level = "rare", ReferenceLevel = "common", People = 2 }],
                    },
                    Traits = [new TraitSummary("a", null, 40_318, 0, 1, 1), new TraitSummary("b", null, 40_314, 4, 1, 1)],
                },
            ],
        };
        var page = ReportWriterTests.Page(document);
        foreach (var secret in (string[])["40318", "40,318", "40309", "40,309", "40314", "40,314", ">2</td>", ">3</td>", ">4</td>"])
        {
            // Search what people read; the plots' base64 may hold any digits.
            Assert.DoesNotContain(secret, ReportWriterTests.WithoutScripts(page), StringComparison.Ordinal);
        }

        // 40,321 − (1 to 4) people; 9 fewer degrees of freedom; and 1 to 4 fewer with trait b.
        Assert.Contains("40,317–40,320", page, StringComparison.Ordinal);
        Assert.Contains("40,308–40,311", page, StringComparison.Ordinal);
        Assert.Contains("40,313–40,319", page, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(page) > 50_000);
    }
}
