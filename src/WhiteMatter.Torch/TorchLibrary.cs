using System.Diagnostics.CodeAnalysis;
using WhiteMatter.Torch.Interop;

namespace WhiteMatter.Torch;

/// <summary>
/// libtorch itself: whether it is there, how it multiplies matrices, with how many threads, and how it keeps memory. What TorchSharp has no
/// name for is here, so that moving to it changes no other file.
/// </summary>
public static class TorchLibrary
{
    private static volatile bool keepsBlocks;

    /// <summary>Version of libtorch, such as <c>1.13.0</c>.</summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static string Version => NativeTorch.Text(NativeTorch.wmt_torch_version());

    /// <summary>What multiplies matrices: OpenBLAS's own description with its version, or the file of another library.</summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static unsafe string Blas
    {
        get
        {
            const int longest = 512;
            var text = stackalloc byte[longest];
            NativeTorch.Check(NativeTorch.wmt_blas_description(text, longest));
            return NativeTorch.Text((nint)text);
        }
    }

    /// <summary>Threads of OpenBLAS, which counts its own; null if another library multiplies matrices.</summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static int? BlasThreads
    {
        get
        {
            var status = NativeTorch.wmt_blas_threads_get(out var threads);
            if (status == (int)TorchStatus.Unsupported)
            {
                return null;
            }
            NativeTorch.Check(status);
            return threads;
        }
    }

    /// <summary>Loads libtorch now rather than at the first operation; takes about 2 s and 150 MB the first time.</summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static void Load() => _ = Version;

    /// <summary>Loads libtorch if it is there.</summary>
    /// <param name="reason">Why it is not, and what to install.</param>
    public static bool TryLoad([NotNullWhen(false)] out string? reason)
    {
        try
        {
            Load();
            reason = null;
            return true;
        }
        catch (TorchUnavailableException unavailable)
        {
            reason = unavailable.Message;
            return false;
        }
    }

    /// <summary>
    /// Sets the threads of libtorch's own loops and those of OpenBLAS. Another number of either may give other last bits. Call it on the thread
    /// that computes: OpenMP keeps the number by thread.
    /// </summary>
    /// <param name="threads">At least 1.</param>
    public static void UseThreads(int threads)
    {
        NativeTorch.Check(NativeTorch.wmt_threads_set(threads));
        var status = NativeTorch.wmt_blas_threads_set(threads);
        if (status != (int)TorchStatus.Unsupported)
        {
            NativeTorch.Check(status);
        }
    }

    /// <summary>
    /// Keeps the memory of large tensors on the processor that are let go of for the next of their size, in huge pages where the system has them, for the
    /// rest of the process. Where the same large tensors are made again and again this saves a fifth of the time and more; at most an eighth more is mapped at once than
    /// is in use at most.
    /// </summary>
    public static void KeepBlocks()
    {
        NativeTorch.Check(NativeTorch.wmt_blocks_keep());
        keepsBlocks = true;
    }

    /// <summary>Gives the system what <see cref="KeepBlocks"/> keeps and is not in use; nothing where it was not asked for.</summary>
    public static void TrimBlocks()
    {
        if (keepsBlocks)
        {
            NativeTorch.Check(NativeTorch.wmt_blocks_trim());
        }
    }

    /// <summary>Bytes of large tensors on the processor in use and kept, since <see cref="KeepBlocks"/>.</summary>
    public static long MappedBlocks
    {
        get
        {
            NativeTorch.Check(NativeTorch.wmt_blocks_mapped(out var bytes));
            return bytes;
        }
    }
}
