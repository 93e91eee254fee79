using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM6000 to WM6999: a run.</summary>
public static class RunCodes
{
    /// <summary>Another process holds the store's lock.</summary>
    public static DiagnosticDescriptor StoreLocked { get; } = new(
        "WM6001",
        DiagnosticSeverity.Error,
        "Store in use",
        "The store '{0}' is in use by {1}.",
        "Wait for that run, run again with --wait, or give this run a store of its own with --store.");

    /// <summary>The store's file system has no locks.</summary>
    public static DiagnosticDescriptor StoreLockUnsupported { get; } = new(
        "WM6002",
        DiagnosticSeverity.Error,
        "No locks on this file system",
        "The lock '{0}' cannot be taken: {1}.",
        "Put the store on a file system with file locks, with --store; on Lustre ask for the mount option flock.");

    /// <summary>No space left.</summary>
    public static DiagnosticDescriptor DiskFull { get; } = new(
        "WM6003",
        DiagnosticSeverity.Error,
        "Disk full",
        "No space is left for '{0}': {1} {2}, {3} are free.",
        "Free space or raise the quota, remove old results with store gc, or put the store elsewhere with --store; finished work is kept and the next run goes on.");

    /// <summary>Something cannot be written.</summary>
    public static DiagnosticDescriptor CannotWrite { get; } = new(
        "WM6004",
        DiagnosticSeverity.Error,
        "Cannot write",
        "'{0}' cannot be written: {1}",
        "Check who owns the folder and whether it is mounted for writing, or put the store elsewhere with --store.");

    /// <summary>An artifact a step needs is damaged.</summary>
    public static DiagnosticDescriptor ArtifactDamaged { get; } = new(
        "WM6005",
        DiagnosticSeverity.Error,
        "Damaged result in the store",
        "The file '{0}' of the stored result of {1} ({2}) is damaged: {3}.",
        "Run again: the damaged result was set aside and is computed anew. Check the disk if it happens twice.");

    /// <summary>An artifact was damaged and set aside.</summary>
    public static DiagnosticDescriptor ArtifactSetAside { get; } = new(
        "WM6006",
        DiagnosticSeverity.Warning,
        "Damaged result set aside",
        "The file '{0}' of the stored result of {1} ({2}) is damaged: {3}. It was moved to '{4}' and is computed anew.",
        "Check the disk if it happens twice; store gc removes what was set aside.");

    /// <summary>The store was written by a later version.</summary>
    public static DiagnosticDescriptor StoreOfLaterVersion { get; } = new(
        "WM6007",
        DiagnosticSeverity.Error,
        "Store of a later version",
        "The store '{0}' has layout {1}; this program knows up to {2}.",
        "Use the program that made it, or another store with --store.");

    /// <summary>An outside file changed after planning.</summary>
    public static DiagnosticDescriptor InputChanged { get; } = new(
        "WM6008",
        DiagnosticSeverity.Error,
        "Input changed since planning",
        "'{0}' is not the file the study was planned with: {1}.",
        "Run the study itself, or make the plan anew: it is then planned with the file as it is now.");

    /// <summary>An outside file changed while a step read it.</summary>
    public static DiagnosticDescriptor InputChangedWhileRead { get; } = new(
        "WM6009",
        DiagnosticSeverity.Error,
        "Input changed while it was read",
        "'{0}' changed while {1} read it; its result was thrown away.",
        "Run again when nothing writes the file any more.");

    /// <summary>An outside file is not there.</summary>
    public static DiagnosticDescriptor InputGone { get; } = new(
        "WM6010",
        DiagnosticSeverity.Error,
        "Input not there",
        "'{0}' is not there, and {1} needs it.",
        "Check the path; relative paths start from the study's folder.");

    /// <summary>An outside file cannot be read.</summary>
    public static DiagnosticDescriptor InputUnreadable { get; } = new(
        "WM6011",
        DiagnosticSeverity.Error,
        "Input cannot be read",
        "'{0}' cannot be read: {1}",
        "Check who may read the file, and whether its disk is well.");

