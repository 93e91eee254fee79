using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan.Hosting;

/// <summary>A request for what a file of published summary statistics says.</summary>
/// <param name="Path">The file, resolved against the study's folder.</param>
/// <param name="Layout">Under which names its columns are looked for.</param>
public sealed record StatisticsRequest(string Path, PublishedLayout Layout);

/// <summary>What a file of published summary statistics says, by its header alone.</summary>
/// <param name="HasPlaces">Whether it has chromosomes and positions.</param>
/// <param name="HasEffects">Whether it has effects, and not z alone.</param>
/// <param name="HasPeople">Whether it has numbers of people.</param>
public sealed record StatisticsHeader(bool HasPlaces, bool HasEffects, bool HasPeople)
{
    /// <summary>Whether its effects are odds ratios.</summary>
    public bool HasRatios { get; init; }

    /// <summary>What the file is known by; null where the host does not say.</summary>
    public FileIdentity? Identity { get; init; }
}
