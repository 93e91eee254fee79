using WhiteMatter.Plan.Parameters;
using Xunit;

namespace WhiteMatter.Plan.Tests;

public sealed class RegionNamesTests
{
    [Fact]
    public void Regions_are_of_two_sides_where_their_names_differ_in_the_ending_alone()
    {
        string[] names = ["CST_R", "CST_L", "Fornix", "ML left", "ML right", "SLF-L", "UNC L", "UNC-R", "_L", "_R"];
        var pairs = RegionNames.Pairs(names);
        Assert.Equal(["CST", "ML"], pairs.Select(pair => pair.Name));
        Assert.Equal([[1, 0], [3, 4]], pairs.Select(pair => pair.Regions.ToArray()));
        Assert.Equal([1, -1, 0, -1, 1, -1, -1, 1, -1, 1], names.Select(RegionNames.SideOf));
    }

    [Fact]
    public void Averages_stand_where_the_first_of_their_sides_does_and_beside_both_sides_after_all_regions()
    {
        string[] names = ["GCC", "ALIC-R", "SCC", "ALIC-L"];
        Assert.Equal(["GCC", "ALIC", "SCC"], Of(RegionSides.Averaged));
        Assert.Equal(["GCC", "ALIC-R", "SCC", "ALIC-L", "ALIC"], Of(RegionSides.Both));
        Assert.Equal(names, Of(RegionSides.Separate));
        Assert.Equal([3, 1], RegionNames.Traits(names, RegionSides.Averaged, whole: false)[1].Regions.AsEnumerable());
        Assert.Empty(RegionNames.Traits(names, RegionSides.Averaged, whole: true)[^1].Regions);
        Assert.Equal("whole", RegionNames.Traits(names, RegionSides.Separate, whole: true)[^1].Name);

        IEnumerable<string> Of(RegionSides sides) => RegionNames.Traits(names, sides, whole: false).Select(trait => trait.Name);
    }

    [Theory]
    [InlineData(RegionSides.Separate, false, null, null)]
    [InlineData(RegionSides.Separate, true, "the region 'whole'", "all voxels inside the mask")]
    [InlineData(RegionSides.Averaged, false, "the region 'CST'", "'CST left' and 'CST right' together")]
    [InlineData(RegionSides.Both, true, "the region 'CST'", "'CST left' and 'CST right' together")]
    public void Two_traits_of_one_name_are_found(RegionSides sides, bool whole, string? first, string? second)
    {
        string[] names = ["CST", "CST left", "CST right", "whole"];
        var found = RegionNames.Ambiguous(RegionNames.Traits(names, sides, whole));
        Assert.Equal(first, found is { } one ? RegionNames.Describe(one.First, names) : null);
        Assert.Equal(second, found is { } other ? RegionNames.Describe(other.Second, names) : null);
    }
}