    /// <summary>A step failed for a reason that has no code.</summary>
    public static DiagnosticDescriptor StepFailed { get; } = new(
        "WM6012",
        DiagnosticSeverity.Error,
        "Step failed",
        "The step {0} failed: {1}",
        "This is a mistake of the program; please report it with the study and the log.");

    /// <summary>A step ran out of memory.</summary>
    public static DiagnosticDescriptor OutOfMemory { get; } = new(
        "WM6013",
        DiagnosticSeverity.Error,
        "Out of memory",
        "The step {0} ran out of memory; it was estimated to need {1}, {2} may be used.",
        "Give the run more memory, or lower the number of cores so that fewer parts run at once.");

    /// <summary>A plan names a step kind this program has no handler for.</summary>
    public static DiagnosticDescriptor UnknownStepKind { get; } = new(
        "WM6014",
        DiagnosticSeverity.Error,
        "Unknown kind of step",
        "The plan has a step {0} of kind '{1}', which this program cannot run.",
        "Plan the study again with this program.");

    /// <summary>A plan refers to a step or a part it does not have, or its steps form a ring.</summary>
    public static DiagnosticDescriptor PlanBroken { get; } = new(
        "WM6015",
        DiagnosticSeverity.Error,
        "Plan does not hold together",
        "The plan cannot be run: {0}.",
        "Plan the study again.");

    /// <summary>A result of the study is to be put where a file stands that no run wrote.</summary>
    public static DiagnosticDescriptor ResultInTheWay { get; } = new(
        "WM6016",
        DiagnosticSeverity.Error,
        "A file is in the way of a result",
        "'{0}' stands where a result is to be put, and no run of this study wrote it.",
        "Move it away, or give the study another results folder.");

    /// <summary>An expectation of the study does not hold.</summary>
    public static DiagnosticDescriptor ExpectationFailed { get; } = new(
        "WM6017",
        DiagnosticSeverity.Error,
        "Expectation does not hold",
        "The study expects {0}, and this does not hold: {1}.",
        "Look at the results; if they are right, the expectation is wrong.");

    /// <summary>The program does not have the handler's input artifact.</summary>
    public static DiagnosticDescriptor InputNotMade { get; } = new(
        "WM6018",
        DiagnosticSeverity.Error,
        "Result of an earlier step is not there",
        "The step {0} needs the result of {1}, which is not in the store.",
        "Run the study, or the earlier step, first.");

    /// <summary>The folder that results are published in cannot be written to.</summary>
    public static DiagnosticDescriptor ResultsClosed { get; } = new(
        "WM6019",
        DiagnosticSeverity.Error,
        "Results folder cannot be written to",
        "The results belong into '{0}', which cannot be written to: {1}",
        "Name another folder in the study's 'results'; '--store' moves the store alone.");

    /// <summary>The results folder holds results of a study of the same name in another file.</summary>
    public static DiagnosticDescriptor ResultsOfAnotherStudy { get; } = new(
        "WM6020",
        DiagnosticSeverity.Error,
        "Results of another study",
        "'{0}' holds the results of '{1}', which names its study '{2}' too; they would be replaced.",
        "Give one of the two studies another name or another 'results'.");

    /// <summary>A folder named as a store that is none.</summary>
    public static DiagnosticDescriptor NoStore { get; } = new(
        "WM6021",
        DiagnosticSeverity.Error,
        "No store",
        "'{0}' is no store of results: it has no file 'format', which every store has.",
        "Name the store with --store; it is the folder .wmstudy beside the study unless a run was given another. Nothing was written.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        StoreLocked, StoreLockUnsupported, DiskFull, CannotWrite, ArtifactDamaged, ArtifactSetAside, StoreOfLaterVersion, InputChanged,
        InputChangedWhileRead, InputGone, InputUnreadable, StepFailed, OutOfMemory, UnknownStepKind, PlanBroken, ResultInTheWay,
        ExpectationFailed, InputNotMade, ResultsClosed, ResultsOfAnotherStudy, NoStore,
    ];
}
