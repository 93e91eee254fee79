using System.Text.Json;
using WhiteMatter.Runtime.Handlers.Documents;

namespace WhiteMatter.Runtime.Store;

/// <summary>Who holds a store's lock.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Host">The machine it runs on.</param>
/// <param name="Since">When it took the lock.</param>
/// <param name="Command">What it does.</param>
public sealed record LockHolder(int ProcessId, string Host, DateTimeOffset Since, string Command)
{
    /// <summary>Who is said to hold the lock, or null when nobody wrote it down.</summary>
    internal static LockHolder? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LockHolder>(File.ReadAllText(path), DocumentJson.Options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal void Write(string path) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Options));
}
