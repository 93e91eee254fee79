namespace WhiteMatter.Formats.TensorBoard;

/// <summary>A number of a step that a curve is drawn through.</summary>
/// <param name="Tag">The curve's name; what stands before its first <c>/</c> is its group.</param>
/// <param name="Step">The step, such as an epoch; 0 or more.</param>
/// <param name="Time">When it was.</param>
/// <param name="Value">The number.</param>
public sealed record ScalarEvent(string Tag, long Step, DateTimeOffset Time, float Value);
