using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using Xunit;

namespace WhiteMatter.Learning.Tests.Networks;

public sealed class NetworkShapesTests
{
    private static readonly AutoencoderArchitecture Published = new([16, 32, 64, 128, 256], 128);
    private static readonly VolumeSize PublishedSize = new(182, 218, 182);

    /// <summary>The table of methods.md, "The model": the last layer of each row and what it gives.</summary>
    public static TheoryData<string, string> Table => new()
    {
        { "encoder.level1.relu2", "16×182×218×182" },
        { "encoder.pool2", "16×92×110×92" },
        { "encoder.level2.relu2", "32×92×110×92" },
        { "encoder.pool3", "32×46×56×46" },
        { "encoder.level3.relu2", "64×46×56×46" },
        { "encoder.pool4", "64×24×28×24" },
        { "encoder.level4.relu2", "128×24×28×24" },
        { "encoder.pool5", "128×12×14×12" },
        { "encoder.level5.relu2", "256×12×14×12" },
        { "encoder.latent", "128" },
        { "decoder.latent", "256×12×14×12" },
        { "decoder.level5.relu2", "128×12×14×12" },
        { "decoder.up5", "128×24×28×24" },
        { "decoder.level4.relu2", "64×24×28×24" },
        { "decoder.up4", "64×46×56×46" },
        { "decoder.level3.relu2", "32×46×56×46" },
        { "decoder.up3", "32×92×110×92" },
        { "decoder.level2.relu2", "16×92×110×92" },
        { "decoder.up2", "16×182×218×182" },
        { "decoder.level1.relu2", "16×182×218×182" },
        { "decoder.output", "1×182×218×182" },
    };

    [Fact]
    public void The_published_network_has_138_124_497_parameters() =>
        Assert.Equal(138_124_497, NetworkShapes.Of(Published, PublishedSize).Parameters);

    [Theory]
    [MemberData(nameof(Table))]
    public void The_published_network_has_the_published_shapes(string layer, string output) =>
        Assert.Equal(output, NetworkShapes.Of(Published, PublishedSize).Layers.Single(shape => shape.Name == layer).OutputText);

    [Fact]
    public void Its_two_linear_layers_have_516_096_numbers_on_the_volumes_side()
    {
        var shapes = NetworkShapes.Of(Published, PublishedSize);
        Assert.Equal((516_096L * 128) + 128, shapes.Layers.Single(layer => layer.Name == "encoder.latent").Parameters);
        Assert.Equal(516_096, shapes.Layers.Single(layer => layer.Name == "decoder.latent").Size);
    }

    [Theory]
    [InlineData(15, 32, 32)]
    [InlineData(32, 15, 32)]
    [InlineData(32, 32, 15)]
    public void A_grid_too_small_for_the_depth_is_refused_with_both(int x, int y, int z)
    {
        var problem = Assert.Throws<LearningException>(() => NetworkShapes.Of(Published, new VolumeSize(x, y, z)));
        Assert.Equal(LearningProblem.GridTooSmall, problem.Problem);
        Assert.Contains($"{x}×{y}×{z} voxels", problem.Message, StringComparison.Ordinal);
        Assert.Contains("5 levels of channels halves each axis 4 times: it needs at least 16 voxels along each", problem.Message, StringComparison.Ordinal);
    }
}
