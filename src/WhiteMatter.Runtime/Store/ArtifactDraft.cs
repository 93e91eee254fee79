using System.Collections.Concurrent;
using System.Collections.Immutable;
using WhiteMatter.Plan;
using WhiteMatter.Runtime.Faults;
using WhiteMatter.Runtime.Interop;

namespace WhiteMatter.Runtime.Store;

/// <summary>An artifact being written, in a folder of its own that vanishes unless the artifact is committed.</summary>
public sealed class ArtifactDraft : IDisposable
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly FaultPoint _faults;
    private readonly ConcurrentDictionary<string, ArtifactFile> _written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, double> _values = new(StringComparer.Ordinal);
    private int _open;

    internal ArtifactDraft(string folder, bool ownerOnly, FaultPoint faults)
    {
        Folder = folder;
        OwnerOnly = ownerOnly;
        _faults = faults;
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
        }
        else
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Its folder. A file that a library writes here by its path becomes part of the artifact too.</summary>
    public string Folder { get; }

    /// <summary>Whether it tells of single people and is for its owner's eyes alone.</summary>
    public bool OwnerOnly { get; }

    /// <summary>Makes a file, hashed while it is written and flushed to the disk when closed.</summary>
    /// <param name="name">Its name, with <c>/</c> as separator.</param>
    public Stream Create(string name)
    {
        var path = PathFor(name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 1 << 17 };
        if (OwnerOnly && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        Interlocked.Increment(ref _open);
        return new HashingStream(
            new FileStream(path, options),
            closed =>
            {
                Interlocked.Decrement(ref _open);
                if (closed.Blake3 is not null)
                {
                    _written[name] = new ArtifactFile(name, closed.Written, closed.Blake3);
                }
            });
    }

    /// <summary>The path of a file to be, its folder made, for a library that writes by path.</summary>
    /// <param name="name">Its name, with <c>/</c> as separator.</param>
    public string PathFor(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == ArtifactStore.RecordName || Path.IsPathRooted(name) || name.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"'{name}' cannot name a file of an artifact.", nameof(name));
        }

        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>States a value that the study may refer to.</summary>
    /// <param name="name">Its name, such as <c>count</c>.</param>
    /// <param name="value">The value.</param>
    public void SetValue(string name, double value) => _values[name] = value;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Renamed into place, or left for the next run to clear away.
        }
    }

    internal ImmutableDictionary<string, double> Values => _values.ToImmutableDictionary();

    /// <summary>Makes every file durable and says what they are, in order of name.</summary>
    internal ImmutableArray<ArtifactFile> Seal()
    {
        if (Volatile.Read(ref _open) != 0)
        {
            throw new InvalidOperationException("A file of the artifact is still open.");
        }

        _faults.Pass(FaultPoint.FileWritten);
        var files = ImmutableArray.CreateBuilder<ArtifactFile>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(Folder, path);
            files.Add(_written.TryGetValue(name, out var written) ? written : HashAndFlush(name, path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, OwnerOnly ? OwnerOnlyFile : File.GetUnixFileMode(path) & ~AnyWrite);
            }
        }

        foreach (var folder in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories))
        {
            PosixFile.SyncDirectory(folder);
        }

        _faults.Pass(FaultPoint.FileSynced);
        return files.ToImmutable();
    }

    private static ArtifactFile HashAndFlush(string name, string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 17);
        var hash = ContentHash.Of(stream);
        stream.Flush(flushToDisk: true);
        return new ArtifactFile(name, stream.Length, hash);
    }
}
