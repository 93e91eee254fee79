using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4290 to WM4299: what steps find in simulations.</summary>
public static class SimulationCodes
{
    /// <summary>An effect in a region that the atlas does not have.</summary>
    public static DiagnosticDescriptor RegionUnknown { get; } = new(
        "WM4290",
        DiagnosticSeverity.Error,
        "Region not in the atlas",
        "The {0} effect of '{1}' names the region '{2}', which the atlas does not have{3}.",
        "Name regions as the atlas's names file does. A region that is smaller than a voxel of a coarser grid is not in it.");

    /// <summary>A named variant that cannot be causal.</summary>
    public static DiagnosticDescriptor VariantUnusable { get; } = new(
        "WM4291",
        DiagnosticSeverity.Error,
        "Causal variant cannot be planted",
        "'{0}' cannot plant an effect of the variant '{1}': {2}.",
        "Name another variant, or leave 'variant' out to have one drawn.");

    /// <summary>Effects that explain more than everything.</summary>
    public static DiagnosticDescriptor SharesExceed { get; } = new(
        "WM4292",
        DiagnosticSeverity.Error,
        "Effects explain more than all variance",
        "The effects that '{0}' plants in the region '{1}' explain {2} of its variance together.",
        "Lower their 'variance', so that at most 100% is explained in each region.");

    /// <summary>Fewer variants to draw causal ones from than asked for.</summary>
    public static DiagnosticDescriptor TooFewVariants { get; } = new(
        "WM4293",
        DiagnosticSeverity.Error,
        "Too few variants to draw from",
        "Of the {1} causal variants that '{0}' is to draw only {2} can be: no other autosomal variant is kept that is {3} from them and has an r² below {4} with each.",
        "Ask for fewer variants, or let the genotypes keep more.");

    /// <summary>An identifier of the genotypes that a volume cannot be named by.</summary>
    public static DiagnosticDescriptor IdentifierUnusable { get; } = new(
        "WM4294",
        DiagnosticSeverity.Error,
        "Identifier cannot name a volume",
        "'{0}' names each person's volume by the identifier, but '{1}' of the genotypes {2}.",
        "Rename the person with plink2 --update-ids.");

    /// <summary>Named variants that are inherited together.</summary>
    public static DiagnosticDescriptor VariantsLinked { get; } = new(
        "WM4295",
        DiagnosticSeverity.Warning,
        "Causal variants in linkage disequilibrium",
        "The causal variants '{1}' and '{2}' of '{0}' have an r² of {3}: each is found where the other is.",
        "Name variants that are further apart, so that what is found can be told from what is planted.");

    /// <summary>A covariate that cannot have an effect, since everybody is alike.</summary>
    public static DiagnosticDescriptor CovariateConstant { get; } = new(
        "WM4296",
        DiagnosticSeverity.Error,
        "Covariate does not vary",
        "'{0}' cannot plant an effect of '{1}': all {2} genotyped people are alike in it.",
        "Leave the effect out, or simulate from genotypes of more people.");

    /// <summary>Voxels that had to be brought back into the range of FA.</summary>
    public static DiagnosticDescriptor ValuesClipped { get; } = new(
        "WM4297",
        DiagnosticSeverity.Warning,
        "Simulated values clipped",
        "{1} of {2} voxels that '{0}' simulated were below 0 or above 1 and are now 0 or 1: means of regions are not quite their values.",
        "Lower 'noise'.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        RegionUnknown,
        VariantUnusable,
        SharesExceed,
        TooFewVariants,
        IdentifierUnusable,
        VariantsLinked,
        CovariateConstant,
        ValuesClipped,
    ];
}
