using System.Collections.Immutable;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Expressions;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Data.Simulations;

/// <summary>Each thing that a simulation cannot plant has its code, names what and where, and points at the line of the study.</summary>
public sealed class SimulationCodesTests : InFolder
{
    [Fact]
    public Task A_region_that_the_atlas_does_not_have() =>
        Fails(SimulationCodes.RegionUnknown, "the region 'Blok_2', which the atlas does not have; did you mean 'Block_2'?", new CovariateEffect(["Blok_2"], "age", 0.1));

    [Fact]
    public Task A_region_like_none_of_the_atlas() =>
        Fails(SimulationCodes.RegionUnknown, "the region 'Fornix', which the atlas does not have.", new HeritableEffect(["Fornix"], null, 1, 0.1, false));

    [Fact]
    public async Task A_named_variant_that_cannot_be_causal()
    {
        await Fails(SimulationCodes.VariantUnusable, "'rs999': the genotypes have no variant", Named("rs999"));
        await Fails(SimulationCodes.VariantUnusable, "'rs65': it is on no autosome", Named("rs65"));
        await Fails(SimulationCodes.VariantUnusable, "'constant': the genotyped people are all alike", Named("constant"));
        await Fails(
            SimulationCodes.VariantUnusable,
            "'rs3': the genotypes' keep removes it",
            Named("rs3"),
            study => study with { Keep = new BinaryExpression(BinaryOperation.Greater, new ColumnExpression("maf"), new NumberExpression(0.49999)) });
    }

    [Fact]
    public Task Effects_that_explain_more_than_everything() =>
        Fails(
            SimulationCodes.SharesExceed,
            "'brains' plants in the region 'Block_2' explain 105% of its variance",
            new CovariateEffect([], "age", 0.5),
            study => study with { Effects = [.. study.Effects, new HeritableEffect(["Block_2"], null, 1, 0.55, true)] });

    [Fact]
    public async Task Effects_that_explain_everything_in_parts_are_no_more_than_everything()
    {
        _ = new SimulationFileset(Folder);
        var tenths = Enumerable.Repeat<SimulatedEffect>(new CovariateEffect([], "age", 0.1), 10).ToImmutableArray();
        Assert.Equal(RunEnding.Done, (await new SmallSimulation(Folder) { Effects = tenths }.RunAsync()).Ending);
    }

    [Fact]
    public Task More_variants_than_there_is_room_for() =>

        // Three autosomes of 20 Mb have room for at most 3 × 10 variants 2 Mb apart.
        Fails(SimulationCodes.TooFewVariants, "Of the 31 causal variants that 'brains' is to draw only", new HeritableEffect([], null, 31, 0.1, true));

    [Theory]
    [InlineData("P0", "stands for people of several families")]
    [InlineData("sim-0002", "is the name of an image-only person")]
    [InlineData("a/b", "cannot be a file's name")]
    [InlineData("..", "cannot be a file's name")]
    public Task An_identifier_that_cannot_name_a_volume(string id, string problem) =>
        Fails(
            SimulationCodes.IdentifierUnusable,
            $"'{id}' of the genotypes {problem}",
            Named("rs3"),
            idOf: person => person == 4 ? id : $"P{person}");

    [Fact]
    public Task A_covariate_that_everybody_is_alike_in() =>
        Fails(SimulationCodes.CovariateConstant, "an effect of 'site': all 1 genotyped people", new CovariateEffect([], "site", 0.1), people: 1);

    [Fact]
    public async Task Named_variants_in_linkage_disequilibrium_are_a_warning()
    {
        _ = new SimulationFileset(Folder);
        var result = await new SmallSimulation(Folder) { Effects = [Named("rs10"), Named("copy"), Named("rs30")] }.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Code == SimulationCodes.VariantsLinked.Code);
        Assert.Contains("'rs10' and 'copy' of 'brains' have an r² of 1", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variant_with_effects_of_two_sizes_in_different_regions_is_one_causal_variant()
    {
        _ = new SimulationFileset(Folder);
        HeritableEffect In(string region, double variance) => new([region], "rs10", 1, variance, false);
        var apart = await new SmallSimulation(Folder) { Effects = [In("Block_1", 0.1), In("Block_2", 0.3)] }.MakeAsync();
        Assert.Equal(1, apart.Record.Values["planted"]);
        Assert.DoesNotContain(apart.Result.Diagnostics, found => found.Code == SimulationCodes.VariantsLinked.Code);
        var together = await new SmallSimulation(Folder) { Effects = [In("Block_1", 0.1), In("Block_1", 0.3)] }.MakeAsync();
        Assert.Contains(together.Result.Diagnostics, found => found.Code == SimulationCodes.VariantsLinked.Code);
    }

    [Fact]
    public async Task Values_that_are_clipped_are_a_counted_warning()
    {
        _ = new SimulationFileset(Folder);
        var made = await new SmallSimulation(Folder) { Noise = 0.3 }.MakeAsync();
        var found = Assert.Single(made.Result.Diagnostics, found => found.Code == SimulationCodes.ValuesClipped.Code);

        // With a seed that is fixed no voxel of the mask is 0 or 1 but those clipped.
        var mask = Formats.Nifti.NiftiFile.Read(Path.Combine(made.Folder, "mask.nii.gz")).Values;
        var clipped = made.Rows("participants.tsv").Sum(row => made.Volume(row["id"]).Values.Zip(mask).Count(pair => pair.Second == 1 && pair.First is 0 or 1));
        Assert.StartsWith($"{clipped} of {mask.Count(value => value == 1) * 260L} voxels", found.Message, StringComparison.Ordinal);
        var quiet = await new SmallSimulation(Folder).MakeAsync();
        Assert.DoesNotContain(quiet.Result.Diagnostics, found => found.Code == SimulationCodes.ValuesClipped.Code);
    }

    private static HeritableEffect Named(string variant) => new(["Block_1"], variant, 1, 0.1, MixedDirections: false);

    private async Task Fails(
        DiagnosticDescriptor expected,
        string named,
        SimulatedEffect effect,
        Func<SmallSimulation, SmallSimulation>? change = null,
        int people = 240,
        Func<int, string>? idOf = null)
    {
        _ = new SimulationFileset(Folder, people, idOf: idOf);
        var study = new SmallSimulation(Folder) { Effects = [effect] };
        var result = await (change?.Invoke(study) ?? study).RunAsync();
        Assert.Equal(RunEnding.Failed, result.Ending);
        var found = Assert.Single(result.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal((expected.Code, 3), (found.Code, found.Span!.Line));
        Assert.Contains(named, found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder[".wmstudy/tmp"]));
    }
}
