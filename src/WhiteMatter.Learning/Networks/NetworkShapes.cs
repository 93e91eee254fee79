using System.Collections.Immutable;
using System.Globalization;
using WhiteMatter.Learning.Volumes;

namespace WhiteMatter.Learning.Networks;

/// <summary>Every layer of an autoencoder on a grid with what it gives, worked out without a tensor.</summary>
public sealed class NetworkShapes
{
    private const int Float = sizeof(float);

    private NetworkShapes(ImmutableArray<VolumeSize> levels, ImmutableArray<(Halving X, Halving Y, Halving Z)> halvings, ImmutableArray<LayerShape> layers)
    {
        Levels = levels;
        Halvings = halvings;
        Layers = layers;
        Parameters = layers.Sum(layer => layer.Parameters);
    }

    /// <summary>The grid of each level of a convolutional network, from the finest; empty for another.</summary>
    public ImmutableArray<VolumeSize> Levels { get; }

    /// <summary>How each level's axes become the next one's.</summary>
    public ImmutableArray<(Halving X, Halving Y, Halving Z)> Halvings { get; }

    /// <summary>The layers, in the order in which they are applied.</summary>
    public ImmutableArray<LayerShape> Layers { get; }

    /// <summary>Numbers that training changes.</summary>
    public long Parameters { get; }

    /// <summary>
    /// Memory that training needs beside the program, estimated: weights, gradients, both moments and the best weights, and for each person of a
    /// batch what is held at once of what the layers give. Kept layers are those that the backward pass looks up, with the places of maxima (rectifiers
    /// work in place); of recomputed ones the inputs of the convolutions of blocks, and what one of them gives. Two gradients of the largest layer are
    /// held besides.
    /// </summary>
    /// <param name="batch">People a step.</param>
    /// <param name="bytes">Bytes of a value that a layer gives.</param>
    /// <param name="recompute">Whether layers are computed again for their gradients.</param>
    public long TrainingBytes(int batch, int bytes, bool recompute)
    {
        var largest = Layers.Max(layer => layer.Size);
        var held = recompute ? Recomputed() + (2 * largest) : Layers.Sum(layer => layer.Kind switch
        {
            _ when ConvolutionOptions.InPlace(layer.Kind) => 0,
            "MaxPool3d" => layer.Size + (layer.Size * sizeof(long) / Float),
            _ => layer.Size,
        });
        return (5 * Parameters * Float) + (batch * (held + (2 * largest)) * bytes);
    }

    /// <summary>Memory that encoding one person at a time needs beside the program, estimated: the weights and the three largest layers.</summary>
    public long EncodingBytes() => (Parameters + (3 * Layers.Max(layer => layer.Size))) * Float;

