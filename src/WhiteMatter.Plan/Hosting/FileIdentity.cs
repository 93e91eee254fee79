namespace WhiteMatter.Plan.Hosting;

/// <summary>
/// What a file is known by while planning: its size, its time of change and a hash of a few sampled blocks. The full content is
/// hashed only while a step reads it.
/// </summary>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedTicks">UTC ticks of the last change.</param>
/// <param name="SampleHash">Hex SHA-256 of sampled blocks.</param>
public sealed record FileIdentity(long Size, long ModifiedTicks, string SampleHash);
