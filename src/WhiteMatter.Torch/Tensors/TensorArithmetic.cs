using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly NativeScalar One = ((Scalar)1L).Native;

        /// <summary>−x.</summary>
        public Tensor neg() => Unary(UnaryOperation.Negate);

        /// <summary>|x|.</summary>
        public Tensor abs() => Unary(UnaryOperation.Absolute);

        /// <summary>√x.</summary>
        public Tensor sqrt() => Unary(UnaryOperation.SquareRoot);

        /// <summary>x².</summary>
        public Tensor square() => Unary(UnaryOperation.Square);

        /// <summary>eˣ.</summary>
        public Tensor exp() => Unary(UnaryOperation.Exponential);

        /// <summary>Natural logarithm.</summary>
        public Tensor log() => Unary(UnaryOperation.Logarithm);

        /// <summary>1 / (1 + e⁻ˣ).</summary>
        public Tensor sigmoid() => Unary(UnaryOperation.Sigmoid);

        /// <summary>Hyperbolic tangent.</summary>
        public Tensor tanh() => Unary(UnaryOperation.Tanh);

        /// <summary>x Φ(x), Φ the normal distribution function.</summary>
        public Tensor gelu() => Unary(UnaryOperation.GaussianErrorLinear);

        /// <summary>x / (1 + e⁻ˣ).</summary>
        public Tensor silu() => Unary(UnaryOperation.SigmoidLinear);

        /// <summary>x where positive, else eˣ − 1.</summary>
        public Tensor elu() => Unary(UnaryOperation.ExponentialLinear);

        /// <summary>x where positive, else 0.</summary>
        public Tensor relu() => Unary(UnaryOperation.Relu);

        /// <summary>−x, in place.</summary>
        public Tensor neg_() => UnaryInPlace(UnaryOperation.Negate);

        /// <summary>|x|, in place.</summary>
        public Tensor abs_() => UnaryInPlace(UnaryOperation.Absolute);

        /// <summary>√x, in place.</summary>
        public Tensor sqrt_() => UnaryInPlace(UnaryOperation.SquareRoot);

        /// <summary>x + alpha · other.</summary>
        public Tensor add(Tensor other, Scalar? alpha = null) => Binary(BinaryOperation.Add, other, alpha);

        /// <summary>x + other.</summary>
        public Tensor add(Scalar other) => Binary(BinaryOperation.Add, other);

        /// <summary>x + alpha · other, in place.</summary>
        public Tensor add_(Tensor other, Scalar? alpha = null) => BinaryInPlace(BinaryOperation.Add, other, alpha);

        /// <summary>x + other, in place.</summary>
        public Tensor add_(Scalar other) => BinaryInPlace(BinaryOperation.Add, other);

        /// <summary>x − alpha · other.</summary>
        public Tensor sub(Tensor other, Scalar? alpha = null) => Binary(BinaryOperation.Subtract, other, alpha);

        /// <summary>x − other.</summary>
        public Tensor sub(Scalar other) => Binary(BinaryOperation.Subtract, other);

        /// <summary>x − alpha · other, in place.</summary>
        public Tensor sub_(Tensor other, Scalar? alpha = null) => BinaryInPlace(BinaryOperation.Subtract, other, alpha);

        /// <summary>x − other, in place.</summary>
        public Tensor sub_(Scalar other) => BinaryInPlace(BinaryOperation.Subtract, other);

        /// <summary>x · other.</summary>
        public Tensor mul(Tensor other) => Binary(BinaryOperation.Multiply, other);

        /// <summary>x · other.</summary>
        public Tensor mul(Scalar other) => Binary(BinaryOperation.Multiply, other);

        /// <summary>x · other, in place.</summary>
        public Tensor mul_(Tensor other) => BinaryInPlace(BinaryOperation.Multiply, other);

        /// <summary>x · other, in place.</summary>
        public Tensor mul_(Scalar other) => BinaryInPlace(BinaryOperation.Multiply, other);

        /// <summary>x / other.</summary>
        public Tensor div(Tensor other) => Binary(BinaryOperation.Divide, other);

        /// <summary>x / other.</summary>
        public Tensor div(Scalar other) => Binary(BinaryOperation.Divide, other);

        /// <summary>x / other, in place.</summary>
        public Tensor div_(Tensor other) => BinaryInPlace(BinaryOperation.Divide, other);

        /// <summary>x / other, in place.</summary>
        public Tensor div_(Scalar other) => BinaryInPlace(BinaryOperation.Divide, other);

        /// <summary>x to a power.</summary>
        public Tensor pow(Tensor exponent) => Binary(BinaryOperation.Power, exponent);

        /// <summary>x to a power.</summary>
        public Tensor pow(Scalar exponent) => Binary(BinaryOperation.Power, exponent);

        /// <summary>x to a power, in place.</summary>
        public Tensor pow_(Scalar exponent) => BinaryInPlace(BinaryOperation.Power, exponent);

        /// <summary>The larger of each pair.</summary>
        public Tensor maximum(Tensor other) => Binary(BinaryOperation.Maximum, other);

        /// <summary>The smaller of each pair.</summary>
        public Tensor minimum(Tensor other) => Binary(BinaryOperation.Minimum, other);

        /// <summary>Matrix product, over the leading dimensions of both.</summary>
        public Tensor matmul(Tensor target) => Binary(BinaryOperation.MatrixMultiply, target);

        /// <summary>Product of two matrices.</summary>
        public Tensor mm(Tensor target) => Binary(BinaryOperation.TwoMatrices, target);

        /// <summary>x + value · a · b, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            NativeTorch.Check(NativeTorch.wmt_addcmul_in_place(handle, tensor1.handle, tensor2.handle, value.Native));
            return this;
        }

        /// <summary>x + value · a / b, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            NativeTorch.Check(NativeTorch.wmt_addcdiv_in_place(handle, tensor1.handle, tensor2.handle, value.Native));
            return this;
        }

        /// <summary>x held within bounds, either of which may be left out.</summary>
        public unsafe Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var least = min?.Native ?? default;
            var greatest = max?.Native ?? default;
            return Made(
                NativeTorch.wmt_clamp(handle, min is null ? null : &least, max is null ? null : &greatest, out var result), result);
        }

        /// <summary>x + y.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <summary>x + y.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        /// <summary>x + y.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        /// <summary>x − y.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <summary>x − y.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        /// <summary>x − y.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => Reversed(BinaryOperation.Subtract, left, right);

        /// <summary>−x.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>x · y.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <summary>x · y.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        /// <summary>x · y.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        /// <summary>x / y.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        /// <summary>x / y.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        /// <summary>x / y.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => Reversed(BinaryOperation.Divide, left, right);

        private Tensor Unary(UnaryOperation operation) => Made(NativeTorch.wmt_unary(operation, handle, out var result), result);

        private Tensor UnaryInPlace(UnaryOperation operation)
        {
            NativeTorch.Check(NativeTorch.wmt_unary_in_place(operation, handle));
            return this;
        }

        private Tensor Binary(BinaryOperation operation, Tensor other, Scalar? alpha = null) =>
            Made(NativeTorch.wmt_binary(operation, handle, other.handle, alpha?.Native ?? One, out var result), result);

        private Tensor Binary(BinaryOperation operation, Scalar other) =>
            Made(NativeTorch.wmt_binary_scalar(operation, handle, other.Native, out var result), result);

        private Tensor BinaryInPlace(BinaryOperation operation, Tensor other, Scalar? alpha = null)
        {
            NativeTorch.Check(NativeTorch.wmt_binary_in_place(operation, handle, other.handle, alpha?.Native ?? One));
            return this;
        }

        private Tensor BinaryInPlace(BinaryOperation operation, Scalar other)
        {
            NativeTorch.Check(NativeTorch.wmt_binary_scalar_in_place(operation, handle, other.Native));
            return this;
        }

        private static Tensor Reversed(BinaryOperation operation, Scalar left, Tensor right) =>
            Made(NativeTorch.wmt_scalar_binary(operation, left.Native, right.handle, out var result), result);
    }
}
