using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4250 to WM4269, WM4273, WM4274, WM4512 and WM4513: what steps find in models.</summary>
public static class ModelCodes
{
    /// <summary>Grid too small for the network.</summary>
    public static DiagnosticDescriptor GridTooSmall { get; } = new(
        "WM4250",
        DiagnosticSeverity.Error,
        "Grid too small for the network",
        "{0}",
        "Give the architecture fewer channels, one for each level, or use images of more voxels.");

    /// <summary>Too few people to train on.</summary>
    public static DiagnosticDescriptor TooFewPeople { get; } = new(
        "WM4251",
        DiagnosticSeverity.Error,
        "Too few people to train on",
        "{0}",
        "Fit on a larger cohort, and check that its people have images.");

    /// <summary>Image that a network cannot take.</summary>
    public static DiagnosticDescriptor VolumeUnusable { get; } = new(
        "WM4252",
        DiagnosticSeverity.Error,
        "Image that a network cannot take",
        "{0}",
        "Leave the person out of the images with keep, or make the image again.");

    /// <summary>Loss not finite.</summary>
    public static DiagnosticDescriptor LossNotFinite { get; } = new(
        "WM4253",
        DiagnosticSeverity.Error,
        "Loss not finite",
        "{0}",
        "Lower the learning rate, and look at the images of these people.");

    /// <summary>Damaged weights.</summary>
    public static DiagnosticDescriptor WeightsDamaged { get; } = new(
        "WM4254",
        DiagnosticSeverity.Error,
        "Damaged weights",
        "{0}",
        "Run again: train the model anew, or copy the file again.");

    /// <summary>Weights of another network.</summary>
    public static DiagnosticDescriptor WeightsOfOtherNetwork { get; } = new(
        "WM4255",
        DiagnosticSeverity.Error,
        "Weights of another network",
        "{0}",
        "Use the weights with the architecture and the grid they were trained with.");

    /// <summary>Images of another kind than the model's.</summary>
    public static DiagnosticDescriptor ImagesOfOtherModel { get; } = new(
        "WM4256",
        DiagnosticSeverity.Error,
        "Images of another kind than the model's",
        "The model was fitted on images of {0}, and those to be encoded have {1}.",
        "Encode images on the model's grid, with its mask.");

    /// <summary>Nobody with an image.</summary>
    public static DiagnosticDescriptor NobodyToEncode { get; } = new(
        "WM4257",
        DiagnosticSeverity.Error,
        "Nobody with an image",
        "None of the {0} people of the cohort has an image.",
        "Compare the identifiers of the cohort with those of the images' cohort.");

    /// <summary>No libtorch.</summary>
    public static DiagnosticDescriptor LibraryMissing { get; } = new(
        "WM4258",
        DiagnosticSeverity.Error,
        "No libtorch",
        "The step {0} runs a network, and its library cannot be loaded: {1}",
        "Install libtorch (Debian: libtorch-dev and libopenblas0-pthread) and start ./wmstudy again, which builds what uses it.");

    /// <summary>No such CUDA device.</summary>
    public static DiagnosticDescriptor NoCuda { get; } = new(
        "WM4259",
        DiagnosticSeverity.Error,
        "No such CUDA device",
        "The step {0} asks for the device {1}; the linked libtorch sees {2} CUDA devices.",
        "Use device = cpu or device = auto, or link a libtorch for CUDA on a machine with such a device (docs/how-to/gpu.md).");

    /// <summary>People without an image.</summary>
    public static DiagnosticDescriptor PeopleWithoutImage { get; } = new(
        "WM4260",
        DiagnosticSeverity.Warning,
        "People without an image",
        "No image for {0} of {1} people (such as {3}); {2} leaves them out.",
        "Check that the identifiers are of the same kind; leave the people out of the cohort if they were not scanned.",
        OnPage: PageText.Nothing);

    /// <summary>People that the model was fitted on.</summary>
    public static DiagnosticDescriptor PeopleFitted { get; } = new(
        "WM4261",
        DiagnosticSeverity.Warning,
        "People that the model was fitted on",
        "Of the {1} people encoded in {2}, the model was fitted on {0} (such as {3}).",
        "Latents of people a model was fitted on are not like other people's, which biases tests; take those people out, as in apply_to = everyone - pretraining.",
        OnPage: PageText.Title);

    /// <summary>Another numeric environment than planned.</summary>
    public static DiagnosticDescriptor OtherNumerics { get; } = new(
        "WM4262",
        DiagnosticSeverity.Warning,
        "Another machine or library than planned",
        "The step {0} was planned for {1} and runs on {2}: its results agree to rounding alone.",
        "Plan and run on machines of one kind where results are to be the same bit for bit.");

    /// <summary>Checkpoint not used.</summary>
    public static DiagnosticDescriptor CheckpointNotUsed { get; } = new(
        "WM4263",
        DiagnosticSeverity.Warning,
        "Checkpoint not used",
        "The checkpoint of {0} cannot be used: {1}. Training starts anew.",
        "Nothing is to be done; check the disk if it happens twice.");

