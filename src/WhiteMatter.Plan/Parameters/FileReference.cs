using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Plan.Parameters;

/// <summary>An outside file a step reads.</summary>
/// <param name="Path">Where it is, relative to the plan's base directory or absolute.</param>
/// <param name="Identity">What it was known by when planning; null when it was not there.</param>
public sealed record FileReference([property: OutsideIdentity] string Path, FileIdentity? Identity);
