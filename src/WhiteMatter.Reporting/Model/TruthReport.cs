using System.Collections.Immutable;

namespace WhiteMatter.Reporting;

/// <summary>What a simulation planted, against what an analysis found.</summary>
public sealed record TruthReport
{
    /// <summary>The simulation's name.</summary>
    public required string Name { get; init; }

    /// <summary>The declaration whose results it is held against; null where it is held against none.</summary>
    public string? Against { get; init; }

    /// <summary>When a causal variant counts as found, in words ("inside a locus of leads"); null where nothing says.</summary>
    public string? Criterion { get; init; }

    /// <summary>Causal variants, in genome order.</summary>
    public ImmutableArray<PlantedVariant> Variants { get; init; } = [];

    /// <summary>Effects of causal variants on single regions, planted and estimated; empty where none was estimated.</summary>
    public ImmutableArray<PlantedEffect> Effects { get; init; } = [];

    /// <summary>What an effect is counted in ("fa per effect allele", "residual SD per effect allele").</summary>
    public string EffectUnit { get; init; } = "per effect allele";

    /// <summary>How planted effects came onto that scale, in a sentence; null where they are shown as planted.</summary>
    public string? ScaleNote { get; init; }

    /// <summary>Effects of columns of the participants.</summary>
    public ImmutableArray<PlantedCovariate> Covariates { get; init; } = [];
}

/// <summary>A causal variant.</summary>
public sealed record PlantedVariant : PlacedVariant
{
    /// <summary>Identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Regions it acts on.</summary>
    public required ImmutableArray<string> Regions { get; init; }

    /// <summary>Whether those are all regions of the atlas.</summary>
    public bool AllRegions { get; init; }

    /// <summary>Regions that rise with the effect allele; the others fall.</summary>
    public required int Rising { get; init; }

    /// <summary>Smallest share of a region's variance that it explains.</summary>
    public required double LeastVariance { get; init; }

    /// <summary>Largest share.</summary>
    public required double MostVariance { get; init; }

    /// <summary>Whether it was found; null where nothing says.</summary>
    public bool? Recovered { get; init; }

    /// <summary>−log10 P of the variant itself, the smallest P over the traits looked at; NaN where it was not tested.</summary>
    public double NegLog10P { get; init; } = double.NaN;

    /// <summary>The trait of that P; null where there is only one.</summary>
    public string? Trait { get; init; }

    /// <summary>Lead variant of the locus it lies in; null where it lies in none.</summary>
    public string? LeadVariant { get; init; }
}

/// <summary>The effect of a causal variant on a region.</summary>
/// <param name="Variant">The variant's identifier.</param>
/// <param name="Region">The region.</param>
/// <param name="Planted">The effect planted, in the unit of the estimate.</param>
/// <param name="Estimate">The effect estimated.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="IntervalQuantile">Half the 95% confidence interval over the standard error.</param>
/// <param name="NegLog10P">−log10 P of the estimate.</param>
public sealed record PlantedEffect(
    string Variant, string Region, double Planted, double Estimate, double StandardError, double IntervalQuantile, double NegLog10P)
{
    /// <summary>Lower end of the confidence interval.</summary>
    public double Lower => Estimate - (IntervalQuantile * StandardError);

    /// <summary>Upper end of the confidence interval.</summary>
    public double Upper => Estimate + (IntervalQuantile * StandardError);
}

/// <summary>The effect of a column of the participants.</summary>
/// <param name="Column">The column ("age").</param>
/// <param name="Regions">Number of regions it acts on.</param>
/// <param name="AllRegions">Whether those are all there are.</param>
/// <param name="LeastVariance">Smallest share of a region's variance that it explains.</param>
/// <param name="MostVariance">Largest share.</param>
public sealed record PlantedCovariate(string Column, int Regions, bool AllRegions, double LeastVariance, double MostVariance);
