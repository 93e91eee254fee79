using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Parts one after another, of which there are none yet.</summary>
            public static Sequential Sequential() => new();

            /// <summary>Parts one after another, named 0, 1, 2, …</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            /// <summary>Parts one after another, named 0, 1, 2, …</summary>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                var all = new Sequential();
                foreach (var module in modules)
                {
                    all.append(module);
                }
                return all;
            }

            /// <summary>Parts one after another, under their names.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            /// <summary>Parts one after another, under their names.</summary>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                var all = new Sequential();
                foreach (var (name, module) in modules)
                {
                    all.append(name, module);
                }
                return all;
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Parts one after another; what lies between two of them is freed, but for what gradients need.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> parts = [];

        internal Sequential()
            : base(nameof(Sequential))
        {
        }

        /// <summary>Number of parts.</summary>
        public int Count => parts.Count;

        /// <summary>A part by its place.</summary>
        public nn.Module<Tensor, Tensor> this[int index] => parts[index];

        /// <summary>Adds a part, named by its place.</summary>
        public Sequential append(nn.Module<Tensor, Tensor> module) => append(parts.Count.ToString(CultureInfo.InvariantCulture), module);

        /// <summary>Adds a part under a name.</summary>
        public Sequential append(string name, nn.Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            parts.Add(module);
            return this;
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            var current = input;
            foreach (var part in parts)
            {
                var next = part.forward(current);
                if (!ReferenceEquals(next, current) && !ReferenceEquals(current, input))
                {
                    current.Dispose();
                }
                current = next;
            }
            return ReferenceEquals(current, input) ? input.alias() : current;
        }
    }
}
