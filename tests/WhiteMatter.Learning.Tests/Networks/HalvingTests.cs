using WhiteMatter.Learning.Networks;
using Xunit;

namespace WhiteMatter.Learning.Tests.Networks;

public sealed class HalvingTests
{
    /// <summary>The paddings of the published network at 182 × 218 × 182, level by level (methods.md, "The model").</summary>
    [Theory]
    [InlineData(182, 92, 1)]
    [InlineData(218, 110, 1)]
    [InlineData(92, 46, 0)]
    [InlineData(110, 56, 1)]
    [InlineData(46, 24, 1)]
    [InlineData(56, 28, 0)]
    [InlineData(24, 12, 0)]
    [InlineData(28, 14, 0)]
    public void The_published_paddings_follow_from_the_size(int fine, int coarse, int padding) =>
        Assert.Equal(new Halving(fine, coarse, padding, 0), Halving.Of(fine));

    /// <summary>
    /// The sizes that PyTorch states for its layers: floor((d + 2p − 2)/2) + 1 of MaxPool3d, (n − 1)·2 − 2p + 2 + o of ConvTranspose3d.
    /// </summary>
    [Fact]
    public void The_way_back_gives_every_size_exactly()
    {
        for (var size = 1; size <= 2048; size++)
        {
            var halving = Halving.Of(size);
            Assert.Equal(halving.Coarse, ((size + (2 * halving.Padding) - 2) / 2) + 1);
            Assert.Equal(size, ((halving.Coarse - 1) * 2) - (2 * halving.Padding) + 2 + halving.OutputPadding);

            // PyTorch refuses a pooling padding above half its kernel, and an output padding that is not below the stride.
            Assert.InRange(halving.Padding, 0, 1);
            Assert.InRange(halving.OutputPadding, 0, 1);
        }
    }
}
