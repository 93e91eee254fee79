using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM5000 to WM5999: planning.</summary>
public static class PlanCodes
{
    /// <summary>A plan with more steps than the host allows.</summary>
    public static DiagnosticDescriptor TooManySteps { get; } = new(
        "WM5001",
        DiagnosticSeverity.Error,
        "Too many steps",
        "The study needs {0} steps; at most {1} are planned at once.",
        "Split the study into several files.");

    /// <summary>A step that needs more memory than there is.</summary>
    public static DiagnosticDescriptor NotEnoughMemory { get; } = new(
        "WM5002",
        DiagnosticSeverity.Error,
        "Not enough memory",
        "The step {0} needs about {1} of memory; the run may use {2}.",
        "Take fewer traits or people at once, raise the study's 'memory' or what --memory says, or run on a larger machine.");

    /// <summary>Loci clumped in genotypes other than those that were tested.</summary>
    public static DiagnosticDescriptor OtherReference { get; } = new(
        "WM5003",
        DiagnosticSeverity.Error,
        "Reference is not the tested genotypes",
        "The loci '{0}' take r² from '{1}', but the association was computed in '{2}'; another reference cannot be used yet.",
        "Leave 'reference' out, or name the genotypes of the gwas.");

    /// <summary>A plan document that cannot be read.</summary>
    public static DiagnosticDescriptor UnreadablePlan { get; } = new(
        "WM5004",
        DiagnosticSeverity.Error,
        "Unreadable plan",
        "'{0}' is no execution plan that this program can read: {1}",
        "Make the plan again with 'wmstudy plan STUDY --out plan.json'.");

    /// <summary>A step that the plan does not have.</summary>
    public static DiagnosticDescriptor NoSuchStep { get; } = new(
        "WM5005",
        DiagnosticSeverity.Error,
        "No such step",
        "The plan has no step '{0}'{1}",
        "'wmstudy plan STUDY' lists the steps.");

    /// <summary>A GPU that this machine does not have.</summary>
    public static DiagnosticDescriptor NoSuchGpu { get; } = new(
        "WM5006",
        DiagnosticSeverity.Warning,
        "No such GPU here",
        "The step {0} asks for the device {1}, and {2}: it cannot run here.",
        "Use device = cpu or device = auto, link a libtorch for CUDA (docs/how-to/gpu.md), or run the plan on a machine that has the device.",
        OnPage: PageText.Nothing);

    /// <summary>A precision that only GPUs compute in.</summary>
    public static DiagnosticDescriptor PrecisionOfGpus { get; } = new(
        "WM5007",
        DiagnosticSeverity.Warning,
        "Precision of GPUs",
        "The step {0} runs on the processor, which computes in fp32 and not in {1}.",
        "Nothing is to be done where fp32 will do; else use a GPU (device = cuda:0).",
        OnPage: PageText.Nothing);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [TooManySteps, NotEnoughMemory, OtherReference, UnreadablePlan, NoSuchStep, NoSuchGpu, PrecisionOfGpus];
}
