using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WhiteMatter.Runtime.Interop;

/// <summary>The few calls of the C library on files that .NET does not offer. Errors are exceptions that carry errno.</summary>
internal static partial class PosixFile
{
    private const int OpenReadOnly = 0;
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40;
    private const int AnyoneReadsAndWrites = 0x1b6; // 0666, less the umask
    private const int OpenDirectory = 0x10000;
    private const int OpenCloseOnExec = 0x80000;
    private const int LockExclusive = 2;
    private const int LockNoWait = 4;
    private const int ErrorWouldBlock = 11;
    private const int ErrorInvalid = 22;

    /// <summary>Makes what was created, renamed or removed in a folder durable.</summary>
    public static void SyncDirectory(string path)
    {
        var descriptor = Open(path, OpenReadOnly | (OperatingSystem.IsLinux() ? OpenDirectory | OpenCloseOnExec : 0), 0);
        if (descriptor < 0)
        {
            throw Failure("open", path);
        }

        try
        {
            // Some network file systems cannot flush a folder and say so with EINVAL; their renames are ordered by the server.
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() != ErrorInvalid)
            {
                throw Failure("fsync", path);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Opens a file to lock it, and makes it where it is not there. .NET's own opening takes a shared lock of every file it opens,
    /// which would be in the way.
    /// </summary>
    public static SafeFileHandle OpenToLock(string path)
    {
        var descriptor = Open(path, OpenReadWrite | OpenCreate | OpenCloseOnExec, AnyoneReadsAndWrites);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure("open", path);
    }

    /// <summary>Takes the exclusive lock of an open file without waiting; false when another process has it.</summary>
    public static bool TryLock(SafeFileHandle file, string path)
    {
        if (Lock(file, LockExclusive | LockNoWait) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == ErrorWouldBlock ? false : throw Failure("flock", path);
    }

    /// <summary>Gives a file a second name; false when the file system or the two places do not allow it.</summary>
    public static bool TryLink(string existing, string name) => Link(existing, name) == 0;

    /// <summary>Ends this process at once, as a power cut or the kernel would: no handler runs.</summary>
    public static void KillSelf()
    {
        _ = Kill(Environment.ProcessId, 9);
        Thread.Sleep(Timeout.Infinite);
    }

    private static IOException Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of '{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
