using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Leads of a published file looked for in another.</summary>
public sealed class ReplicationStudyTests : InSmallFileset
{
    private const string Header = "chr pos snp ea nea beta se n\n";

    private PlanStep Published(string name, string rows, string trait = "height")
    {
        Folder.Write(name, Header + rows);
        return ToyStudy.Step(name, new PublishedParameters(Folder.Reference(name), PublishedLayout.Auto, trait, "GRCh37", null), [], null);
    }

    /// <summary>Makes variant 11 the mirror of variant 10: two copies where that has none. Alleles are A and G, positions every 1,000 base pairs.</summary>
    private void Mirror()
    {
        var bed = File.ReadAllBytes(Folder["g.bed"]);
        const int Stride = (SmallFileset.People + 3) / 4;
        for (var i = 0; i < Stride; i++)
        {
            var packed = bed[3 + (10 * Stride) + i];
            byte mirrored = 0;
            for (var shift = 0; shift < 8; shift += 2)
            {
                mirrored |= (byte)(((packed >> shift) & 3) switch { 0 => 3, 3 => 0, var same => same } << shift);
            }

            bed[3 + (11 * Stride) + i] = mirrored;
        }

        File.WriteAllBytes(Folder["g.bed"], bed);
    }

    private async Task<(RunResult Result, Dictionary<string, string>[] Rows, Artifact Artifact)> Run(
        PlanStep found, PlanStep other, PlanExpression? p = null, bool proxies = true)
    {
        ImmutableArray<FileReference> files = [Folder.Reference("g.bed")];
        var genotypes = ToyStudy.Step("g", Folder.PlinkSet("g"), [], null);
        var aligned = ToyStudy.Step("leads", new AlignmentParameters(), [("association", found), ("variants", found), ("genotypes", genotypes)], null);
        var loci = ToyStudy.Step(
            "leads", new LociParameters(files, new NumberExpression(1e-6), 0.9, 500, 0.01, 0), [("association", aligned), ("genotypes", genotypes)], null);
        (string, PlanStep)[] inputs = [("loci", loci), ("association", other), ("variants", other)];
        var replication = ToyStudy.Step(
            "again", new ReplicationParameters(p, proxies ? files : [], 0.8, 250_000, StrandTreatment.ByFrequency, 0.4), proxies ? [.. inputs, ("genotypes", genotypes)] : inputs, "again/");
        var result = await Folder.RunAsync(Folder.PlanOf([genotypes, found, other, aligned, loci, replication]), BuiltInHandlers.Table);
        Assert.True(result.Ending == RunEnding.Done, string.Join('\n', result.Diagnostics.Select(one => one.Message)));
        var lines = File.ReadAllLines(Folder["results/again/replication.tsv"]).Select(line => line.Split('\t')).ToArray();
        return (result, [.. lines.Skip(1).Select(row => lines[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))], Folder.ArtifactOf(replication));
    }

    [Fact]
    public async Task Leads_are_found_again_themselves_or_by_a_proxy_or_not_at_all()
    {
        Mirror();
        var found = Published("one.txt", "1 6000 a A G 9 1 100\n1 11000 b A G 9 1 100\n1 21000 c A G -9 1 100\n1 31000 d A G 9 1 100\n");
        var other = Published("two.txt", "1 6000 a G A -4 1 100\n1 12000 b A G -5 1 100\n1 31000 d A G -6 1 100\n");
        var (result, rows, artifact) = await Run(found, other);
        Assert.Equal(["rs5", "rs10", "rs20", "rs30"], rows.Select(row => row["lead"]));

        // Of the proxy, G goes with the lead's A: its effect is +5.
        Assert.Equal(["4", "5", "NA", "-6"], rows.Select(row => row["replication_beta"]));
        Assert.Equal(["a", "b", "NA", "d"], rows.Select(row => row["tested_variant"]));
        Assert.Equal(["false", "true", "NA", "false"], rows.Select(row => row["proxy"]));
        Assert.Equal(1, double.Parse(rows[1]["r2"], CultureInfo.InvariantCulture), 12);
        Assert.Equal(["true", "true", "NA", "false"], rows.Select(row => row["same_direction"]));

        // P of z = 4 is 6.3e-5, below 0.05/4.
        Assert.Equal(["true", "true", "NA", "false"], rows.Select(row => row["replicated"]));
        Assert.Equal("variant not there", rows[2]["obstacle"]);
        Assert.Equal(
            (4.0, 3.0, 2.0, 2.0, 0.0125),
            (artifact.Value("count"), artifact.Value("tested"), artifact.Value("same_direction"), artifact.Value("replicated"), artifact.Value("p")));
        Assert.Contains(result.Diagnostics, one => one.Code == MetaCodes.LeadsNotTested.Code && one.Message.Contains("1 of 4 leads, of 0 for want of their trait", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_reference_no_proxy_is_taken_and_the_studys_own_threshold_holds()
    {
        Mirror();
        var found = Published("one.txt", "1 6000 a A G 9 1 100\n1 11000 b A G 9 1 100\n");
        var other = Published("two.txt", "1 6000 a A G 4 1 100\n1 12000 b A G -5 1 100\n");
        var threshold = new BinaryExpression(BinaryOperation.Divide, new NumberExpression(1e-4), new StepValueExpression("loci:leads", "count"));
        var (_, rows, artifact) = await Run(found, other, threshold, proxies: false);

        // P of z = 4 is 6.3e-5, above 1e-4/2.
        Assert.Equal(["false", "NA"], rows.Select(row => row["replicated"]));
        Assert.Equal((5e-5, 0.0), (artifact.Value("p"), artifact.Value("replicated")));
    }

    [Fact]
    public async Task A_single_trait_is_looked_for_whatever_it_is_called()
    {
        var found = Published("one.txt", "1 6000 a A G 9 1 100\n");
        var other = Published("two.txt", "1 6000 a A G 4 1 100\n", trait: "stature");
        Assert.Equal("true", Assert.Single((await Run(found, other)).Rows)["replicated"]);
    }

    [Fact]
    public async Task Without_a_lead_nothing_is_replicated()
    {
        var found = Published("one.txt", "1 6000 a A G 0.9 1 100\n");
        var (_, rows, artifact) = await Run(found, Published("two.txt", "1 6000 a A G 4 1 100\n"));
        Assert.Empty(rows);
        Assert.Equal((0.0, 0.0), (artifact.Value("count"), artifact.Value("replicated")));
    }
}
