using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        /// <summary>Optimisers.</summary>
        public static partial class optim
        {
            /// <summary>Changes parameters by their gradients.</summary>
            public abstract class Optimizer : IDisposable
            {
                private bool disposed;

                private protected Optimizer(IEnumerable<ParamGroup> groups) => Groups = [.. groups];

                /// <summary>The groups of parameters, each with a learning rate that may be set between steps.</summary>
                public virtual IEnumerable<ILearningRateController> ParamGroups => Groups;

                private protected IReadOnlyList<ParamGroup> Groups { get; }

                /// <summary>The parameters.</summary>
                public virtual IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

                /// <summary>Frees the gradients of all parameters, so that the next backward starts from none.</summary>
                public virtual void zero_grad()
                {
                    foreach (var parameter in parameters())
                    {
                        parameter.grad = null;
                    }
                }

                /// <summary>Changes the parameters that have a gradient.</summary>
                /// <param name="closure">Computes the loss and its gradients first, if given.</param>
                /// <returns>What the closure returned.</returns>
                public abstract Tensor? step(Func<Tensor>? closure = null);

                /// <summary>The state of each parameter, in their order: the optimiser's own, to be read or written, not copies.</summary>
                public abstract StateDictionary state_dict();

                /// <summary>Copies the options and state of another optimiser of the same kind for parameters of the same shapes.</summary>
                /// <exception cref="ArgumentException">Numbers of groups or parameters, or shapes, differ; nothing was copied.</exception>
                public abstract void load_state_dict(StateDictionary state_dict);

                /// <inheritdoc/>
                public void Dispose()
                {
                    if (!disposed)
                    {
                        disposed = true;
                        Dispose(true);
                        GC.SuppressFinalize(this);
                    }
                }

                /// <summary>Frees the state.</summary>
                protected abstract void Dispose(bool disposing);

                /// <summary>Options by group and state by parameter.</summary>
                public class StateDictionary
                {
                    internal StateDictionary(List<OptimizerOptions> options, List<OptimizerState> state)
                    {
                        Options = options;
                        State = state;
                    }

                    /// <summary>Of each group.</summary>
                    public List<OptimizerOptions> Options { get; }

                    /// <summary>Of each parameter.</summary>
                    public List<OptimizerState> State { get; }
                }
            }

            /// <summary>A learning rate that may be set.</summary>
            public interface ILearningRateController
            {
                /// <summary>The learning rate of the next step.</summary>
                double LearningRate { get; set; }

                /// <summary>The learning rate at the start.</summary>
                double InitialLearningRate { get; set; }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Options of a group of parameters.</summary>
    public class OptimizerOptions
    {
        /// <summary>The learning rate of the next step.</summary>
        public double? LearningRate { get; set; }

        /// <summary>The learning rate at the start.</summary>
        public double InitialLearningRate { get; set; }
    }

    /// <summary>What an optimiser keeps of a parameter.</summary>
    public abstract class OptimizerState
    {
    }

    /// <summary>Parameters with the same options.</summary>
    public class ParamGroup : torch.optim.ILearningRateController
    {
        internal ParamGroup(IEnumerable<Parameter> parameters, OptimizerOptions options)
        {
            Parameters = [.. parameters];
            Options = options;
        }

        /// <summary>The parameters.</summary>
        public IEnumerable<Parameter> Parameters { get; }

        /// <summary>Their options.</summary>
        public OptimizerOptions Options { get; }

        /// <inheritdoc/>
        public double LearningRate
        {
            get => Options.LearningRate ?? Options.InitialLearningRate;
            set => Options.LearningRate = value;
        }

        /// <inheritdoc/>
        public double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }
}
