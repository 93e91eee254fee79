namespace WhiteMatter.Genetics.Regression;

/// <summary>Variants that are fitted together.</summary>
/// <param name="Chromosome">Their chromosome, by its number among those of the regression.</param>
/// <param name="Variants">Their zero-based rows in the file, ascending.</param>
public sealed record RidgeBlock(int Chromosome, int[] Variants);
