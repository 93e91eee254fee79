namespace TorchSharp.Modules
{
    /// <summary>A tensor that training changes. It takes the place of the tensor it is made from and belongs to no dispose scope.</summary>
    public class Parameter : torch.Tensor
    {
        /// <summary>Makes a parameter of a tensor, which is then as if disposed.</summary>
        /// <param name="data">The initial values; a leaf.</param>
        /// <param name="requires_grad">Whether its gradient is wanted.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(data.with_requires_grad(requires_grad).TakeHandle(), register: false)
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a parameter of a tensor, which is then as if disposed.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
