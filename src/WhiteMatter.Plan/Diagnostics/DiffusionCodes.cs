using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4430 to WM4449: what steps find in diffusion series.</summary>
public static class DiffusionCodes
{
    /// <summary>b-values or directions that are no numbers.</summary>
    public static DiagnosticDescriptor GradientNumber { get; } = new(
        "WM4430",
        DiagnosticSeverity.Error,
        "b-values or directions that are no numbers",
        "{0}",
        "Write the file again with the program that converted the series.");

    /// <summary>b-values, directions and volumes that do not fit together.</summary>
    public static DiagnosticDescriptor GradientShape { get; } = new(
        "WM4431",
        DiagnosticSeverity.Error,
        "b-values, directions and volumes that do not fit together",
        "{0}",
        "Check that both files are of this series.");

    /// <summary>A direction that is missing or not of length 1.</summary>
    public static DiagnosticDescriptor GradientDirection { get; } = new(
        "WM4432",
        DiagnosticSeverity.Error,
        "A direction that is missing or not of length 1",
        "{0}",
        "Mend the directions, or say by vector_lengths what their lengths mean; volumes below b0_threshold need none.");

    /// <summary>A shell without volumes.</summary>
    public static DiagnosticDescriptor GradientShell { get; } = new(
        "WM4433",
        DiagnosticSeverity.Error,
        "A shell without volumes",
        "{0}",
        "Mend shells, or allow more by shell_tolerance.");

    /// <summary>Volumes that determine no tensor.</summary>
    public static DiagnosticDescriptor GradientScheme { get; } = new(
        "WM4434",
        DiagnosticSeverity.Error,
        "Volumes that determine no tensor",
        "{0}",
        "Check both files, and which volumes shells leaves.");

    /// <summary>Brain mask on another grid than its series.</summary>
    public static DiagnosticDescriptor BrainGridDiffers { get; } = new(
        "WM4435",
        DiagnosticSeverity.Error,
        "Brain mask on another grid than its series",
        "The brain mask '{0}' has {1}; the series '{2}' has {3}.",
        "Name the mask of that person's own series.");

    /// <summary>b-values in another unit.</summary>
    public static DiagnosticDescriptor GradientUnit { get; } = new(
        "WM4436",
        DiagnosticSeverity.Error,
        "b-values in another unit",
        "{0}",
        "Write b-values in s/mm².");

    /// <summary>Series without a weighted volume.</summary>
    public static DiagnosticDescriptor GradientUnweighted { get; } = new(
        "WM4437",
        DiagnosticSeverity.Error,
        "Series without a weighted volume",
        "{0}",
        "Mend the b-values, or give a smaller b0_threshold.");

    /// <summary>Nobody has a whole series.</summary>
    public static DiagnosticDescriptor NobodyHasASeries { get; } = new(
        "WM4438",
        DiagnosticSeverity.Error,
        "Nobody has a whole series",
        "None of the {0} people has all files of a series: {1} have none at '{2}' (looked for {3}).",
        "Check the path; {column} stands for a person's value in the cohort's table.");

    /// <summary>Tensors that are not positive definite.</summary>
    public static DiagnosticDescriptor TensorsNotPositive { get; } = new(
        "WM4440",
        DiagnosticSeverity.Information,
        "Tensors that are not positive definite",
        "An eigenvalue is not above 0 in {0} of {1} voxels, in {2} of {3} series (most in {4}).",
        "There fractional anisotropy may be above 1, and programs differ most; see not_positive in tensors.tsv.",
        OnPage: PageText.Title);

    /// <summary>Voxels without a tensor.</summary>
    public static DiagnosticDescriptor VoxelsNotFitted { get; } = new(
        "WM4441",
        DiagnosticSeverity.Warning,
        "Voxels without a tensor",
        "No tensor was fitted in {0} of {1} voxels of the brain masks, in {2} of {3} series (most in {4}): no signal is above 0, one is no number, or the weights leave the equations without a solution.",
        "They are 0 in every map, which means without a measurement; see not_fitted in tensors.tsv.",
        OnPage: PageText.Title);

    /// <summary>Series without a brain.</summary>
    public static DiagnosticDescriptor BrainsEmpty { get; } = new(
        "WM4442",
        DiagnosticSeverity.Warning,
        "Series without a brain",
        "The brain mask has no voxel in {0} of {1} series (such as {2}).",
        "Their maps are 0 everywhere; keep = coverage > 0% leaves those people out.",
        OnPage: PageText.Title);

    /// <summary>Impossible mean diffusivity.</summary>
    public static DiagnosticDescriptor DiffusivityImpossible { get; } = new(
        "WM4443",
        DiagnosticSeverity.Warning,
        "Impossible mean diffusivity",
        "The mean diffusivity is {0} mm²/s in the middle voxel of the brain in {1} of {2} series (such as {3}); water in tissue has 0.0001 to 0.003, and free water at body temperature 0.003.",
        "Check their b-values, which count in s/mm², whether the volumes are in the order of the b-values, and their brain masks.",
        OnPage: PageText.Title);

    /// <summary>Series that lack a file.</summary>
    public static DiagnosticDescriptor SeriesIncomplete { get; } = new(
        "WM4444",
        DiagnosticSeverity.Warning,
        "Series that lack a file",
        "No file at '{2}' for {0} of {1} people (such as {3}), whose series is there.",
        "They are left out. Check the path and the files if there should be more.",
        OnPage: PageText.Nothing);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        GradientNumber, GradientShape, GradientDirection, GradientShell, GradientScheme, BrainGridDiffers,
        GradientUnit, GradientUnweighted, NobodyHasASeries, TensorsNotPositive, VoxelsNotFitted, BrainsEmpty, DiffusivityImpossible,
        SeriesIncomplete,
    ];
}
