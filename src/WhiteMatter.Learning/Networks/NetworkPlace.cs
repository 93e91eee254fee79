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
        if (IsCuda)
        {
            TorchCompute.UseCudaNumerics(Precision != NetworkPrecision.Single);
        }
        else if (Precision != NetworkPrecision.Single)
        {
            throw new ArgumentException($"A processor computes in single precision, not in {Precision}.", nameof(execution));
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
