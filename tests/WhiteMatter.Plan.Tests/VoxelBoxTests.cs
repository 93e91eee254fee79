using WhiteMatter.Plan.Parameters;
using Xunit;

namespace WhiteMatter.Plan.Tests;

/// <summary>Boxes around masks and how far a network widens them.</summary>
public sealed class VoxelBoxTests
{
    [Fact]
    public void The_box_around_two_reaches_from_the_first_voxel_of_either_to_the_last_of_either()
    {
        var box = new VoxelBox([3, 10, 0], [4, 5, 2]).Around(new VoxelBox([5, 8, 0], [10, 3, 2]));
        Assert.Equal([3, 8, 0], box.First.AsEnumerable());
        Assert.Equal([12, 7, 2], box.Size.AsEnumerable());
    }

    [Fact]
    public void A_box_that_is_large_enough_stays_and_a_small_one_grows_evenly_with_the_odd_voxel_at_its_end()
    {
        var box = new VoxelBox([20, 20, 20], [16, 13, 15]).Widened([91, 109, 91], 16, 1);
        Assert.Equal([20, 19, 20], box.First.AsEnumerable());
        Assert.Equal([16, 16, 16], box.Size.AsEnumerable());
    }

    [Fact]
    public void Whole_patches_are_taken()
    {
        var box = new VoxelBox([9, 12, 5], [72, 88, 75]).Widened([91, 109, 91], 1, 16);
        Assert.Equal([80, 96, 80], box.Size.AsEnumerable());

        // 8, 8 and 5 voxels more: 4, 4 and 2 of them before the first.
        Assert.Equal([5, 8, 3], box.First.AsEnumerable());
    }

    [Fact]
    public void No_box_goes_beyond_its_grid()
    {
        var atItsStart = new VoxelBox([0, 1, 0], [5, 5, 5]).Widened([20, 20, 6], 12, 1);
        Assert.Equal([0, 0, 0], atItsStart.First.AsEnumerable());
        Assert.Equal([12, 12, 6], atItsStart.Size.AsEnumerable());
        var atItsEnd = new VoxelBox([15, 14, 0], [5, 5, 5]).Widened([20, 20, 6], 1, 8);
        Assert.Equal([12, 12, 0], atItsEnd.First.AsEnumerable());
        Assert.Equal([8, 8, 6], atItsEnd.Size.AsEnumerable());
    }
}
