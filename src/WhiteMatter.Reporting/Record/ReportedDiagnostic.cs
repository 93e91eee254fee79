namespace WhiteMatter.Reporting;

/// <summary>A diagnostic the reader should know of.</summary>
/// <param name="Code">Its code ("WM3001").</param>
/// <param name="Message">What was found.</param>
/// <param name="Where">The declaration or line, or null.</param>
/// <param name="AcceptedBecause">The reason the study gives for accepting it; null where it was not accepted.</param>
public sealed record ReportedDiagnostic(string Code, string Message, string? Where, string? AcceptedBecause);
