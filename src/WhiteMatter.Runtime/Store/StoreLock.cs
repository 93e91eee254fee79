using Microsoft.Win32.SafeHandles;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Interop;

namespace WhiteMatter.Runtime.Store;

/// <summary>
/// The one lock of a store, held by a run while it lasts. It is the kernel's lock of an open file, so that it ends with its
/// process, however that ends.
/// </summary>
public sealed class StoreLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly SafeFileHandle _file;
    private readonly string _holderPath;

    private StoreLock(SafeFileHandle file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="command">What it is taken for, told to those who wait.</param>
    /// <param name="wait">Whether to wait while another process holds it.</param>
    /// <param name="waiting">Called once, with who holds it, when the wait begins.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RunFailureException">Another process holds it, or the file system has no locks.</exception>
    public static async ValueTask<StoreLock> AcquireAsync(
        StoreLayout layout, string command, bool wait, Action<LockHolder?>? waiting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var file = PosixFile.OpenToLock(layout.Lock);
        try
        {
            var told = false;
            while (!TryLock(file, layout.Lock))
            {
                var holder = LockHolder.Read(layout.LockHolder);
                if (!wait)
                {
                    throw new RunFailureException(
                        RunCodes.StoreLocked,
                        layout.Root,
                        holder is null
                            ? "another process"
                            : $"process {WholeNumber.Text(holder.ProcessId)} on {holder.Host} since {holder.Since:u} ({holder.Command})");
                }

                if (!told)
                {
                    waiting?.Invoke(holder);
                    told = true;
                }

                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }

            new LockHolder(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow, command).Write(layout.LockHolder);
            return new StoreLock(file, layout.LockHolder);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        DurableFile.DeleteQuietly(_holderPath);
        _file.Dispose();
    }

    /// <summary>Takes the lock unless another process has it; a file system that has no locks is told by its code.</summary>
    internal static bool TryLock(SafeFileHandle file, string path)
    {
        try
        {
            return PosixFile.TryLock(file, path);
        }
        catch (IOException exception)
        {
            throw new RunFailureException(RunCodes.StoreLockUnsupported, exception, path, exception.Message);
        }
    }
}
