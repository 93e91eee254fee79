using TorchSharp;
using TorchSharp.Modules;
using WhiteMatter.Learning.Weights;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Training;

/// <summary>Adam or AdamW on a network's parameters, with its moments under the parameters' names.</summary>
internal sealed class AdamState : IDisposable
{
    private const string FirstPrefix = "adam/first/";
    private const string SecondPrefix = "adam/second/";
    private const string StepPrefix = "adam/step/";

    private readonly Adam _adam;
    private readonly (string Name, Adam.State State)[] _states;

    public AdamState(nn.Module network, TrainingOptions options)
    {
        (string name, Parameter parameter)[] parameters = [.. network.named_parameters()];
        _adam = options.WeightDecay > 0
            ? optim.AdamW(parameters, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay)
            : optim.Adam(parameters, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon);
        _states = [.. parameters.Zip(_adam.state_dict().State, (entry, state) => (entry.name, (Adam.State)state))];
    }

    public double LearningRate
    {
        set
        {
            foreach (var group in _adam.ParamGroups)
            {
                group.LearningRate = value;
            }
        }
    }

    public void ZeroGradients() => _adam.zero_grad();

    public void Step() => _adam.step();

    /// <summary>Both moments and the number of steps of each parameter.</summary>
    public IEnumerable<TensorToStore> Tensors()
    {
        foreach (var (name, state) in _states)
        {
            yield return TensorStorage.Store(FirstPrefix + name, state.exp_avg);
            yield return TensorStorage.Store(SecondPrefix + name, state.exp_avg_sq);
            yield return TensorStorage.Store(StepPrefix + name, state.step);
        }
    }

    /// <summary>Reads what <see cref="Tensors"/> wrote; they are known to be there.</summary>
    public void Restore(SafetensorsFile file, IReadOnlyDictionary<string, StoredTensor> stored)
    {
        foreach (var (name, state) in _states)
        {
            TensorStorage.Read(file, stored[FirstPrefix + name], state.exp_avg);
            TensorStorage.Read(file, stored[SecondPrefix + name], state.exp_avg_sq);
            state.step = TensorStorage.ReadNumber(file, stored[StepPrefix + name]);
        }
    }

    public void Dispose() => _adam.Dispose();
}
