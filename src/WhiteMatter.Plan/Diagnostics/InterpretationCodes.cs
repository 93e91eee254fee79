using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4270 to WM4279, WM4510 and WM4511: what steps find when they interpret models.</summary>
public static class InterpretationCodes
{
    /// <summary>Too few people to interpret a model by.</summary>
    public static DiagnosticDescriptor TooFewPeople { get; } = new(
        "WM4270",
        DiagnosticSeverity.Error,
        "Too few people to interpret a model by",
        "{0} has {1} people with an image, and takes at least {2}.",
        "Name a larger cohort in people, and check that its people have images.");

    /// <summary>No latent varies.</summary>
    public static DiagnosticDescriptor NoLatentVaries { get; } = new(
        "WM4271",
        DiagnosticSeverity.Error,
        "No latent varies",
        "None of the {0} latents asked for differs between {1} people.",
        "The network gives everybody the same latents: look at its training curve, and train it anew with another learning rate.");

    /// <summary>No region inside the mask.</summary>
    public static DiagnosticDescriptor NoRegionInside { get; } = new(
        "WM4272",
        DiagnosticSeverity.Error,
        "No region inside the mask",
        "None of the {0} regions of the atlas has a voxel inside the mask of the images.",
        "Check that atlas, mask and images are of the same space.");

    /// <summary>Fewer people than asked for.</summary>
    public static DiagnosticDescriptor FewerPeople { get; } = new(
        "WM4275",
        DiagnosticSeverity.Warning,
        "Fewer people than asked for",
        "{0} asks for {1} people; {2} have an image and are not of those the model was fitted on. These are taken.",
        "Ask for fewer, or name a cohort in people.",
        OnPage: PageText.Title);

    /// <summary>Latents without variance.</summary>
    public static DiagnosticDescriptor LatentsWithoutVariance { get; } = new(
        "WM4276",
        DiagnosticSeverity.Warning,
        "Latents without variance",
        "Latents that are the same in everybody, and so have no map: {0} of {1} (such as {2}).",
        "The network does not use them; fewer latents serve as well.");

    /// <summary>Regions outside the mask.</summary>
    public static DiagnosticDescriptor RegionsOutside { get; } = new(
        "WM4277",
        DiagnosticSeverity.Warning,
        "Regions outside the mask",
        "Regions without a voxel inside the mask of the images, and so without a score: {0} of {1} (such as {2}).",
        "Check the mask if they should have some.");

    /// <summary>One direction of latents alone.</summary>
    public static DiagnosticDescriptor OneDirection { get; } = new(
        "WM4278",
        DiagnosticSeverity.Warning,
        "One direction of latents alone",
        "'{0}' compares the scores of regions with those of random directions of the latents, and one latent alone varies: every direction is that latent, and P says nothing.",
        "Leave the atlas out, or interpret a model of more latents.");

    /// <summary>Too few people for canonical correlations.</summary>
    public static DiagnosticDescriptor TooFewInCommon { get; } = new(
        "WM4279",
        DiagnosticSeverity.Warning,
        "Too few people for canonical correlations",
        "Of the people of {0}, {1} have all traits of {2}: with {3} latents and {4} traits canonical correlations take more people than both together.",
        "Interpret by more people, by fewer latents, or against fewer traits; the correlations of single pairs are there.",
        OnPage: PageText.Title);

    /// <summary>A trait without a direction.</summary>
    public static DiagnosticDescriptor NoDirection { get; } = new(
        "WM4510",
        DiagnosticSeverity.Warning,
        "Trait without a direction",
        "Traits along which '{0}' finds no direction, as fewer than {1} of its people have them or they are the same in all who do: {2} (such as {3}).",
        "Interpret by people who have the trait, or leave it out of along.",
        OnPage: PageText.Title);

    /// <summary>Too many traits to map along.</summary>
    public static DiagnosticDescriptor TooManyDirections { get; } = new(
        "WM4511",
        DiagnosticSeverity.Error,
        "Too many traits to map along",
        "'{0}' maps along {1} traits, and at most {2} are mapped at once: each map is held in memory.",
        "Name fewer columns in the phenotypes of along, or divide them among several interpretations.");

    /// <summary>WM4510 and WM4511.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Along { get; } = [NoDirection, TooManyDirections];

    /// <summary>WM4270 to WM4279, in order.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [TooFewPeople, NoLatentVaries, NoRegionInside, .. ModelCodes.Later, FewerPeople, LatentsWithoutVariance, RegionsOutside, OneDirection, TooFewInCommon];
}
