using Microsoft.Win32.SafeHandles;
using WhiteMatter.Formats.Archives;
using WhiteMatter.Formats.Interop;

namespace WhiteMatter.Formats;

/// <summary>
/// Opens data files for reading. What is read here is looked at more than once, and is trusted to stay as it is meanwhile; so pipes,
/// sockets and devices are refused, of which opening alone might wait for ever. Others may write into the file or remove it: that is
/// found afterwards, by its size and time.
/// </summary>
public static class DataFile
{
    /// <summary>Opens a file to be read from its beginning on. The caller disposes the stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">Bytes the stream buffers; 0 for a caller that reads large blocks.</param>
    /// <exception cref="DataFormatException">It is not there, cannot be read, or is no regular file.</exception>
    public static FileStream OpenStream(string path, int bufferSize = 0)
    {
        try
        {
            return new FileStream(Regular(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize, FileOptions.SequentialScan);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure(path, e);
        }
    }

    /// <summary>Opens a file to be read at any place. The caller disposes the handle.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is not there, cannot be read, or is no regular file.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        try
        {
            return File.OpenHandle(Regular(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure(path, e);
        }
    }

    /// <summary>
    /// Opens a file, or a member of a zip archive where the path goes on inside one, to be read once from its beginning on. The caller
    /// disposes the stream.
    /// </summary>
    /// <param name="path">The file, or <c>archive.zip/member</c>.</param>
    /// <param name="bufferSize">Bytes the stream of a file buffers.</param>
    /// <exception cref="DataFormatException">As <see cref="OpenStream"/> and <see cref="ZipMember.Open"/>.</exception>
    public static Stream OpenForward(string path, int bufferSize = 0) =>
        !File.Exists(path) && ArchivePath.Of(path) is { } inside ? ZipMember.Open(inside).Bytes : OpenStream(path, bufferSize);

    /// <summary>Whether a file is there, or a member of a zip archive. Of an archive that cannot be read nothing is known, and what reads it says why.</summary>
    /// <param name="path">The file, or <c>archive.zip/member</c>.</param>
    public static bool Exists(string path)
    {
        if (File.Exists(path))
        {
            return true;
        }

        try
        {
            return ArchivePath.Of(path) is { } inside && File.Exists(inside.Archive) && ZipMember.Find(inside) is not null;
        }
        catch (DataFormatException e) when (e.Problem != DataProblem.FileMissing)
        {
            return true;
        }
    }

    /// <summary>Whether a path goes on inside a zip archive that is there and has no such member.</summary>
    /// <param name="path">The path.</param>
    public static bool IsMissingInside(string path) => ArchivePath.Of(path) is { } inside && File.Exists(inside.Archive) && !Exists(path);

    /// <summary>Whether an exception is of the file system, so that <see cref="Failure"/> says it in words.</summary>
    internal static bool IsFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>The exception for a file that is not there or cannot be read.</summary>
    internal static DataFormatException Failure(string path, Exception inner) => inner is FileNotFoundException or DirectoryNotFoundException
        ? new DataFormatException(
            DataProblem.FileMissing, path, "there is no such file", "", "Check the path; it is relative to the study file", inner: inner)
        : Directory.Exists(path)
        ? new DataFormatException(DataProblem.FileUnreadable, path, "this is a folder", "a file", "Name a file in it", inner: inner)
        : new DataFormatException(
            DataProblem.FileUnreadable, path, $"the file cannot be read ({inner.Message.TrimEnd('.')})", "", "Check that it is a file and that you may read it", inner: inner);

    /// <summary>What stands at a path where that is neither a file nor a folder, such as "a pipe"; null otherwise. Opens nothing, so that nothing is waited for.</summary>
    /// <param name="path">The path.</param>
    public static string? KindOfOther(string path) => FileKind.Of(path) switch
    {
        FileKind.Pipe => "a pipe",
        FileKind.Socket => "a socket",
        FileKind.Device => "a device",
        _ => null,
    };

    /// <summary>The path itself, of a file or folder.</summary>
    private static string Regular(string path)
    {
        var kind = KindOfOther(path);
        return kind is null ? path : throw new DataFormatException(
            DataProblem.FileUnreadable, path, $"this is {kind}", "a regular file", "Write the data into a file; it is read more than once");
    }
}
