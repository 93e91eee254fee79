namespace WhiteMatter.Reporting;

/// <summary>Something to cite.</summary>
/// <param name="Name">Software or method.</param>
/// <param name="Version">Its version, or null.</param>
/// <param name="Reference">The reference as printed.</param>
/// <param name="Link">A DOI or page; shown as a link only if it is an https address.</param>
public sealed record SoftwareCitation(string Name, string? Version, string Reference, string? Link = null);
