using System.Globalization;

namespace WhiteMatter.Runtime.Store;

/// <summary>Tells from a draft folder's name whether the process that writes it still lives.</summary>
internal static class DraftOwner
{
    private static readonly TimeSpan OtherMachinesPatience = TimeSpan.FromDays(7);

    /// <summary>A name for a draft of this process: host, process, its start, and a number of its own.</summary>
    public static string NewName() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Host}~{Environment.ProcessId}~{StartOf(Environment.ProcessId) ?? "0"}~{Guid.NewGuid():N}");

    /// <summary>
    /// Whether nobody writes a draft any more: its process on this machine has ended, or it was made on another machine and
    /// left untouched for a week.
    /// </summary>
    public static bool IsGone(string name, DateTime lastWriteUtc)
    {
        if (name.Split('~') is not [var host, var process, var start, _]
            || !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return true;
        }

        return host == Host ? StartOf(id) is not { } now || now != start : DateTime.UtcNow - lastWriteUtc > OtherMachinesPatience;
    }

    private static string Host => StoreLayout.FileName(Environment.MachineName);

    /// <summary>When a process started, in the kernel's own count, so that a reused process number is told apart.</summary>
    private static string? StartOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{WholeNumber.Text(process)}/stat");

            // The second field is the command in brackets and may hold blanks; the start is the 20th after it.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

            // Zombies ("Z") and dead processes ("X") write nothing any more.
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
