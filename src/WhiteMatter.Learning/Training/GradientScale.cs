using WhiteMatter.Learning.Weights;
using WhiteMatter.Torch;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Training;

/// <summary>
/// What a loss is multiplied with so that gradients do not vanish in the short range of float16 (Micikevicius et al. 2018), as PyTorch's GradScaler does
/// it: 2^16 at the start, halved and the step left out where a gradient is not finite, doubled after 2,000 steps without one.
/// </summary>
internal sealed class GradientScale
{
    private const string ExponentName = "scale/exponent";
    private const string StepsName = "scale/steps";
    private const long StartExponent = 16;
    private const long StepsToGrow = 2000;

    private long _exponent = StartExponent;
    private long _steps;

    public double Value => Math.ScaleB(1, (int)_exponent);

    /// <summary>Whether gradients stay infinite however little the loss is scaled.</summary>
    public bool IsExhausted => _exponent < 0;

    /// <summary>Takes the scale out of the gradients, and moves it.</summary>
    /// <returns>Whether the step is to be taken.</returns>
    public bool Unscale(nn.Module network)
    {
        if (!TorchCompute.Unscale(network.parameters(), Value))
        {
            _exponent--;
            _steps = 0;
            return false;
        }

        if (++_steps == StepsToGrow)
        {
            _exponent++;
            _steps = 0;
        }

        return true;
    }

    /// <summary>What training goes on from.</summary>
    public IEnumerable<TensorToStore> Tensors() => [TensorStorage.Store(ExponentName, _exponent), TensorStorage.Store(StepsName, _steps)];

    /// <summary>Reads what <see cref="Tensors"/> wrote; they are known to be there.</summary>
    public void Restore(SafetensorsFile file, IReadOnlyDictionary<string, StoredTensor> stored)
    {
        _exponent = TensorStorage.ReadNumber(file, stored[ExponentName]);
        _steps = TensorStorage.ReadNumber(file, stored[StepsName]);
    }
}
