namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>A condition of an <c>expect</c> after the run.</summary>
/// <param name="Condition">As written.</param>
/// <param name="Found">The values it was checked with.</param>
/// <param name="Held">Whether it held.</param>
public sealed record ExpectedCondition(string Condition, string Found, bool Held)
{
    /// <summary>The file of an artifact that holds them.</summary>
    public const string FileName = "expect.json";
}
