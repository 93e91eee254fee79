using System.Globalization;
using System.Text.Json.Serialization;

namespace WhiteMatter.Plan.Parameters;

/// <summary>
/// What the bytes of a model depend on besides its data and settings: the same environment gives the same bytes, another one agrees to
/// rounding alone. Part of the fingerprint of every step that runs a network.
/// </summary>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>; <c>auto</c> is resolved when planning.</param>
/// <param name="Processor">Class of the processor, such as <c>x86-64 avx2</c>.</param>
/// <param name="Library">The linked libtorch, such as <c>libtorch 1.13.1</c>; empty when there is none.</param>
/// <param name="Blas">The BLAS behind it, such as <c>openblas 0.3.21</c>.</param>
/// <param name="Threads">Threads that an operation is split over.</param>
public sealed record NumericEnvironment(string Device, string Processor, string Library, string Blas, int Threads)
{
    private const string Cuda = "cuda";

    /// <summary>What <see cref="Gpu"/> says where the device is one of CUDA and libtorch or the machine has none of that number.</summary>
    public const string NoGpu = "absent";

    /// <summary>The GPU, such as <c>NVIDIA H200</c>; <see cref="NoGpu"/> where there is none. Null on the processor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gpu { get; init; }

    /// <summary>What the GPU computes products and convolutions in: <c>fp32</c>, <c>tf32</c>, <c>bf16</c> or <c>fp16</c>. Null on the processor, which takes 32 bits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Precision { get; init; }

    /// <summary>Whether the device is one of CUDA.</summary>
    [JsonIgnore]
    public bool IsOnGpu => Device.StartsWith(Cuda, StringComparison.Ordinal);

    /// <summary>The number of the CUDA device; −1 on the processor.</summary>
    [JsonIgnore]
    public int GpuIndex => !IsOnGpu ? -1
        : Device.Length == Cuda.Length ? 0
        : int.Parse(Device.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The same with a precision, where there is a choice.</summary>
    /// <param name="precision">The precision of a GPU.</param>
    public NumericEnvironment In(string precision) => IsOnGpu ? this with { Precision = precision } : this;
}
