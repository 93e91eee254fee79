using WhiteMatter.Fixtures;
using Xunit;

namespace WhiteMatter.Genetics.Tests.Regression;

/// <summary>A test that takes minutes and needs another program; runs in the long form alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongPeerFactAttribute : FactAttribute
{
    /// <summary>Names the program.</summary>
    /// <param name="program">Its name on the path.</param>
    /// <param name="package">Its Debian package.</param>
    public LongPeerFactAttribute(string program, string package) => Skip =
        Environment.GetEnvironmentVariable("WMSTUDY_LONG_TESTS") == "1" ? Peer.Lack(program, package) : "Part of the long form: WMSTUDY_LONG_TESTS=1.";
}
