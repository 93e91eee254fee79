using WhiteMatter.Plan.Diagnostics;

namespace WhiteMatter.Runtime.Store;

/// <summary>Turns the operating system's refusals to write into diagnostics that say what to do.</summary>
internal static class StorageFailure
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int FileTooLarge = 27;

    /// <summary>Whether the disk, the quota or the largest file size is exhausted.</summary>
    public static bool IsFull(Exception exception) =>
        exception is IOException && (exception.HResult & 0xffff) is NoSpace or QuotaExceeded or FileTooLarge;

    /// <summary>The diagnostic of a failure to write.</summary>
    /// <param name="exception">What the operating system said.</param>
    /// <param name="path">Where something was to be written.</param>
    /// <param name="stepId">The step that wrote, or null.</param>
    /// <param name="bytesNeeded">What the step is estimated to need; 0 when not known.</param>
    public static RunFailureException Of(Exception exception, string path, string? stepId, long bytesNeeded)
    {
        if (!IsFull(exception))
        {
            return new RunFailureException(RunCodes.CannotWrite, exception, path, exception.Message);
        }

        var who = stepId is null ? "the store" : "step " + stepId;
        var needed = bytesNeeded > 0 ? $"needs about {ByteCount.Text(bytesNeeded)}" : "needs more than there is";
        return new RunFailureException(RunCodes.DiskFull, exception, path, who, needed, FreeSpace(path));
    }

    private static string FreeSpace(string path)
    {
        try
        {
            var folder = path;
            while (!Directory.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return ByteCount.Text(new DriveInfo(folder).AvailableFreeSpace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "an unknown amount";
        }
    }
}
