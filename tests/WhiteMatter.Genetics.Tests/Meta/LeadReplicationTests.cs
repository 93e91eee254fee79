using WhiteMatter.Genetics.Meta;
using Xunit;
using static WhiteMatter.Genetics.Tests.Meta.StatisticsFiles;

namespace WhiteMatter.Genetics.Tests.Meta;

/// <summary>Leads looked for in other statistics: which trait and which alleles are theirs.</summary>
public sealed class LeadReplicationTests
{
    private static readonly ReplicationOptions s_options = new(IsOneTrait: false, AmbiguousAlleles.ByFrequency, 0.4);

    private static ReplicationOutcome Test(MetaSource other, ReplicationOptions options, ReplicatedLead lead) =>
        Assert.Single(LeadReplication.Test([lead], other.Table, other.Variants, options, null, 1, default));

    private static ReplicatedLead Lead(string effect, string otherAllele, double frequency, string trait = "height", double beta = 0.2) =>
        new(trait, "1", 5, "lead", effect, otherAllele, frequency, beta);

    [Fact]
    public void A_trait_is_found_by_its_name_unless_the_leads_are_of_one_trait_alone()
    {
        using var files = new StatisticsFiles();
        var other = files.Study("other", (Variant("1", 5, "A", "G", 0.3), 0.4, 0.1, 9));
        var lead = Lead("A", "G", 0.3, trait: "weight");
        Assert.Equal(ReplicationObstacle.TraitMissing, Test(other, s_options, lead).Obstacle);
        Assert.Equal(0.4, Test(other, s_options with { IsOneTrait = true }, lead).Beta);
    }

    [Theory]
    [InlineData("A", "T", 0.1, "A", "T", 0.12, 0.4)]
    [InlineData("A", "T", 0.1, "A", "T", 0.88, -0.4)]
    [InlineData("A", "T", 0.1, "T", "A", 0.12, 0.4)]
    [InlineData("A", "T", 0.1, "T", "A", 0.88, -0.4)]
    [InlineData("C", "G", 0.9, "G", "C", 0.1, -0.4)]
    [InlineData("A", "G", 0.45, "T", "C", 0.45, 0.4)]
    [InlineData("A", "G", 0.45, "c", "t", 0.45, -0.4)]
    public void Effects_are_of_the_leads_allele_on_its_strand(
        string effect, string otherAllele, double frequency, string theirEffect, string theirOther, double theirFrequency, double expected)
    {
        using var files = new StatisticsFiles();
        var other = files.Study("other", (Variant("1", 5, theirEffect, theirOther, theirFrequency), 0.4, 0.1, 9));
        Assert.Equal(expected, Test(other, s_options, Lead(effect, otherAllele, frequency)).Beta);
    }

    [Theory]
    [InlineData(0.45, 0.1)]
    [InlineData(0.1, 0.45)]
    [InlineData(0.1, double.NaN)]
    public void A_lead_whose_strand_nothing_tells_is_not_tested_unless_strands_are_trusted_or_effects_have_no_sign(double frequency, double theirs)
    {
        using var files = new StatisticsFiles();
        var other = files.Study("other", (Variant("1", 5, "A", "T", theirs), 0.4, 0.1, 9));
        var lead = Lead("A", "T", frequency);
        Assert.Equal(ReplicationObstacle.StrandUnknown, Test(other, s_options, lead).Obstacle);
        Assert.Equal(ReplicationObstacle.StrandUnknown, Test(other, s_options with { Ambiguous = AmbiguousAlleles.LeaveOut }, lead).Obstacle);
        Assert.Equal(0.4, Test(other, s_options with { Ambiguous = AmbiguousAlleles.Trust }, lead).Beta);
        Assert.True(Test(other, s_options, lead with { Beta = double.NaN }).IsTested);
    }

    [Fact]
    public void The_variant_of_the_same_letters_is_taken_before_one_of_the_other_strand()
    {
        using var files = new StatisticsFiles();
        var other = files.Study("other", (Variant("1", 5, "T", "C", 0.1), -9, 0.1, 9), (Variant("1", 5, "G", "A", 0.3), 0.4, 0.1, 9));
        Assert.Equal(-0.4, Test(other, s_options, Lead("A", "G", 0.3)).Beta);
    }
}
