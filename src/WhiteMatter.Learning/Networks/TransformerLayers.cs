using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>The two halves of an autoencoder of transformers as sequences of named layers. Tokens are n × patches × width.</summary>
internal static class TransformerLayers
{
    /// <summary>From volumes (n × C × X × Y × Z) to latents (n × K).</summary>
    public static nn.Module<Tensor, Tensor> Encoder(TransformerArchitecture architecture, PatchGrid grid) => nn.Sequential(
    [
        (LayerNames.Patches, new PatchEmbedding(grid, architecture.VolumeChannels, architecture.Width)),
        (LayerNames.Positions, Positions(architecture, grid)),
        .. Blocks(architecture, architecture.Depth),
        (LayerNames.Norm, nn.LayerNorm(architecture.Width)),
        ("pooled", new MeanOfTokens()),
        (LayerNames.Latent, nn.Linear(architecture.Width, architecture.Latents)),
    ]);

    /// <summary>From latents (n × K) to volumes (n × C × X × Y × Z).</summary>
    public static nn.Module<Tensor, Tensor> Decoder(TransformerArchitecture architecture, PatchGrid grid) => nn.Sequential(
    [
        (LayerNames.Latent, nn.Linear(architecture.Latents, architecture.Width)),
        ("tokens", new OneToken()),
        (LayerNames.Positions, Positions(architecture, grid)),
        .. Blocks(architecture, architecture.DecoderDepth),
        (LayerNames.Norm, nn.LayerNorm(architecture.Width)),
        (LayerNames.Output, nn.Linear(architecture.Width, (long)architecture.VolumeChannels * grid.Voxels)),
        ("volume", new PatchesIntoVolume(grid, architecture.VolumeChannels)),
    ]);

    private static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Blocks(TransformerArchitecture architecture, int count) =>
        Enumerable.Range(1, count).Select(block => (LayerNames.Part("block", block), (nn.Module<Tensor, Tensor>)new TransformerBlock(architecture.Width, architecture.Heads)));

    private static nn.Module<Tensor, Tensor> Positions(TransformerArchitecture architecture, PatchGrid grid) =>
        new AddedPositions(grid, architecture.Width, architecture.Positions);

    /// <summary>Cuts volumes into patches and makes a token of each.</summary>
    private sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
    {
        private readonly PatchGrid _grid;
        private readonly nn.Module<Tensor, Tensor> _proj;

        public PatchEmbedding(PatchGrid grid, int channels, int width)
            : base(nameof(PatchEmbedding))
        {
            _grid = grid;
            _proj = nn.Conv3d(channels, width, grid.Patch, stride: grid.Patch);
            register_module("proj", _proj);
        }

        public override Tensor forward(Tensor input)
        {
            using var padded = nn.functional.pad(input, _grid.Padding);
            using var made = _proj.call(padded);
            using var row = made.flatten(2);
            return row.transpose(1, 2);
        }
    }

    /// <summary>The mean of a person's tokens.</summary>
    private sealed class MeanOfTokens() : nn.Module<Tensor, Tensor>(nameof(MeanOfTokens))
    {
        public override Tensor forward(Tensor input) => input.mean([1]);
    }

    /// <summary>One token a person.</summary>
    private sealed class OneToken() : nn.Module<Tensor, Tensor>(nameof(OneToken))
    {
        public override Tensor forward(Tensor input) => input.unsqueeze(1);
    }

    /// <summary>Puts the voxels of patches where they belong and leaves out what lies beyond the grid.</summary>
    private sealed class PatchesIntoVolume(PatchGrid grid, int channels) : nn.Module<Tensor, Tensor>(nameof(PatchesIntoVolume))
    {
        public override Tensor forward(Tensor input)
        {
            var edge = grid.Patch;
            using var cubes = input.reshape(-1, grid.X, grid.Y, grid.Z, channels, edge, edge, edge);
            using var ordered = cubes.permute(0, 4, 1, 5, 2, 6, 3, 7);
            using var whole = ordered.reshape(-1, channels, (long)grid.X * edge, (long)grid.Y * edge, (long)grid.Z * edge);
            using var alongX = whole.narrow(2, 0, grid.Size.X);
            using var alongY = alongX.narrow(3, 0, grid.Size.Y);
            return alongY.narrow(4, 0, grid.Size.Z);
        }
    }
}
