using System.Runtime.InteropServices;

namespace WhiteMatter.Genetics.Native;

/// <summary>How a call into libwhitematter ended; <c>wm_status</c>.</summary>
internal enum NativeStatus
{
    Ok = 0,
    InvalidArgument = 1,
    OutOfMemory = 2,
    Cancelled = 3,
    IoError = 4,
    Unsupported = 5,
    InternalError = 6,
}

/// <summary>Turns a status into the exception it stands for.</summary>
internal static partial class NativeCall
{
    /// <summary>Throws unless the call ended well; the message is the library's.</summary>
    public static void Check(NativeStatus status, CancellationToken cancellationToken)
    {
        if (status == NativeStatus.Ok)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8(wm_last_error()) ?? "no message";
        throw status switch
        {
            NativeStatus.Cancelled => new OperationCanceledException(message, cancellationToken),
            NativeStatus.OutOfMemory => new OutOfMemoryException(message),
            NativeStatus.InvalidArgument => new ArgumentException(message),
            NativeStatus.IoError => new IOException(message),
            NativeStatus.Unsupported => new NotSupportedException(message),
            _ => new InvalidOperationException(message),
        };
    }

    [LibraryImport("whitematter")]
    private static partial nint wm_last_error();
}
