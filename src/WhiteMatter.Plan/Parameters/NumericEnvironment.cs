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
public sealed record NumericEnvironment(string Device, string Processor, string Library, string Blas, int Threads);
