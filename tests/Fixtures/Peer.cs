namespace WhiteMatter.Fixtures;

/// <summary>Other programs that tests hold results against.</summary>
internal static class Peer
{
    /// <summary>Why a test that needs a program is skipped; null where the program is on the path.</summary>
    public static string? Lack(string program, string? package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"{program} is not installed (Debian package {package ?? program}).";
}
