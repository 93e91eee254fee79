using TorchSharp;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>
/// Where and in how many digits networks run. On a CUDA device tensors lie with their channels last, for which its convolutions are made (a half to
/// a third of the time), and algorithms are those that give the same bits again.
/// </summary>
internal sealed class NetworkPlace
{
    /// <summary>People who pass a network on a CUDA device, each alone, before the processor waits for what it gives.</summary>
    public const int PassesTogether = 4;

    private readonly ScalarType? _type;

    /// <summary>Sets libtorch up; call it on the thread that computes.</summary>
    /// <param name="execution">How the network is to run.</param>
    /// <exception cref="ArgumentException">A processor is asked for another precision than single.</exception>
    public NetworkPlace(NetworkExecution execution)
    {
        ArgumentNullException.ThrowIfNull(execution);
        TorchLibrary.UseThreads(execution.Threads);
        Device = new Device(execution.Device);
        IsCuda = Device.type == DeviceType.CUDA;
        Precision = execution.Precision;
        ReadAhead = IsCuda ? execution.Threads : 1;
        Held = IsCuda ? PassesTogether : 1;
        if (IsCuda)
        {
            TorchCompute.UseCudaNumerics(Precision != NetworkPrecision.Single);
        }
        else if (Precision != NetworkPrecision.Single)
        {
            throw new ArgumentException($"A processor computes in single precision, not in {Precision}.", nameof(execution));
        }
        else
        {
            TorchLibrary.KeepBlocks();
        }

        _type = Precision switch
        {
            NetworkPrecision.BFloat => ScalarType.BFloat16,
            NetworkPrecision.Half => ScalarType.Float16,
            _ => null,
        };
    }

    public Device Device { get; }

    public bool IsCuda { get; }

    public NetworkPrecision Precision { get; }

    /// <summary>People who are read at once for passes of one person: a CUDA device leaves the processor's cores to the reading, else they compute.</summary>
    public int ReadAhead { get; }

    /// <summary>People who pass the network before the processor waits.</summary>
    public int Held { get; }

    /// <summary>Moves a network here.</summary>
    public void Take(nn.Module network)
    {
        network.to(Device);
        if (IsCuda)
        {
            TorchCompute.ChannelsLast(network);
        }
    }

    /// <summary>Until it is disposed, forward passes of this thread are computed in the precision; null where nothing is to be set. Losses and backward passes are outside of it.</summary>
    public IDisposable? Digits() => _type is { } type ? TorchCompute.Autocast(Device.type, type) : null;
}
