using WhiteMatter.Plan.Hosting;

namespace WhiteMatter.Plan.Parameters;

/// <summary>A file a step reads: one outside, or one that a step before it made.</summary>
/// <param name="Path">Where it is, relative to the plan's base directory or absolute; of a made file its name inside the artifact.</param>
/// <param name="Identity">What it was known by when planning; null when it was not there. Of a made file <see cref="MadeIdentity"/>: the input's fingerprint tells it apart.</param>
/// <param name="Input">Of a made file the role of the step's input whose artifact holds it; null for a file outside.</param>
public sealed record FileReference(
    [property: OutsideIdentity] string Path, FileIdentity? Identity, [property: OutsideIdentity] string? Input = null)
{
    /// <summary>The identity of every file that a step makes.</summary>
    public static FileIdentity MadeIdentity { get; } = new(0, 0, "made by an input");

    /// <summary>A file that a step before this one makes.</summary>
    /// <param name="input">Role of the input.</param>
    /// <param name="name">Name of the file inside its artifact.</param>
    public static FileReference Made(string input, string name) => new(name, MadeIdentity, input);
}
