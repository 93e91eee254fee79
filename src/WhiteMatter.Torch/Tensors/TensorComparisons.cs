using System.Runtime.CompilerServices;
using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whether each element is a number and not infinite.</summary>
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    /// <summary>Whether each element is not a number.</summary>
    public static Tensor isnan(Tensor input) => input.isnan();

    /// <summary>Elements of x where the condition holds, of y elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    public partial class Tensor
    {
        /// <summary>Whether each element is a number and not infinite.</summary>
        public Tensor isfinite() => Unary(UnaryOperation.IsFinite);

        /// <summary>Whether each element is not a number.</summary>
        public Tensor isnan() => Unary(UnaryOperation.IsNaN);

        /// <summary>Whether each element is zero.</summary>
        public Tensor logical_not() => Unary(UnaryOperation.LogicalNot);

        /// <summary>Whether both of each pair hold.</summary>
        public Tensor logical_and(Tensor other) => Binary(BinaryOperation.LogicalAnd, other);

        /// <summary>Whether one of each pair holds.</summary>
        public Tensor logical_or(Tensor other) => Binary(BinaryOperation.LogicalOr, other);

        /// <summary>Whether each pair is equal.</summary>
        public Tensor eq(Tensor target) => Binary(BinaryOperation.Equal, target);

        /// <summary>Whether each element equals a number.</summary>
        public Tensor eq(Scalar target) => Binary(BinaryOperation.Equal, target);

        /// <summary>Whether each pair differs.</summary>
        public Tensor ne(Tensor target) => Binary(BinaryOperation.NotEqual, target);

        /// <summary>Whether each element differs from a number.</summary>
        public Tensor ne(Scalar target) => Binary(BinaryOperation.NotEqual, target);

        /// <summary>Whether the left is smaller in each pair.</summary>
        public Tensor lt(Tensor target) => Binary(BinaryOperation.Less, target);

        /// <summary>Whether each element is smaller than a number.</summary>
        public Tensor lt(Scalar target) => Binary(BinaryOperation.Less, target);

        /// <summary>Whether the left is not larger in each pair.</summary>
        public Tensor le(Tensor target) => Binary(BinaryOperation.LessOrEqual, target);

        /// <summary>Whether each element is not larger than a number.</summary>
        public Tensor le(Scalar target) => Binary(BinaryOperation.LessOrEqual, target);

        /// <summary>Whether the left is larger in each pair.</summary>
        public Tensor gt(Tensor target) => Binary(BinaryOperation.Greater, target);

        /// <summary>Whether each element is larger than a number.</summary>
        public Tensor gt(Scalar target) => Binary(BinaryOperation.Greater, target);

        /// <summary>Whether the left is not smaller in each pair.</summary>
        public Tensor ge(Tensor target) => Binary(BinaryOperation.GreaterOrEqual, target);

        /// <summary>Whether each element is not smaller than a number.</summary>
        public Tensor ge(Scalar target) => Binary(BinaryOperation.GreaterOrEqual, target);

        /// <summary>Elements of this tensor where the condition holds, of y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) =>
            Made(NativeTorch.wmt_where(condition.handle, handle, y.handle, out var result), result);

        /// <summary>A number where the mask holds, this tensor elsewhere.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) =>
            Made(NativeTorch.wmt_masked_fill(handle, mask.handle, value.Native, out var result), result);

        /// <summary>Whether each pair is equal; not whether these are the same object.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        /// <summary>Whether each element equals a number.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        /// <summary>Whether each pair differs; not whether these are different objects.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        /// <summary>Whether each element differs from a number.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        /// <summary>Whether the left is smaller in each pair.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        /// <summary>Whether each element is smaller than a number.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        /// <summary>Whether the left is not larger in each pair.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        /// <summary>Whether each element is not larger than a number.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        /// <summary>Whether the left is larger in each pair.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        /// <summary>Whether each element is larger than a number.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        /// <summary>Whether the left is not smaller in each pair.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        /// <summary>Whether each element is not smaller than a number.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        /// <summary>Whether these are the same object.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        /// <inheritdoc/>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
    }
}