    /// <summary>Works out the layers.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="size">The grid.</param>
    /// <exception cref="LearningException">The grid has too few voxels for the halvings, or the bottleneck would have too many weights for a tensor.</exception>
    public static NetworkShapes Of(NetworkArchitecture architecture, VolumeSize size)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture switch
        {
            AutoencoderArchitecture convolutional => Of(convolutional, size),
            TransformerArchitecture transformer => new NetworkShapes([], [], TransformerShapes.Of(transformer, size)),
            _ => throw new ArgumentException("There is no such network.", nameof(architecture)),
        };
    }

    private static NetworkShapes Of(AutoencoderArchitecture architecture, VolumeSize size)
    {
        if (architecture.Channels.IsDefaultOrEmpty || architecture.Channels.Any(channels => channels < 1) || architecture.Latents < 1)
        {
            throw new ArgumentException("A network has one level or more, each of one channel or more, and one latent or more.", nameof(architecture));
        }

        architecture.Convolutions.Check();
        CheckSize(architecture, size);
        var levels = ImmutableArray.CreateBuilder<VolumeSize>();
        var halvings = ImmutableArray.CreateBuilder<(Halving, Halving, Halving)>();
        levels.Add(size);
        for (var i = 0; i < architecture.Halvings; i++)
        {
            var fine = levels[i];
            var (x, y, z) = (Halving.Of(fine.X), Halving.Of(fine.Y), Halving.Of(fine.Z));
            halvings.Add((x, y, z));
            levels.Add(new VolumeSize(x.Coarse, y.Coarse, z.Coarse));
        }

        var layers = new LayerList();
        AddEncoder(layers, architecture, levels);
        AddDecoder(layers, architecture, levels);
        return new NetworkShapes(levels.ToImmutable(), halvings.ToImmutable(), layers.ToImmutable());
    }

    private static void AddEncoder(LayerList layers, AutoencoderArchitecture architecture, IReadOnlyList<VolumeSize> levels)
    {
        var channels = architecture.VolumeChannels;
        for (var level = 0; level < architecture.Channels.Length; level++)
        {
            if (level > 0)
            {
                layers.Add(LayerNames.Within(LayerNames.Encoder, LayerNames.Pool(level)), "MaxPool3d", channels, levels[level], 0);
            }

            layers.AddBlock(architecture.Convolutions, LayerNames.Within(LayerNames.Encoder, LayerNames.Level(level)), channels, architecture.Channels[level], levels[level]);
            channels = architecture.Channels[level];
        }

        var (latent, flat) = (LayerNames.Within(LayerNames.Encoder, LayerNames.Latent), levels[^1].Voxels * channels);
        if (architecture.Variational is null)
        {
            layers.AddLinear(latent, flat, [architecture.Latents]);
        }
        else
        {
            layers.AddLinear(LayerNames.Within(latent, LayerNames.Mean), flat, [architecture.Latents]);
            layers.AddLinear(LayerNames.Within(latent, LayerNames.LogVariance), flat, [architecture.Latents]);
        }
    }

    private static void AddDecoder(LayerList layers, AutoencoderArchitecture architecture, IReadOnlyList<VolumeSize> levels)
    {
        var coarsest = levels[^1];
        layers.AddLinear(LayerNames.Within(LayerNames.Decoder, LayerNames.Latent), architecture.Latents, [architecture.Channels[^1], coarsest.X, coarsest.Y, coarsest.Z]);
        for (var level = architecture.Channels.Length - 1; level > 0; level--)
        {
            var channels = architecture.Channels[level - 1];
            layers.AddBlock(architecture.Convolutions, LayerNames.Within(LayerNames.Decoder, LayerNames.Level(level)), architecture.Channels[level], channels, levels[level]);
            layers.Add(LayerNames.Within(LayerNames.Decoder, LayerNames.Up(level)), "ConvTranspose3d", channels, levels[level - 1], (8L * channels * channels) + channels);
        }

        layers.AddBlock(architecture.Convolutions, LayerNames.Within(LayerNames.Decoder, LayerNames.Level(0)), architecture.Channels[0], architecture.Channels[0], levels[0]);
        layers.Add(LayerNames.Within(LayerNames.Decoder, LayerNames.Output), "Conv3d", architecture.VolumeChannels, levels[0], (long)architecture.VolumeChannels * (architecture.Channels[0] + 1));
    }

    /// <summary>Values that the convolutions of blocks take: what the layer before each gives, the image for the first.</summary>
    private long Recomputed() => Levels.IsEmpty ? TransformerShapes.Recomputed(Layers) :
        Layers[^1].Size
        + Enumerable.Range(1, Layers.Length - 2)
            .Where(i => Layers[i].Kind == "Conv3d")
            .Sum(i => Layers[i - 1].Size);

    private static void CheckSize(AutoencoderArchitecture architecture, VolumeSize size)
    {
        var least = 1L << Math.Min(architecture.Halvings, 30);
        if (size.X < least || size.Y < least || size.Z < least)
        {
            throw new LearningException(
                LearningProblem.GridTooSmall,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The images have {size} voxels, and a network of {architecture.Channels.Length} levels of channels halves each axis {architecture.Halvings} times: it needs at least {least} voxels along each."));
        }
    }

    private sealed class LayerList
    {
        private readonly ImmutableArray<LayerShape>.Builder _layers = ImmutableArray.CreateBuilder<LayerShape>();

        public ImmutableArray<LayerShape> ToImmutable() => _layers.ToImmutable();

        public void Add(string name, string kind, int channels, VolumeSize size, long parameters) =>
            _layers.Add(new LayerShape(name, kind, [channels, size.X, size.Y, size.Z], parameters));

        public void AddBlock(ConvolutionOptions options, string name, int from, int to, VolumeSize size)
        {
            for (var i = 1; i <= 2; i++)
            {
                var taps = (long)options.Kernel * options.Kernel * options.Kernel;
                Add(LayerNames.Within(name, LayerNames.Part("conv", i)), "Conv3d", to, size, (taps * (i == 1 ? from : to) * to) + to);
                if (options.NormalisationKind is { } normaliser)
                {
                    Add(LayerNames.Within(name, LayerNames.Part("norm", i)), normaliser, to, size, 2L * to);
                }

                Add(LayerNames.Within(name, LayerNames.Part("relu", i)), options.ActivationKind, to, size, 0);
            }
        }

        public void AddLinear(string name, long from, ImmutableArray<int> output)
        {
            var to = output.Aggregate(1L, (product, edge) => product * edge);
            _layers.Add(new LayerShape(name, "Linear", output, (from * to) + to));
        }
    }
}
