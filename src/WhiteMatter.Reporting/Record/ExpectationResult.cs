namespace WhiteMatter.Reporting;

/// <summary>One condition of an <c>expect</c> declaration after the run.</summary>
/// <param name="Condition">The condition as written.</param>
/// <param name="Found">The value found, in words; it is printed as it stands, so a count of people must be suppressed by the caller.</param>
/// <param name="Held">Whether the condition held.</param>
public sealed record ExpectationResult(string Condition, string Found, bool Held);
