using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>How far networks of several seeds agree.</summary>
public sealed record EnsembleReport
{
    /// <summary>The phenotypes' name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>How many networks there are.</summary>
    public required int Networks { get; init; }

    /// <summary>People applied to.</summary>
    public required long People { get; init; }

    /// <summary>The ensemble's latents.</summary>
    public required ImmutableArray<LatentAgreement> Latents { get; init; }

    /// <summary>Each two networks.</summary>
    public required ImmutableArray<NetworkPair> Pairs { get; init; }
}

/// <summary>How far networks agree on a latent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fitted">The mean over networks of the squared multiple correlation in the people fitted on.</param>
/// <param name="Applied">The mean correlation of two networks' parts in the people applied to.</param>
/// <param name="Networks">The squared multiple correlation of each network in the people fitted on.</param>
public sealed record LatentAgreement(string Name, double Fitted, double Applied, ImmutableArray<double> Networks);

/// <summary>How alike the latents of two networks are in the people applied to.</summary>
/// <param name="First">The first network, from 1.</param>
/// <param name="Second">The second.</param>
/// <param name="MeanSquare">The mean of the squared canonical correlations.</param>
/// <param name="Chance">What it would be of unrelated latents.</param>
/// <param name="Greatest">The largest canonical correlation.</param>
/// <param name="Least">The smallest one.</param>
public sealed record NetworkPair(int First, int Second, double MeanSquare, double Chance, double Greatest, double Least);
