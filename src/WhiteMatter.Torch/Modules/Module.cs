using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Layers, networks of layers, and functions they are made of.</summary>
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: parameters, buffers and smaller parts, each under a name. Names of what is deeper inside are joined by dots, as in
        /// PyTorch.
        /// </summary>
        public class Module : IDisposable
        {
            private readonly string name;
            private readonly List<(string name, Parameter parameter)> ownParameters = [];
            private readonly List<(string name, Tensor buffer, bool persistent)> ownBuffers = [];
            private readonly List<(string name, Module module)> children_ = [];
            private bool disposed;

            /// <summary>An empty part.</summary>
            /// <param name="name">For messages.</param>
            protected Module(string name) => this.name = name;

            /// <summary>Whether the part works as in training; true at first.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>Name for messages.</summary>
            public virtual string GetName() => name;

            /// <summary>Sets this part and all within to work as in training.</summary>
            /// <param name="train">False for as in use.</param>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, child) in children_)
                {
                    child.train(train);
                }
            }

            /// <summary>Sets this part and all within to work as in use.</summary>
            public virtual void eval() => train(false);

            /// <summary>Frees the gradients of all parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        using var gradient = parameter.grad;
                        gradient?.zero_();
                    }
                }
            }

            /// <summary>Calls a function on all parts within, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in children_)
                {
                    child.apply(fn);
                }
                fn(this);
                return this;
            }

            /// <summary>Adds a part.</summary>
            /// <exception cref="ArgumentException">The name is taken, empty, or has a dot.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                ArgumentNullException.ThrowIfNull(submodule);
                RequireFree(name);
                children_.Add((name, submodule));
            }

            /// <summary>Adds a parameter.</summary>
            /// <exception cref="ArgumentException">The name is taken, empty, or has a dot.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                RequireFree(name);
                param.DetachFromDisposeScope();
                ownParameters.Add((name, param));
            }

            /// <summary>Adds a tensor that belongs to the part and is not trained, such as running statistics.</summary>
            /// <exception cref="ArgumentException">The name is taken, empty, or has a dot.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                RequireFree(name);
                tensor.DetachFromDisposeScope();
                ownBuffers.Add((name, tensor, persistent));
            }

            /// <summary>The parts directly within.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => children_;

            /// <summary>The parts directly within.</summary>
            public virtual IEnumerable<Module> children() => children_.Select(child => child.module);

            /// <summary>All parts within, each before what is within it.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (childName, child) in children_)
                {
                    yield return (childName, child);
                    foreach (var (innerName, inner) in child.named_modules())
                    {
                        yield return ($"{childName}.{innerName}", inner);
                    }
                }
            }

            /// <summary>All parts within, each before what is within it.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(part => part.module);

            /// <summary>The parameters, in the order they were added.</summary>
            /// <param name="recurse">Those of parts within too.</param>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                foreach (var own in ownParameters)
                {
                    yield return own;
                }
                foreach (var (childName, child) in recurse ? children_ : [])
                {
                    foreach (var (innerName, parameter) in child.named_parameters())
                    {
                        yield return ($"{childName}.{innerName}", parameter);
                    }
                }
            }

            /// <summary>The parameters, in the order they were added.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(own => own.parameter);

            /// <summary>The buffers, in the order they were added.</summary>
            /// <param name="recurse">Those of parts within too.</param>
            /// <param name="include_nonpersistent">Those too that are not saved.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (ownName, buffer, persistent) in ownBuffers)
                {
                    if (persistent || include_nonpersistent)
                    {
                        yield return (ownName, buffer);
                    }
                }
                foreach (var (childName, child) in recurse ? children_ : [])
                {
                    foreach (var (innerName, buffer) in child.named_buffers(true, include_nonpersistent))
                    {
                        yield return ($"{childName}.{innerName}", buffer);
                    }
                }
            }

            /// <summary>The buffers, in the order they were added.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(own => own.buffer);

            /// <summary>
            /// Parameters and persistent buffers by name, in PyTorch's order: of each part the parameters, the buffers, then the parts within. They
            /// are the part's own tensors, not copies.
            /// </summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? string.Empty : prefix + ".";
                foreach (var (ownName, parameter) in ownParameters)
                {
                    destination.Add(start + ownName, parameter);
                }
                foreach (var (ownName, buffer) in named_buffers(recurse: false, include_nonpersistent: false))
                {
                    destination.Add(start + ownName, buffer);
                }
                foreach (var (childName, child) in children_)
                {
                    child.state_dict(destination, start + childName);
                }
                return destination;
            }

            /// <summary>Copies values by name into parameters and buffers.</summary>
            /// <param name="source">Values; each of the shape of what it goes into.</param>
            /// <param name="strict">Refuses names that are missing or unknown.</param>
            /// <param name="skip">Names to pass over.</param>
            /// <returns>The names that were missing, and those that were unknown.</returns>
            /// <exception cref="InvalidOperationException">Names are missing or unknown; nothing was copied.</exception>
            /// <exception cref="ArgumentException">A shape differs; nothing was copied.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var own = state_dict();
                string[] missing = [.. own.Keys.Where(key => !source.ContainsKey(key) && skip?.Contains(key) != true)];
                string[] unexpected = [.. source.Keys.Where(key => !own.ContainsKey(key) && skip?.Contains(key) != true)];
                if (strict && missing.Length + unexpected.Length > 0)
                {
                    throw new InvalidOperationException(
                        $"the values do not belong to this network; missing: {string.Join(", ", missing)}; unknown: {string.Join(", ", unexpected)}");
                }
                string[] shared = [.. own.Keys.Where(key => source.ContainsKey(key) && skip?.Contains(key) != true)];
                foreach (var key in shared)
                {
                    if (!own[key].shape.AsSpan().SequenceEqual(source[key].shape))
                    {
                        throw new ArgumentException(
                            $"{key} is [{string.Join(" × ", own[key].shape)}] and its values are [{string.Join(" × ", source[key].shape)}]", nameof(source));
                    }
                }
                using var none = no_grad();
                foreach (var key in shared)
                {
                    own[key].copy_(source[key]);
                }
                return (missing, unexpected);
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Adds the fields that hold parts, parameters or tensors and were not added yet, under the names of the fields.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    if (field.DeclaringType == typeof(Module) || IsTaken(field.Name))
                    {
                        continue;
                    }
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
            }

            /// <summary>Frees the parameters and buffers of this part and all within.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed)
                {
                    return;
                }
                disposed = true;
                foreach (var (_, parameter) in ownParameters)
                {
                    parameter.Dispose();
                }
                foreach (var (_, buffer, _) in ownBuffers)
                {
                    buffer.Dispose();
                }
                foreach (var (_, child) in children_)
                {
                    child.Dispose();
                }
            }

            /// <summary>Moves parameters and buffers; the objects stay the same. Real numbers alone change their type.</summary>
            internal void Move(Device? device, ScalarType? dtype)
            {
                using var none = no_grad();
                foreach (var parameter in parameters())
                {
                    Move(parameter, device, dtype);
                }
                foreach (var buffer in buffers())
                {
                    Move(buffer, device, dtype);
                }
            }

            /// <summary>Lays parameters of five dimensions out with their second one fastest.</summary>
            internal void ChannelsLast()
            {
                using var none = no_grad();
                foreach (var parameter in parameters())
                {
                    if (parameter.Dimensions == 5)
                    {
                        using var laid = WhiteMatter.Torch.TorchCompute.ChannelsLast(parameter);
                        Replace(parameter, laid);
                    }
                }
            }

            private static void Move(Tensor tensor, Device? device, ScalarType? dtype)
            {
                var type = dtype is { } other && tensor.is_floating_point() ? other : tensor.dtype;
                using var moved = tensor.to(type, device ?? tensor.device, copy: true);
                Replace(tensor, moved);
            }

            private static void Replace(Tensor tensor, Tensor other)
            {
                var wanted = tensor.requires_grad;
                tensor.Become(other);
                if (wanted)
                {
                    tensor.requires_grad_();
                }
            }

            private bool IsTaken(string candidate) =>
                children_.Exists(own => own.name == candidate)
                || ownParameters.Exists(own => own.name == candidate)
                || ownBuffers.Exists(own => own.name == candidate);

            private void RequireFree(string candidate)
            {
                if (string.IsNullOrEmpty(candidate) || candidate.Contains('.', StringComparison.Ordinal) || IsTaken(candidate))
                {
                    throw new ArgumentException($"'{candidate}' is taken or no name for a part of {name}", nameof(candidate));
                }
            }
        }

        /// <summary>A part that makes one thing of another.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>Makes it.</summary>
            TResult call(T input1);
        }

        /// <summary>A part that makes one thing of another.</summary>
        public abstract class Module<T, TResult> : Module, IModule<T, TResult>
        {
            /// <summary>An empty part.</summary>
            /// <param name="name">For messages.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>What the part computes.</summary>
            public abstract TResult forward(T input);

            /// <summary>Computes it.</summary>
            public TResult call(T input1) => forward(input1);
        }
    }
}
