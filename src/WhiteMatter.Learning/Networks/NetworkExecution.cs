namespace WhiteMatter.Learning.Networks;

/// <summary>How a network is run.</summary>
/// <param name="Device">Where: <c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Threads">Threads of the processor that an operation is split over; results depend on their number in the last bits.</param>
/// <param name="Precision">In how many digits; a processor computes in single precision only.</param>
public sealed record NetworkExecution(string Device, int Threads, NetworkPrecision Precision)
{
    /// <summary>On the processor.</summary>
    /// <param name="threads">Threads that an operation is split over.</param>
    public static NetworkExecution OnProcessor(int threads) => new("cpu", threads, NetworkPrecision.Single);
}
