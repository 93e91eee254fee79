using System.Runtime.InteropServices;
using System.Text.Json;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using WhiteMatter.Learning.Weights;

namespace WhiteMatter.Learning.Tests.Peer;

/// <summary>Writes what autoencoder.py starts from.</summary>
internal static class PeerFolder
{
    public static void Write(
        string folder,
        VolumeAutoencoder network,
        NormalisedVolumes volumes,
        int batch,
        int steps,
        double learningRate,
        int threads,
        string? device = null,
        string? precision = null,
        bool channelsLast = false)
    {
        using (var weights = File.Create(Path.Combine(folder, "weights.safetensors")))
        {
            NetworkWeights.Save(network, weights);
        }

        var mask = new float[volumes.Numbers];
        volumes.WriteMask(mask);
        File.WriteAllBytes(Path.Combine(folder, "mask.f32"), MemoryMarshal.AsBytes(mask.AsSpan()));
        File.WriteAllBytes(Path.Combine(folder, "volumes.f32"), MemoryMarshal.AsBytes(Batch(volumes, 0, volumes.Ids.Count).AsSpan()));
        var settings = new Dictionary<string, object?>
        {
            ["size"] = new[] { volumes.Size.X, volumes.Size.Y, volumes.Size.Z },
            ["latents"] = network.Architecture.Latents,
            ["layers"] = network.Shapes.Layers.Where(layer => layer.Parameters > 0).Select(layer => layer.Name),
            ["batch"] = batch,
            ["steps"] = steps,
            ["lr"] = learningRate,
            ["threads"] = threads,
            ["device"] = device,
            ["precision"] = precision,
            ["channels_last"] = channelsLast,
            ["beta"] = network.Architecture.Variational?.Beta,
        };
        if (volumes.Channels > 1)
        {
            settings["modalities"] = volumes.Channels;
            settings["loss_weights"] = Enumerable.Range(0, volumes.Channels).Select(volumes.Weight);
        }

        if (network.Architecture is TransformerArchitecture transformer)
        {
            settings["patch"] = transformer.Patch;
            settings["width"] = transformer.Width;
            settings["depth"] = transformer.Depth;
            settings["heads"] = transformer.Heads;
            settings["decoder_depth"] = transformer.DecoderDepth;
            settings["positions"] = transformer.Positions.ToString();
        }
        else
        {
            var convolutional = (AutoencoderArchitecture)network.Architecture;
            settings["channels"] = convolutional.Channels;
            settings["convolutions"] = new Dictionary<string, object>
            {
                ["kernel"] = convolutional.Convolutions.Kernel,
                ["normalisation"] = convolutional.Description["normalisation"],
                ["activation"] = convolutional.Description["activation"],
            };
        }

        File.WriteAllText(Path.Combine(folder, "settings.json"), JsonSerializer.Serialize(settings));
    }

    /// <summary>Writes what steps take of volumes that training draws, one step after the other.</summary>
    public static void WriteDrawn(string folder, DrawnVolumes volumes, IReadOnlyList<int[]> batches, int epoch)
    {
        var voxels = (int)volumes.Volumes.Numbers;
        using var drawn = File.Create(Path.Combine(folder, "drawn.f32"));
        using var seen = volumes.Parts > 1 ? File.Create(Path.Combine(folder, "seen.f32")) : null;
        using var parts = volumes.Parts > 2 ? File.Create(Path.Combine(folder, "parts.f32")) : null;
        float[][] read = [new float[voxels], new float[voxels], new float[voxels]];
        foreach (var person in batches.SelectMany(batch => batch))
        {
            volumes.Read(person, epoch, read[0], read[1], read[2]);
            drawn.Write(MemoryMarshal.AsBytes(read[0].AsSpan()));
            seen?.Write(MemoryMarshal.AsBytes(read[1].AsSpan()));
            parts?.Write(MemoryMarshal.AsBytes(read[2].AsSpan()));
        }

        WriteDraws(folder, volumes, batches, epoch);
        if (volumes.Volumes.Channels > 1)
        {
            float[] present = [.. batches.SelectMany(batch => batch).SelectMany(person => Enumerable.Range(0, volumes.Volumes.Channels).Select(channel => volumes.Volumes.Has(person, channel) ? 1f : 0f))];
            File.WriteAllBytes(Path.Combine(folder, "present.f32"), MemoryMarshal.AsBytes(present.AsSpan()));
        }
    }

    /// <summary>Writes what steps draw latents with, where they do.</summary>
    public static void WriteDraws(string folder, DrawnVolumes volumes, IReadOnlyList<int[]> batches, int epoch)
    {
        if (volumes.Latents == 0)
        {
            return;
        }

        using var draws = File.Create(Path.Combine(folder, "draws.f32"));
        var latents = new float[volumes.Latents];
        foreach (var person in batches.SelectMany(batch => batch))
        {
            volumes.Draw(person, epoch, latents);
            draws.Write(MemoryMarshal.AsBytes(latents.AsSpan()));
        }
    }

    /// <summary>The volumes of people in a row, one after the other.</summary>
    public static float[] Batch(NormalisedVolumes volumes, int first, int count)
    {
        var voxels = (int)volumes.Numbers;
        var values = new float[count * voxels];
        for (var i = 0; i < count; i++)
        {
            volumes.ReadVolume(first + i, values.AsSpan(i * voxels, voxels));
        }

        return values;
    }
}