    /// <summary>Training resumed.</summary>
    public static DiagnosticDescriptor TrainingResumed { get; } = new(
        "WM4264",
        DiagnosticSeverity.Information,
        "Training resumed",
        "The training of {0} goes on after epoch {1}, where an earlier run was stopped.",
        "The weights are those of a training that nothing stopped.");

    /// <summary>GPU memory full.</summary>
    public static DiagnosticDescriptor GpuMemoryFull { get; } = new(
        "WM4265",
        DiagnosticSeverity.Error,
        "GPU memory full",
        "The step {0} ran out of the memory of {1} ({2}); about {3} was estimated.",
        "Take a smaller batch, activations = recompute or precision = bf16 in the train block, or a GPU with more memory.");

    /// <summary>More batches a step than an epoch has.</summary>
    public static DiagnosticDescriptor AccumulatesBeyondEpoch { get; } = new(
        "WM4266",
        DiagnosticSeverity.Warning,
        "More batches a step than an epoch has",
        "'{0}' takes the gradients of {1} batches together for a step, and an epoch has at most {2}: weights move once an epoch.",
        "Accumulate fewer batches, or make them smaller.");

    /// <summary>Latents that are the same in everybody.</summary>
    public static DiagnosticDescriptor LatentsConstant { get; } = new(
        "WM4267",
        DiagnosticSeverity.Warning,
        "Latents that are the same in everybody",
        "Latents of {2} that are the same in all people encoded, and so are left out of the traits: {0} of {1} (such as {3}).",
        "The network does not use them; fewer latents serve as well. Look at its training curve if they are many.");

    /// <summary>Latents that carry nothing of the images.</summary>
    public static DiagnosticDescriptor LatentsCollapsed { get; } = new(
        "WM4268",
        DiagnosticSeverity.Warning,
        "Latents that carry nothing of the images",
        "'{0}' draws {1} of its {2} latents from the standard normal distribution whatever the image (such as {3}): their divergence from it is below 0.01 nats a person.",
        "Associations of these latents test noise. Lower beta, raise it over a few epochs by warm_up, or take fewer latents.");

    /// <summary>Weights trained on other images.</summary>
    public static DiagnosticDescriptor WeightsOfOtherImages { get; } = new(
        "WM4269",
        DiagnosticSeverity.Warning,
        "Weights trained on other images",
        "The weights of '{0}' were trained on images with {1}, and its images have {2}.",
        "What such weights make of other images means little: bring the images into the form they were trained on, or train further on these.");

    /// <summary>People who lack a kind of images.</summary>
    public static DiagnosticDescriptor PeopleWithoutModality { get; } = new(
        "WM4273",
        DiagnosticSeverity.Warning,
        "People who lack a kind of images",
        "{0} of the {1} people with images of '{2}' lack some kind ({3}) and are {4}.",
        "Look whether their images were not made or not found. missing_modality says whether such people are taken.");

    /// <summary>Images of several kinds on several grids.</summary>
    public static DiagnosticDescriptor ModalitiesOnOtherGrids { get; } = new(
        "WM4274",
        DiagnosticSeverity.Error,
        "Kinds of images on other grids",
        "The images of '{0}' are on another grid than those of '{1}': {2}, and {3}.",
        "Bring them to one grid by grid in images.");

    /// <summary>An ensemble of too few people.</summary>
    public static DiagnosticDescriptor EnsembleOfFewPeople { get; } = new(
        "WM4512",
        DiagnosticSeverity.Error,
        "Too few people to join networks by",
        "What the networks of '{0}' have in common cannot be told: {1} people fitted on have latents, and {2} networks have {3} latents together.",
        "Fit on more people than all networks have latents together, take fewer latents or fewer seeds, and look whether a network gives everybody the same latents.");

    /// <summary>People tested whom the model was fitted on.</summary>
    public static DiagnosticDescriptor FittedPeopleTested { get; } = new(
        "WM4513",
        DiagnosticSeverity.Error,
        "People tested whom the model was fitted on",
        "Of the {1} people of '{2}', the model of the latents '{3}' was fitted on {0} (such as {4}): their latents carry what is theirs alone, and nothing that is tested in them holds.",
        "Take them out by the algebra of cohorts: of a model with fit_on = a, write 'cohort tested from b - a', and take 'tested' in the place of b.",
        OnPage: PageText.Title);

    /// <summary>WM4512 and WM4513.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Ensembles { get; } = [EnsembleOfFewPeople, FittedPeopleTested];

    /// <summary>WM4273 and WM4274.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Later { get; } = [PeopleWithoutModality, ModalitiesOnOtherGrids];

    /// <summary>WM4250 to WM4269.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        GridTooSmall, TooFewPeople, VolumeUnusable, LossNotFinite, WeightsDamaged, WeightsOfOtherNetwork, ImagesOfOtherModel, NobodyToEncode,
        LibraryMissing, NoCuda, PeopleWithoutImage, PeopleFitted, OtherNumerics, CheckpointNotUsed, TrainingResumed, GpuMemoryFull,
        AccumulatesBeyondEpoch, LatentsConstant, LatentsCollapsed, WeightsOfOtherImages,
    ];
}
