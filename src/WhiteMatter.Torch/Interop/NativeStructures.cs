using System.Runtime.InteropServices;

namespace WhiteMatter.Torch.Interop;

/// <summary><c>wmt_status</c>.</summary>
internal enum TorchStatus
{
    Ok = 0,
    InvalidArgument = 1,
    OutOfMemory = 2,
    Unsupported = 5,
    InternalError = 6,
    TorchError = 7,
}

/// <summary><c>wmt_fill</c>.</summary>
internal enum Fill
{
    Empty = 0,
    Zeros = 1,
    Ones = 2,
    Normal = 3,
    Uniform = 4,
}

/// <summary><c>wmt_unary_op</c>.</summary>
internal enum UnaryOperation
{
    Clone = 0,
    Detach = 1,
    Alias = 2,
    Contiguous = 3,
    Negate = 4,
    Absolute = 5,
    SquareRoot = 6,
    Exponential = 7,
    Logarithm = 8,
    Square = 9,
    IsFinite = 10,
    IsNaN = 11,
    LogicalNot = 12,
    Sigmoid = 13,
    Tanh = 14,
    Relu = 15,
    ChannelsLast = 16,
    GaussianErrorLinear = 17,
    SigmoidLinear = 18,
    ExponentialLinear = 19,
}

/// <summary><c>wmt_binary_op</c>.</summary>
internal enum BinaryOperation
{
    Add = 0,
    Subtract = 1,
    Multiply = 2,
    Divide = 3,
    Power = 4,
    Equal = 5,
    NotEqual = 6,
    Less = 7,
    LessOrEqual = 8,
    Greater = 9,
    GreaterOrEqual = 10,
    Maximum = 11,
    Minimum = 12,
    MatrixMultiply = 13,
    TwoMatrices = 14,
    LogicalAnd = 15,
    LogicalOr = 16,
}

/// <summary><c>wmt_reduction</c>.</summary>
internal enum Reduce
{
    Sum = 0,
    Mean = 1,
    Maximum = 2,
    Minimum = 3,
    All = 4,
    Any = 5,
    StandardDeviation = 6,
    Variance = 7,
}

/// <summary><c>wmt_reshape_op</c>.</summary>
internal enum ChangeOfShape
{
    Reshape = 0,
    View = 1,
    Expand = 2,
    Permute = 3,
}

/// <summary><c>wmt_device</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeDevice
{
    public int Type;
    public int Index;
}

/// <summary><c>wmt_scalar</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeScalar
{
    public double Real;
    public long Integer;
    public int IsInteger;
}

/// <summary><c>wmt_description</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeDescription
{
    public long Elements;
    public int Dimensions;
    public int Type;
    public NativeDevice Device;
    public int ElementSize;
    public int Contiguous;
    public int RequiresGrad;
    public int Leaf;
}

/// <summary><c>wmt_adam_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeAdamOptions
{
    public double LearningRate;
    public double Beta1;
    public double Beta2;
    public double Epsilon;
    public double WeightDecay;
    public int Decoupled;
}
