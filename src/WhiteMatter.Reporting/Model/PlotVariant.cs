namespace WhiteMatter.Reporting;

/// <summary>What a figure tells of a variant.</summary>
/// <param name="Id">The variant's identifier.</param>
/// <param name="Chromosome">Index into <see cref="GenomeLayout.Chromosomes"/>.</param>
/// <param name="Position">Base pair position, from 1.</param>
/// <param name="EffectAllele">The allele β counts.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="EffectAlleleFrequency">Frequency of the effect allele; NaN where unknown.</param>
public readonly record struct PlotVariant(
    string Id,
    int Chromosome,
    int Position,
    string EffectAllele,
    string OtherAllele,
    double EffectAlleleFrequency);
