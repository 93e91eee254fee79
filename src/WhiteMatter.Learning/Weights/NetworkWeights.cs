using TorchSharp;
using WhiteMatter.Learning.Networks;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Weights;

/// <summary>Saves and loads a network's parameters and running statistics, all of them or none.</summary>
public static class NetworkWeights
{
    /// <summary>Writes every parameter and running statistic as a safetensors file, and in its header what the network is.</summary>
    /// <param name="network">The network.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="normalisation">What was done to the images it was trained on, in the word of studies; null where nobody said.</param>
    public static void Save(VolumeAutoencoder network, Stream output, string? normalisation = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        SafetensorsWriter.Write(
            output,
            network.state_dict().Select(entry => TensorStorage.Store(entry.Key, entry.Value)),
            WeightsOrigin.Of(network, normalisation).Texts);
    }

    /// <summary>Reads every parameter and running statistic of a network.</summary>
    /// <param name="network">The network; unchanged when the file is not its own.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="LearningException">The file is damaged, or its tensors are not exactly those of the network by name, type and shape.</exception>
    public static void Load(nn.Module network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var file = SafetensorsFile.Open(path);
        var state = network.state_dict();
        StoredTensors.RequireSame(path, state.Select(entry => TensorStorage.Describe(entry.Key, entry.Value)), file.Tensors);
        foreach (var stored in file.Tensors)
        {
            TensorStorage.Read(file, stored, state[stored.Name]);
        }
    }
}
