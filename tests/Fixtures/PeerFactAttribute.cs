using Xunit;

namespace WhiteMatter.Fixtures;

/// <summary>A test that needs another program; skipped with a reason where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    /// <summary>Names the program.</summary>
    /// <param name="program">Its name on the path, which is also its Debian package unless <paramref name="package"/> says otherwise.</param>
    /// <param name="package">Its Debian package.</param>
    public PeerFactAttribute(string program, string? package = null) => Skip = Peer.Lack(program, package);
}
