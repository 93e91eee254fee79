using System.Collections.Immutable;
using WhiteMatter.Learning.Networks;

namespace WhiteMatter.Learning.Weights;

/// <summary>
/// What a file of weights says of the network they are of and of the images it was trained on: texts in the header of safetensors, each name behind <c>wmstudy.</c>, so that other programs' texts are not taken for them.
/// Empty of files that say nothing, such as state dicts of PyTorch.
/// </summary>
/// <param name="Network">The network's description (<see cref="NetworkArchitecture.Description"/>).</param>
/// <param name="Grid">Voxels along each axis, as <c>182 × 218 × 182</c>; null where it does not say.</param>
/// <param name="Normalisation">What was done to the images, in the word of studies; null where it does not say.</param>
public sealed record WeightsOrigin(ImmutableSortedDictionary<string, string> Network, string? Grid, string? Normalisation)
{
    private const string Prefix = "wmstudy.";
    private const string GridName = "grid";
    private const string NormalisationName = "normalise";

    /// <summary>Nothing said.</summary>
    public static WeightsOrigin Unsaid { get; } = new(ImmutableSortedDictionary<string, string>.Empty, null, null);

    /// <summary>The texts of a header.</summary>
    internal ImmutableSortedDictionary<string, string> Texts
    {
        get
        {
            var texts = Network.ToImmutableSortedDictionary(pair => Prefix + pair.Key, pair => pair.Value, StringComparer.Ordinal);
            texts = Grid is null ? texts : texts.SetItem(Prefix + GridName, Grid);
            return Normalisation is null ? texts : texts.SetItem(Prefix + NormalisationName, Normalisation);
        }
    }

    /// <summary>What weights of a network are of.</summary>
    /// <param name="network">The network.</param>
    /// <param name="normalisation">What is done to its images; null where nobody said.</param>
    public static WeightsOrigin Of(VolumeAutoencoder network, string? normalisation)
    {
        var size = network.Size;
        return new WeightsOrigin(network.Architecture.Description, $"{size.X} × {size.Y} × {size.Z}", normalisation);
    }

    /// <summary>What a header's texts say.</summary>
    internal static WeightsOrigin Read(ImmutableDictionary<string, string> texts)
    {
        var ours = texts.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(pair => pair.Key[Prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
        return new WeightsOrigin(ours.Remove(GridName).Remove(NormalisationName), ours.GetValueOrDefault(GridName), ours.GetValueOrDefault(NormalisationName));
    }

    /// <summary>Checks that weights are of a network.</summary>
    /// <param name="path">Their file, for the message.</param>
    /// <param name="architecture">The network.</param>
    /// <exception cref="LearningException">The file says that they are of another.</exception>
    internal void RequireOf(string path, NetworkArchitecture architecture)
    {
        var wanted = architecture.Description;
        string[] other = [.. Network.Where(pair => wanted.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key)];
        if (other.Length > 0)
        {
            // The kind of network says it all where it differs.
            var name = other.Contains("network") ? "network" : other[0];
            throw new LearningException(
                LearningProblem.WeightsOfOtherNetwork,
                $"The weights of '{path}' are of a network with {name} = {Network[name]}, and the architecture has {wanted.GetValueOrDefault(name) ?? "none"}.");
        }
    }
}
