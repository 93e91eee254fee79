using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using TorchSharp;
using WhiteMatter.Learning.Networks;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Weights;

/// <summary>
/// Takes an autoencoder's weights from a file that another program wrote: safetensors, or a state dict of PyTorch or Lightning. Tensors have our names or
/// those of the published code, all of them behind one prefix or none, such as <c>model.</c> or <c>module.</c>; each tensor of the network must be there
/// with its shape and finite values, and none besides. Values of 16 bits become 32.
/// </summary>
public static class PretrainedWeights
{
    private static readonly string[] s_prefixes = ["model.", "module.", "network.", "net.", "autoencoder.", "_orig_mod."];

    /// <summary>Reads every parameter and running statistic.</summary>
    /// <param name="network">The network; unchanged when the file is not its own.</param>
    /// <param name="path">The file.</param>
    /// <returns>What the file says of the network and the images it was trained on.</returns>
    /// <exception cref="LearningException">The file is damaged or of another kind, says that it is of another network, or its tensors are not exactly those of the network by name and shape.</exception>
    public static WeightsOrigin Load(VolumeAutoencoder network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var file = Open(path);
        file.Origin.RequireOf(path, network.Architecture);
        var state = network.state_dict();
        var ours = OursOf(network, state.Keys);
        var found = file.Tensors.Select(tensor => (Stored: tensor, Name: NameOf(tensor.Name, ours))).ToList();

        // A type that becomes the network's without loss counts as it.
        StoredTensors.RequireSame(
            path,
            state.Select(entry => TensorStorage.Describe(entry.Key, entry.Value)),
            found.Select(entry => entry.Stored with { Name = entry.Name, Type = Widened(entry.Stored.Type) }));
        using var mode = no_grad();

        // All values are looked at before any is taken.
        foreach (var taking in new[] { false, true })
        {
            foreach (var (stored, name) in found)
            {
                using var scope = NewDisposeScope();
                var target = state[name];
                var host = empty(target.shape, target.dtype);
                Read(file, stored, host.bytes);
                if (taking)
                {
                    target.copy_(host);
                }
                else if (target.dtype == ScalarType.Float32 && Impossible(name, host.bytes) is { } problem)
                {
                    throw new LearningException(
                        LearningProblem.WeightsDamaged, $"The weights of '{path}' cannot be used: the tensor {stored.Name} {problem}.");
                }
            }
        }

        return file.Origin;
    }

    /// <summary>The shapes of a file's tensors and what it says of their network, by its header alone; libtorch is not loaded.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LearningException">The file is empty, damaged or of another kind.</exception>
    public static (ImmutableArray<ImmutableArray<long>> Shapes, WeightsOrigin Origin) HeaderOf(string path)
    {
        using var file = Open(path);
        return ([.. file.Tensors.Select(tensor => tensor.Shape)], file.Origin);
    }

    /// <summary>Values that a tensor of its name cannot have, in words; null where it has none.</summary>
    private static string? Impossible(string name, ReadOnlySpan<byte> values) =>
        !IsFinite(values) ? "has values that are no finite numbers"
        : name.EndsWith(".running_var", StringComparison.Ordinal) && HasNegative(values) ? "holds variances and has values below 0"
        : null;

    private static bool HasNegative(ReadOnlySpan<byte> values)
    {
        foreach (var value in MemoryMarshal.Cast<byte, float>(values))
        {
            if (value < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFinite(ReadOnlySpan<byte> values)
    {
        foreach (var value in MemoryMarshal.Cast<byte, float>(values))
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private static IWeightsFile Open(string path)
    {
        // A safetensors file begins with the length of its header, 8 bytes of which the upper four are 0.
        Span<byte> magic = stackalloc byte[8];
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length)
            {
                throw new LearningException(LearningProblem.WeightsDamaged, $"The weights of '{path}' cannot be read: the file is empty.");
            }
        }

        return magic switch
        {
            [(byte)'P', (byte)'K', ..] => StateDictFile.Open(path),
            [0x80, <= 5, ..] when !magic[4..].SequenceEqual(stackalloc byte[4]) => throw new LearningException(
                LearningProblem.WeightsDamaged,
                $"The weights of '{path}' cannot be read: PyTorch saved them before version 1.6, or as a bare pickle. Open them there and save them again, as in torch.save(torch.load(old), new)."),
            _ => new Safetensors(SafetensorsFile.Open(path)),
        };
    }

    /// <summary>For each name that a tensor of the network may have in a file ours.</summary>
    private static Dictionary<string, string> OursOf(VolumeAutoencoder network, IEnumerable<string> names)
    {
        var ours = names.ToDictionary(name => name, StringComparer.Ordinal);
        if (network.Architecture is not AutoencoderArchitecture { Variational: null } published || published.Convolutions != ConvolutionOptions.Published)
        {
            return ours;
        }

        foreach (var (theirs, layer) in PublishedLayerNames.Of(published.Channels.Length))
        {
            foreach (var name in ours.Values.Where(name => name.StartsWith(layer + ".", StringComparison.Ordinal)).ToList())
            {
                ours.TryAdd(theirs + name[layer.Length..], name);
            }
        }

        return ours;
    }

    private static string NameOf(string name, Dictionary<string, string> ours)
    {
        var bare = name;
        while (true)
        {
            if (ours.TryGetValue(bare, out var known))
            {
                return known;
            }

            if (Array.Find(s_prefixes, prefix => bare.StartsWith(prefix, StringComparison.Ordinal)) is not { } prefix)
            {
                return name;
            }

            bare = bare[prefix.Length..];
        }
    }

    private static TensorType Widened(TensorType type) => type is TensorType.F16 or TensorType.BF16 ? TensorType.F32 : type;

    private static void Read(IWeightsFile file, StoredTensor stored, Span<byte> values)
    {
        if (stored.Type is not (TensorType.F16 or TensorType.BF16))
        {
            file.Read(stored, values);
            return;
        }

        // The short values stand in the second half and are widened from the front, where each is read before its place is written.
        var half = values[(values.Length / 2)..];
        file.Read(stored, half);
        for (var i = 0; i < half.Length / 2; i++)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(half[(2 * i)..]);
            var value = stored.Type == TensorType.F16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
            MemoryMarshal.Write(values[(4 * i)..], value);
        }
    }

    private sealed class Safetensors(SafetensorsFile file) : IWeightsFile
    {
        public ImmutableArray<StoredTensor> Tensors => file.Tensors;

        public WeightsOrigin Origin { get; } = WeightsOrigin.Read(file.Metadata);

        public void Read(StoredTensor tensor, Span<byte> values) => file.Read(tensor, 0, values);

        public void Dispose() => file.Dispose();
    }
}
