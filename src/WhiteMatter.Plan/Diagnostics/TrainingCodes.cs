using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM3047 to WM3051, WM3057 to WM3060, WM3063, WM3064 and WM3066: how models are made and trained.</summary>
public static class TrainingCodes
{
    /// <summary>A warm-up that lasts to the end.</summary>
    public static DiagnosticDescriptor WarmUpWithoutEnd { get; } = new(
        "WM3047",
        DiagnosticSeverity.Warning,
        "Warm-up that lasts to the end",
        "'{0}' warms up over {1} epochs and trains for at most {2}: its schedule never begins, and the learning rate is below the one asked for until the end.",
        "Warm up over a few epochs, a twentieth of them or so, or train for more.",
        Acceptable: true);

    /// <summary>A limit of gradients that leaves nothing of them.</summary>
    public static DiagnosticDescriptor ClipTooSmall { get; } = new(
        "WM3048",
        DiagnosticSeverity.Warning,
        "Gradients clipped to nothing",
        "'{0}' shrinks the norm of all gradients together to {1}: next to the epsilon of its optimiser little of them is left, and weights hardly move.",
        "A limit of 0.1 to 10 is usual; without clip there is none.",
        Acceptable: true);

    /// <summary>Blocks of which one holds the whole image.</summary>
    public static DiagnosticDescriptor BlockHoldsImage { get; } = new(
        "WM3049",
        DiagnosticSeverity.Error,
        "Blocks as large as the image",
        "'{0}' hides blocks of {1} voxels along each edge, and {2} have {3}: one block is the whole image.",
        "Take smaller blocks, such as 8 or 16 voxels.");

    /// <summary>A weight of the divergence that is never reached.</summary>
    public static DiagnosticDescriptor BetaNeverReached { get; } = new(
        "WM3050",
        DiagnosticSeverity.Warning,
        "Weight of the divergence that is never reached",
        "'{0}' raises the weight of its latents' divergence over {1} epochs and trains for at most {2}: training ends below the beta asked for.",
        "Raise it over a tenth of the epochs or so, or train for more.",
        Acceptable: true);

    /// <summary>A width that heads or positions do not divide.</summary>
    public static DiagnosticDescriptor WidthNotDivided { get; } = new(
        "WM3051",
        DiagnosticSeverity.Error,
        "Width of a transformer that is not divided",
        "The width {1} of '{0}' is no multiple of {2}.",
        "A width such as 192, 384 or 768 is a multiple of 3, 4, 6, 8 and 12.");

    /// <summary>Images moved out of their grid.</summary>
    public static DiagnosticDescriptor MovedOutOfGrid { get; } = new(
        "WM3057",
        DiagnosticSeverity.Warning,
        "Images moved out of their grid",
        "'{0}' moves images by up to {1} mm along each axis, and {2} have a grid of {3} mm: much of the brain may be outside.",
        "A few millimetres are what registration leaves; move by less.",
        Acceptable: true);

    /// <summary>Patches of which one holds the whole image.</summary>
    public static DiagnosticDescriptor PatchHoldsImage { get; } = new(
        "WM3058",
        DiagnosticSeverity.Warning,
        "Patch as large as the image",
        "'{0}' cuts images into patches of {1} voxels along each edge, and {2} have {3}: one patch is the whole image, and there is nothing for attention to relate.",
        "Take smaller patches, such as 8 or 16 voxels.",
        Acceptable: true);

    /// <summary>A list of one kind of images.</summary>
    public static DiagnosticDescriptor OneModality { get; } = new(
        "WM3059",
        DiagnosticSeverity.Error,
        "One kind of images in a list",
        "The model '{0}' is from a list of one kind of images.",
        "Name the images without brackets, or name two kinds or more.");

    /// <summary>More or fewer weights of a loss than kinds of images.</summary>
    public static DiagnosticDescriptor WeightsOfOtherCount { get; } = new(
        "WM3060",
        DiagnosticSeverity.Error,
        "Weights of a loss without their images",
        "'{0}' has {1} weights of the loss for {2} kinds of images.",
        "Write one weight for each kind, in the order of from.");

    /// <summary>An ensemble of one network.</summary>
    public static DiagnosticDescriptor EnsembleOfOne { get; } = new(
        "WM3063",
        DiagnosticSeverity.Error,
        "Ensemble of one network",
        "'{0}' trains an ensemble of one seed.",
        "Name two seeds or more, as in seeds = [1, 2, 3], or write seed for one network.");

    /// <summary>A seed named twice in an ensemble.</summary>
    public static DiagnosticDescriptor SeedTwice { get; } = new(
        "WM3064",
        DiagnosticSeverity.Error,
        "Seed named twice in an ensemble",
        "'{0}' names the seed {1} twice: both networks would be the same, and agree for that alone.",
        "Name each seed once.");

    /// <summary>Images cropped to a mask that is not there.</summary>
    public static DiagnosticDescriptor CropWithoutMask { get; } = new(
        "WM3066",
        DiagnosticSeverity.Error,
        "Crop to a mask that is not there",
        "'{0}' crops images to the box of their masks, and '{1}' names no mask: which voxels most people have is known after a run alone, and how large the network is follows from them.",
        "Name a mask of the images' grid, as in mask = \"mask.nii.gz\".");

    /// <summary>WM3063 and WM3064.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Ensembles { get; } = [EnsembleOfOne, SeedTwice];

    /// <summary>WM3066.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Crops { get; } = [CropWithoutMask];

    /// <summary>WM3047 to WM3051.</summary>
    public static ImmutableArray<DiagnosticDescriptor> First { get; } = [WarmUpWithoutEnd, ClipTooSmall, BlockHoldsImage, BetaNeverReached, WidthNotDivided];

    /// <summary>WM3057 to WM3060.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Later { get; } = [MovedOutOfGrid, PatchHoldsImage, OneModality, WeightsOfOtherCount];
}
