namespace WhiteMatter.Genetics.Clumping;

/// <summary>What makes a clump and a locus.</summary>
/// <param name="NegLog10P">Index variants have at least this −log10 P.</param>
/// <param name="MemberNegLog10P">Members have at least this −log10 P.</param>
/// <param name="R2">Members have at least this genotype r² with the index variant.</param>
/// <param name="Window">Members lie at most this many base pairs from the index variant.</param>
/// <param name="Merge">Clumps of a trait whose spans are at most this many base pairs apart become one locus; 0 keeps each clump.</param>
/// <param name="Threads">Threads to use.</param>
public sealed record ClumpingOptions(double NegLog10P, double MemberNegLog10P, double R2, long Window, long Merge, int Threads);
