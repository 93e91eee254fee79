using System.Text.Json;
using Xunit;

namespace WhiteMatter.Reporting.Tests;

public sealed class JointReportTests
{
    private static readonly LociTable Leads = new(
        "joint_leads",
        "P ≤ 5e-8",
        [
            new Locus
            {
                LeadVariant = "rs1",
                Chromosome = "6",
                ChromosomeOrder = 5,
                Position = 1200,
                EffectAllele = "A",
                OtherAllele = "G",
                EffectAlleleFrequency = 0.25,
                NegLog10P = 12.5,
                Traits = ["joint"],
                Start = 1000,
                End = 2000,
                Variants = 3,
                Joint = new JointLead(101.25, 16, "latent_\t003"),
            },
        ])
    { Joint = "the statistic is of all traits together and has no sign" };

    [Fact]
    public void A_table_of_joint_loci_has_statistic_degrees_and_driver_and_no_effect()
    {
        var rows = LociSection.Tsv(Leads).TrimEnd('\n').Split('\n');
        Assert.Equal(
            "lead_variant\tchromosome\tbase_pair_location\teffect_allele\tother_allele\teffect_allele_frequency\tstatistic\tdf\tp_value\tneg_log_10_p_value\tdriving_trait\tlocus_start\tlocus_end\tvariants",
            rows[0]);

        // 10^−12.5 = 3.1623e-13.
        Assert.Equal("rs1\t6\t1200\tA\tG\t0.25\t101.25\t16\t3.1623e-13\t12.5\tlatent_ 003\t1000\t2000\t3", rows[1]);
        var page = Page(SampleReport.Association("gwas", 500, 2, 2, 1));
        Assert.Contains("<th scope=\"col\">Driving trait</th>", page, StringComparison.Ordinal);
        Assert.Contains("the statistic is of all traits together and has no sign", page, StringComparison.Ordinal);
        var loci = page[page.IndexOf("<section id=\"loci\">", StringComparison.Ordinal)..];
        Assert.DoesNotContain("β [95% CI]", loci[..loci.IndexOf("</section>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_traits_may_be_broken_at_their_underscores()
    {
        var joint = Leads with { Loci = [Leads.Loci[0] with { Joint = new JointLead(101.25, 16, "Stria_terminalis") { Contributors = [new("Fornix_(cres)", 0.5)] } }] };
        var signed = Leads with { Loci = [Leads.Loci[0] with { Joint = null, Traits = ["left_<hippocampus>"] }], Joint = null };
        var page = ReportWriterTests.Page(SampleReport.Document(100) with { Loci = [joint, signed] });
        Assert.Contains("<td>Stria_<wbr>terminalis <span", page, StringComparison.Ordinal);
        Assert.Contains("Fornix_<wbr>(cres) 50%", page, StringComparison.Ordinal);
        Assert.Contains("<td>left_<wbr>&lt;hippocampus&gt;</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_joint_association_is_drawn_with_its_drivers_and_has_no_design_of_its_own()
    {
        var gwas = SampleReport.Association("gwas", 500, 3, 1, 2);
        var joint = gwas with
        {
            Name = "together",
            IsJoint = true,
            Method = "3 traits tested together.",
            Plots = [gwas.Plots[^1] with { Points = [.. gwas.Plots[^1].Points.Select(point => point with { StandardError = double.NaN, Trait = 2 })] }],
        };
        using var data = JsonDocument.Parse(PlotDataBlock.Json(joint));
        Assert.True(data.RootElement.GetProperty("joint").GetBoolean());
        var plot = data.RootElement.GetProperty("plots")[0];
        Assert.Equal("", plot.GetProperty("se").GetString());
        var drivers = Convert.FromBase64String(plot.GetProperty("trait").GetString()!);
        Assert.Equal(4 * joint.Plots[0].Points.Length, drivers.Length);
        Assert.Equal(2, BitConverter.ToInt32(drivers, 0));

        var page = Page(joint);
        Assert.Contains("<span class=\"kind\">joint</span> together", page, StringComparison.Ordinal);
        Assert.Contains("3 traits tested together.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"design\"", page, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Page(joint with
        {
            Plots = [joint.Plots[0] with { Points = [joint.Plots[0].Points[0] with { Trait = 3 }] }],
        }));
    }

    private static string Page(AssociationReport association)
    {
        using var writer = new StringWriter();
        ReportWriter.Write(SampleReport.Document(500) with { Associations = [association], Loci = [Leads] }, writer);
        return writer.ToString();
    }
}
