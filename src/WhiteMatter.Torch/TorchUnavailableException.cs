namespace WhiteMatter.Torch;

/// <summary>libtorch, or our library that speaks to it, cannot be loaded on this machine. The message says what to install.</summary>
public sealed class TorchUnavailableException : Exception
{
    /// <summary>What to install, and what the loader said.</summary>
    /// <param name="message">For the user.</param>
    /// <param name="inner">What the loader threw, if it came so far.</param>
    public TorchUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
