namespace WhiteMatter.Genetics.Meta;

/// <summary>A variant of a table of effects that comes from no genotypes of its own.</summary>
/// <param name="Chromosome">The chromosome's normalised name.</param>
/// <param name="Position">The position, from 1.</param>
/// <param name="Id">Its name.</param>
/// <param name="EffectAllele">The allele that effects are of.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="Frequency">Frequency of the effect allele; NaN where it is not known.</param>
/// <param name="ImputationQuality">Quality of imputation; NaN where it is not known.</param>
public sealed record StatisticsVariant(
    string Chromosome, int Position, string Id, string EffectAllele, string OtherAllele, double Frequency, double ImputationQuality);
