using WhiteMatter.Fixtures;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Lists of variants that are kept or left out.</summary>
public sealed class ChosenVariantsTests : InSmallFileset
{
    /// <summary>PLINK 2 chooses among the same lists; a condition on the frequency is put to what they keep.</summary>
    [PeerFact("plink2")]
    public async Task Lists_keep_the_variants_that_plinks_extract_and_exclude_keep()
    {
        Folder.Write("wanted.txt", "rs3 whatever stands behind\n\nrs11\nrs12\nrs40\nrs41\nelsewhere1\nelsewhere2\nrs3\n");
        Folder.Write("unwanted.txt", "rs12\nrs13\n");
        Plink2Program.Run(
            Folder, "--bfile", "g", "--extract", "wanted.txt", "--exclude", "unwanted.txt", "--maf", "0.05", "--nonfounders", "--write-snplist", "--out", "p");
        var (tested, found) = await TestedBy(new SmallAssociation(Folder)
        {
            Genotypes = Lists("wanted.txt", "unwanted.txt"),
            Keep = new BinaryExpression(BinaryOperation.GreaterOrEqual, new ColumnExpression("maf"), new NumberExpression(0.05)),
        });
        Assert.Equal(File.ReadAllLines(Folder["p.snplist"]), tested);
        var unknown = Assert.Single(found, one => one.Code == GenotypeCodes.ListedVariantsUnknown.Code);
        Assert.Equal("2 of the 7 identifiers of 'wanted.txt' name no variant of g, such as elsewhere1, elsewhere2.", unknown.Message);
    }

    [Fact]
    public async Task A_list_alone_needs_no_condition()
    {
        Folder.Write("unwanted.txt", string.Concat(Enumerable.Range(2, SmallFileset.Variants - 2).Select(i => $"rs{i}\n")));
        var (tested, _) = await TestedBy(new SmallAssociation(Folder) { Genotypes = Lists(null, "unwanted.txt") });
        Assert.Equal(["rs0", "rs1"], tested);
    }

    [Fact]
    public async Task Lists_that_leave_no_variant_are_an_error()
    {
        Folder.Write("wanted.txt", "1:1000:A:G\n");
        var result = await new SmallAssociation(Folder) { Genotypes = Lists("wanted.txt", null) }.RunAsync();
        Assert.Single(result.Diagnostics, found => found.Code == GenotypeCodes.ListsLeaveNone.Code);
    }

    private GenotypesParameters Lists(string? extract, string? exclude) => Folder.PlinkSet("g") with
    {
        Extract = extract is null ? null : Folder.Reference(extract),
        Exclude = exclude is null ? null : Folder.Reference(exclude),
    };

    private async Task<(List<string> Tested, IEnumerable<Diagnostic> Found)> TestedBy(SmallAssociation study)
    {
        var plan = study.Plan();
        var result = await study.RunAsync(plan);
        Assert.True(result.Ending == RunEnding.Done, string.Join("\n", result.Diagnostics.Select(found => found.Message)));
        var step = plan.Steps.Single(step => step.Parameters.Kind == AssociationParameters.KindName);
        using var table = AssociationTable.Open(Folder.ArtifactOf(step).PathOf("association.bin"));
        var block = table.CreateBuffer();
        var names = File.ReadLines(Folder["g.bim"]).Select(line => line.Split('\t', ' ')[1]).ToArray();
        var tested = new List<string>();
        for (var index = 0; index < table.Blocks; index++)
        {
            table.Read(index, block);
            tested.AddRange(block.Variant.Take(block.Count).Select(variant => names[variant]));
        }

        return (tested, result.Diagnostics);
    }
}
