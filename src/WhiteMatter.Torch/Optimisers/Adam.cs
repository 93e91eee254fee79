using TorchSharp.Modules;
using WhiteMatter.Torch.Interop;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam (Kingma and Ba 2015), the same operations in the same order as torch.optim.Adam.</summary>
            /// <param name="parameters">What is changed.</param>
            /// <param name="lr">Learning rate.</param>
            /// <param name="beta1">Decay of the first moment.</param>
            /// <param name="beta2">Decay of the second moment.</param>
            /// <param name="eps">Added to the denominator.</param>
            /// <param name="weight_decay">Times the parameter, added to its gradient.</param>
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay);

            /// <summary>Adam for named parameters.</summary>
            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0) =>
                new(parameters.Select(named => named.parameter), lr, beta1, beta2, eps, weight_decay);

            /// <summary>AdamW (Loshchilov and Hutter 2019), the same operations in the same order as torch.optim.AdamW.</summary>
            /// <param name="parameters">What is changed.</param>
            /// <param name="lr">Learning rate.</param>
            /// <param name="beta1">Decay of the first moment.</param>
            /// <param name="beta2">Decay of the second moment.</param>
            /// <param name="eps">Added to the denominator.</param>
            /// <param name="weight_decay">Times the learning rate, the share of a parameter that is taken off at each step.</param>
            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay);

            /// <summary>AdamW for named parameters.</summary>
            public static AdamW AdamW(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 1e-2) =>
                new(parameters.Select(named => named.parameter), lr, beta1, beta2, eps, weight_decay);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam. Keeps two moments of each parameter, in its size and on its device, from the start.</summary>
    public class Adam : optim.Optimizer
    {
        private readonly Parameter[] all;
        private readonly State[] states;

        /// <summary>See <see cref="optim.Adam(IEnumerable{Parameter}, double, double, double, double, double)"/>.</summary>
        /// <exception cref="ArgumentException">There is no parameter, or an option is out of its range.</exception>
        public Adam(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
            : base([new ParamGroup(parameters, Checked(lr, beta1, beta2, eps, weight_decay))])
        {
            all = [.. base.parameters()];
            if (all.Length == 0)
            {
                throw new ArgumentException("there is no parameter to optimise", nameof(parameters));
            }
            states = Array.ConvertAll(all, parameter => new State(parameter));
        }

        private protected virtual bool DecaysWeights => false;

        /// <inheritdoc/>
        public override unsafe Tensor? step(Func<Tensor>? closure = null)
        {
            var loss = closure?.Invoke();
            var chosen = new List<int>(all.Length);
            for (var i = 0; i < all.Length; i++)
            {
                using var gradient = all[i].grad;
                if (gradient is not null)
                {
                    chosen.Add(i);
                }
            }
            var options = (Options)Groups[0].Options;
            var native = new NativeAdamOptions
            {
                LearningRate = Groups[0].LearningRate,
                Beta1 = options.beta1,
                Beta2 = options.beta2,
                Epsilon = options.eps,
                WeightDecay = options.weight_decay,
                Decoupled = DecaysWeights ? 1 : 0,
            };
            using var parameterList = new TensorHandleList(Chosen(chosen, i => all[i]));
            using var firstList = new TensorHandleList(Chosen(chosen, i => states[i].exp_avg));
            using var secondList = new TensorHandleList(Chosen(chosen, i => states[i].exp_avg_sq));
            long[] steps = [.. chosen.Select(i => states[i].step + 1)];
            fixed (nint* parameters = parameterList.Addresses, first = firstList.Addresses, second = secondList.Addresses)
            fixed (long* stepNumbers = steps)
            {
                NativeTorch.Check(NativeTorch.wmt_adam_step(chosen.Count, parameters, first, second, stepNumbers, native));
            }
            foreach (var i in chosen)
            {
                states[i].step++;
            }
            return loss;
        }

        /// <inheritdoc/>
        public override StateDictionary state_dict() => new([.. Groups.Select(group => group.Options)], [.. states]);

        /// <inheritdoc/>
        public override void load_state_dict(StateDictionary state_dict)
        {
            ArgumentNullException.ThrowIfNull(state_dict);
            if (state_dict.State.Count != states.Length || state_dict.Options is not [Options options]
                || state_dict.State.Where((other, i) => other is not State state || !states[i].Fits(state)).Any())
            {
                throw new ArgumentException("the state is of other parameters or of another optimiser", nameof(state_dict));
            }
            ((Options)Groups[0].Options).Become(options);
            using var none = no_grad();
            for (var i = 0; i < states.Length; i++)
            {
                var source = (State)state_dict.State[i];
                states[i].step = source.step;
                states[i].exp_avg.copy_(source.exp_avg);
                states[i].exp_avg_sq.copy_(source.exp_avg_sq);
            }
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            foreach (var state in states)
            {
                state.Dispose();
            }
        }

        private static Tensor[] Chosen(List<int> places, Func<int, Tensor> tensor) => [.. places.Select(tensor)];

        private static Options Checked(double lr, double beta1, double beta2, double eps, double weight_decay)
        {
            var right = lr >= 0 && eps >= 0 && weight_decay >= 0 && beta1 is >= 0 and < 1 && beta2 is >= 0 and < 1;
            if (!right)
            {
                throw new ArgumentException($"Adam takes no lr = {lr}, beta1 = {beta1}, beta2 = {beta2}, eps = {eps}, weight_decay = {weight_decay}");
            }
            return new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
            };
        }

        /// <summary>What Adam keeps of a parameter; all of it may be set, to go on from a checkpoint.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>Steps taken.</summary>
            public long step;

            /// <summary>Decaying mean of the gradient.</summary>
            public Tensor exp_avg;

            /// <summary>Decaying mean of the squared gradient.</summary>
            public Tensor exp_avg_sq;

            internal State(Parameter parameter)
            {
                exp_avg = zeros_like(parameter).DetachFromDisposeScope();
                exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope();
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
            }

            internal bool Fits(State other) => exp_avg.shape.AsSpan().SequenceEqual(other.exp_avg.shape);
        }

        /// <summary>Adam's options.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>Decay of the first moment.</summary>
            public double beta1;

            /// <summary>Decay of the second moment.</summary>
            public double beta2;

            /// <summary>Added to the denominator.</summary>
            public double eps;

            /// <summary>Times the parameter, added to its gradient.</summary>
            public double weight_decay;

            internal void Become(Options other)
            {
                LearningRate = other.LearningRate;
                InitialLearningRate = other.InitialLearningRate;
                (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
            }
        }
    }

    /// <summary>Adam whose weight decay shrinks the parameters themselves and stays out of the moments.</summary>
    public sealed class AdamW : Adam
    {
        /// <summary>See <see cref="optim.AdamW(IEnumerable{Parameter}, double, double, double, double, double)"/>.</summary>
        /// <exception cref="ArgumentException">There is no parameter, or an option is out of its range.</exception>
        public AdamW(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2)
            : base(parameters, lr, beta1, beta2, eps, weight_decay)
        {
        }

        private protected override bool DecaysWeights => true;
    }
}
