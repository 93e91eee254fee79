using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>What a study says of a variant, or what all say together.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Beta">The effect; z with weights by people.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="NegLog10P">−log10 P.</param>
/// <param name="People">People; null where their number is not known.</param>
public sealed record ForestRow(string Study, double Beta, double StandardError, double NegLog10P, long? People);

/// <summary>A variant of a meta-analysis with what each study says of it.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Place">Chromosome and position, as <c>22:17,300,000</c>.</param>
/// <param name="EffectAllele">The allele that effects are of.</param>
/// <param name="OtherAllele">The other allele.</param>
/// <param name="Studies">The studies that have it.</param>
/// <param name="Together">All of them.</param>
/// <param name="Q">Cochran's Q.</param>
/// <param name="I2">I² in per cent.</param>
/// <param name="HeterogeneityNegLog10P">−log10 of Q's P.</param>
public sealed record ForestPicture(
    string Trait,
    string Variant,
    string Place,
    string EffectAllele,
    string OtherAllele,
    ImmutableArray<ForestRow> Studies,
    ForestRow Together,
    double Q,
    double I2,
    double HeterogeneityNegLog10P);

/// <summary>What became of the variants of one study of a meta-analysis.</summary>
/// <param name="Name">The study.</param>
/// <param name="Variants">Variants with a test.</param>
/// <param name="Swapped">Those whose alleles were exchanged.</param>
/// <param name="Flipped">Those on the other strand.</param>
/// <param name="StrandTold">Those whose strand frequencies told.</param>
/// <param name="StrandUnknown">Those left out as nothing told it.</param>
/// <param name="Duplicates">Those left out as there was an earlier one.</param>
public sealed record CombinedStudy(string Name, long Variants, long Swapped, long Flipped, long StrandTold, long StrandUnknown, long Duplicates);

/// <summary>One <c>meta</c> declaration: its studies and its strongest variants.</summary>
/// <param name="Name">The declaration's name.</param>
/// <param name="Method">How studies were combined, in words.</param>
/// <param name="IsZ">Whether effects are z.</param>
/// <param name="Studies">The studies.</param>
/// <param name="Forests">The strongest variants, apart from each other, the strongest first.</param>
public sealed record MetaReport(
    string Name, string Method, bool IsZ, ImmutableArray<CombinedStudy> Studies, ImmutableArray<ForestPicture> Forests);
