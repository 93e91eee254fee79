namespace WhiteMatter.Reporting;

/// <summary>A file of results.</summary>
/// <param name="Path">Path relative to the report, with forward slashes.</param>
/// <param name="Description">What is in it.</param>
/// <param name="Bytes">Its size, or null.</param>
public sealed record ResultFile(string Path, string Description, long? Bytes = null);
