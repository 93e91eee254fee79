using WhiteMatter.Runtime.Interop;

namespace WhiteMatter.Runtime.Store;

/// <summary>Replaces small files so that a reader sees the old or the new content and a crash keeps one of them.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file beside its place, flushes it and renames it into place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="beforeRename">Called when the new content is durable under its temporary name.</param>
    /// <param name="ownerOnly">Whether its owner alone may read it, as where it names files after people.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content, Action? beforeRename = null, bool ownerOnly = false)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var temporary = TemporaryName(path);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
            if (ownerOnly && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            beforeRename?.Invoke();
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }

        PosixFile.SyncDirectory(folder);
    }

    /// <summary>A name in the same folder that no other process uses, and that tells whose it is.</summary>
    public static string TemporaryName(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{DraftOwner.NewName()}.tmp");

    /// <summary>Removes what processes that have ended left in a folder under temporary names.</summary>
    public static void ClearTemporaries(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, ".*~*.tmp"))
        {
            if (path.Count('~') >= 3 && DraftOwner.IsGone(Path.GetFileName(path)[1..^4], File.GetLastWriteTimeUtc(path)))
            {
                DeleteQuietly(path);
            }
        }
    }

    /// <summary>Removes a file that may not be there, on the way out of a failure that matters more.</summary>
    public static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
