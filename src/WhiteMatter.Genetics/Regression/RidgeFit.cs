using System.Collections.Immutable;

namespace WhiteMatter.Genetics.Regression;

/// <summary>What a whole-genome ridge regression found of one trait.</summary>
/// <param name="Name">The trait.</param>
/// <param name="MeanSquares">For each penalty of level 1 the mean squared error in people left out, of the trait scaled to variance 1.</param>
/// <param name="Chosen">The penalty with the least.</param>
/// <param name="R2">Squared correlation of the trait and its prediction in people left out.</param>
public sealed record TraitRidgeFit(string Name, ImmutableArray<double> MeanSquares, int Chosen, double R2);

/// <summary>What a whole-genome ridge regression found.</summary>
/// <param name="Variants">Variants that had a part.</param>
/// <param name="Blocks">Blocks they were in.</param>
/// <param name="Traits">The traits.</param>
public sealed record RidgeFit(int Variants, int Blocks, ImmutableArray<TraitRidgeFit> Traits);
