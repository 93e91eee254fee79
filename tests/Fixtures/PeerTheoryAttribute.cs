using Xunit;

namespace WhiteMatter.Fixtures;

/// <summary>A theory that needs other programs; skipped with a reason where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    /// <summary>Names the programs.</summary>
    /// <param name="programs">Their names on the path, which are also their Debian packages.</param>
    public PeerTheoryAttribute(params string[] programs) =>
        Skip = programs.Select(program => Peer.Lack(program, null)).FirstOrDefault(lack => lack is not null);
}
