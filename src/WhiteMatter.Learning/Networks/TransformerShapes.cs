using System.Collections.Immutable;
using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Learning.Networks;

/// <summary>Every layer of an autoencoder of transformers on a grid.</summary>
internal static class TransformerShapes
{
    private const string Sum = "Sum";

    /// <summary>Works out the layers, in the order in which they are applied.</summary>
    public static ImmutableArray<LayerShape> Of(TransformerArchitecture architecture, VolumeSize size)
    {
        architecture.Check();
        var grid = new PatchGrid(size, architecture.Patch);
        var (tokens, width) = (grid.Tokens, architecture.Width);
        var numbers = architecture.VolumeChannels * grid.Voxels;
        var layers = ImmutableArray.CreateBuilder<LayerShape>();
        void Add(string side, string name, string kind, ImmutableArray<int> output, long parameters) =>
            layers.Add(new LayerShape(LayerNames.Within(side, name), kind, output, parameters));

        long Linear(long from, long to) => (from * to) + to;
        void Positions(string side) =>
            Add(side, LayerNames.Positions, "Positions", [tokens, width], architecture.Positions == PatchPositions.Learned ? (long)tokens * width : 0);

        void Blocks(string side, int count)
        {
            for (var i = 1; i <= count; i++)
            {
                var block = LayerNames.Part("block", i);
                Add(side, block + ".norm1", "LayerNorm", [tokens, width], 2L * width);
                Add(side, block + ".attn.qkv", "Linear", [tokens, 3 * width], Linear(width, 3L * width));
                Add(side, block + ".attn.softmax", "Softmax", [architecture.Heads, tokens, tokens], 0);
                Add(side, block + ".attn.proj", "Linear", [tokens, width], Linear(width, width));
                Add(side, block + ".attn.sum", Sum, [tokens, width], 0);
                Add(side, block + ".norm2", "LayerNorm", [tokens, width], 2L * width);
                var wide = TransformerArchitecture.Expansion * width;
                Add(side, block + ".mlp.fc1", "Linear", [tokens, wide], Linear(width, wide));
                Add(side, block + ".mlp.act", "GELU", [tokens, wide], 0);
                Add(side, block + ".mlp.fc2", "Linear", [tokens, width], Linear(wide, width));
                Add(side, block + ".sum", Sum, [tokens, width], 0);
            }
        }

        Add(LayerNames.Encoder, LayerNames.Patches + ".proj", "Conv3d", [width, grid.X, grid.Y, grid.Z], Linear(numbers, width));
        Positions(LayerNames.Encoder);
        Blocks(LayerNames.Encoder, architecture.Depth);
        Add(LayerNames.Encoder, LayerNames.Norm, "LayerNorm", [tokens, width], 2L * width);
        Add(LayerNames.Encoder, LayerNames.Latent, "Linear", [architecture.Latents], Linear(width, architecture.Latents));
        Add(LayerNames.Decoder, LayerNames.Latent, "Linear", [width], Linear(architecture.Latents, width));
        Positions(LayerNames.Decoder);
        Blocks(LayerNames.Decoder, architecture.DecoderDepth);
        Add(LayerNames.Decoder, LayerNames.Norm, "LayerNorm", [tokens, width], 2L * width);
        Add(LayerNames.Decoder, LayerNames.Output, "Linear", [tokens, numbers], Linear(width, numbers));
        Add(LayerNames.Decoder, "volume", "Patches", [architecture.VolumeChannels, size.X, size.Y, size.Z], 0);
        return layers.ToImmutable();
    }

    /// <summary>Values that are held where blocks are computed again: what each takes, what one of them gives, and what lies outside of blocks.</summary>
    public static long Recomputed(ImmutableArray<LayerShape> layers)
    {
        bool InBlock(LayerShape layer) => layer.Name.Contains(".block", StringComparison.Ordinal);
        var taken = layers.Where(layer => layer.Kind == Sum && !layer.Name.EndsWith(".attn.sum", StringComparison.Ordinal)).Sum(layer => layer.Size);
        var one = layers.Where(layer => layer.Name.StartsWith("encoder.block1.", StringComparison.Ordinal)).Sum(layer => layer.Size);
        return taken + one + layers.Where(layer => !InBlock(layer)).Sum(layer => layer.Size);
    }
}
