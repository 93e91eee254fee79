using TorchSharp.Scopes;

namespace TorchSharp
{
    public static partial class torch
    {
        /// <summary>
        /// Opens a scope: tensors made on this thread until it is disposed are freed with it, but for those moved out of it. Scopes nest.
        /// </summary>
        public static DisposeScope NewDisposeScope() => DisposeScopeManager.Open();
    }

    /// <summary>Tensors that are freed together.</summary>
    public sealed class DisposeScope : IDisposable
    {
        private readonly HashSet<IDisposable> disposables = new(ReferenceEqualityComparer.Instance);
        private bool disposed;

        internal DisposeScope(DisposeScope? outer) => Outer = outer;

        /// <summary>What will be disposed with the scope.</summary>
        public IReadOnlyList<IDisposable> DisposablesView => [.. disposables];

        /// <summary>How many things will be disposed with the scope.</summary>
        public int DisposablesCount => disposables.Count;

        internal DisposeScope? Outer { get; }

        /// <summary>Hands something to the scope around this one; out of the outermost scope it is the caller's to dispose.</summary>
        public T MoveToOuter<T>(T disposable)
            where T : IDisposable
        {
            Move(disposable, Outer);
            return disposable;
        }

        /// <summary>Hands things to the scope around this one.</summary>
        public void MoveToOuter(params IDisposable[] disposables)
        {
            ArgumentNullException.ThrowIfNull(disposables);
            foreach (var disposable in disposables)
            {
                Move(disposable, Outer);
            }
        }

        /// <summary>Takes something out of all scopes: it is the caller's to dispose.</summary>
        public T Detach<T>(T disposable)
            where T : IDisposable
        {
            Move(disposable, null);
            return disposable;
        }

        /// <summary>Adds something to what is disposed with the scope.</summary>
        public void Attach(IDisposable disposable)
        {
            if (disposable is torch.Tensor tensor)
            {
                tensor.Scope?.Remove(tensor);
                tensor.Scope = this;
            }
            disposables.Add(disposable);
        }

        /// <summary>Disposes everything in the scope, which stays open.</summary>
        public void DisposeEverything()
        {
            var all = disposables.ToArray();
            disposables.Clear();
            foreach (var disposable in all)
            {
                if (disposable is torch.Tensor tensor)
                {
                    tensor.Scope = null;
                }
                disposable.Dispose();
            }
        }

        /// <summary>Whether something will be disposed with the scope.</summary>
        public bool Contains(IDisposable disposable) => disposables.Contains(disposable);

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!disposed)
            {
                disposed = true;
                DisposeEverything();
                DisposeScopeManager.Close(this);
            }
        }

        internal void Remove(IDisposable disposable) => disposables.Remove(disposable);

        private void Move(IDisposable disposable, DisposeScope? target)
        {
            if (!disposables.Remove(disposable))
            {
                return;
            }
            if (disposable is torch.Tensor tensor)
            {
                tensor.Scope = target;
            }
            target?.disposables.Add(disposable);
        }
    }
}

namespace TorchSharp.Scopes
{
    /// <summary>The scopes that are open on a thread.</summary>
    internal static class DisposeScopeManager
    {
        [ThreadStatic]
        private static DisposeScope? current;

        /// <summary>The innermost scope that is open on this thread.</summary>
        public static DisposeScope? Current => current;

        /// <summary>Opens a scope within the current one.</summary>
        public static DisposeScope Open() => current = new DisposeScope(current);

        /// <summary>Ends a scope; scopes within it that were left open end with it.</summary>
        public static void Close(DisposeScope scope)
        {
            for (var open = current; open is not null; open = open.Outer)
            {
                if (ReferenceEquals(open, scope))
                {
                    current = scope.Outer;
                    return;
                }
            }
        }
    }
}
