using System.Runtime.InteropServices;

namespace WhiteMatter.Torch;

/// <summary>
/// libtorch refused an operation, such as one on shapes that do not fit together; the message is its own. TorchSharp throws the base class.
/// </summary>
public sealed class TorchException : ExternalException
{
    /// <summary>An error of libtorch.</summary>
    /// <param name="message">libtorch's message.</param>
    public TorchException(string message)
        : base(message)
    {
    }
}
