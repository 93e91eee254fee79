namespace WhiteMatter.Genetics.Simulation;

/// <summary>The causal variants that an effect asks for.</summary>
/// <param name="Variant">The variant's name, or null: drawn.</param>
/// <param name="Count">How many are drawn; 1 where one is named.</param>
public sealed record CausalRequest(string? Variant, int Count);
