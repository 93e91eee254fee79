using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4450 to WM4459: what steps find when traits are harmonised.</summary>
public static class HarmonisationCodes
{
    /// <summary>A batch of one person.</summary>
    public static DiagnosticDescriptor BatchOfOne { get; } = new(
        "WM4450",
        DiagnosticSeverity.Error,
        "A batch of one person",
        "The batch '{0}' of '{1}' has one person: what is the batch's and what is the person's cannot be told apart ({2} of {3} batches are such).",
        "Leave those people out of the cohort, or give them another batch in the table.");

    /// <summary>Fewer than two batches.</summary>
    public static DiagnosticDescriptor OneBatch { get; } = new(
        "WM4451",
        DiagnosticSeverity.Error,
        "Fewer than two batches",
        "'{0}' has {1} among the {2} people with traits and covariates: there is nothing to harmonise.",
        "Take harmonise out, or name the column that tells scanners or sites.");

    /// <summary>A reference that nobody has.</summary>
    public static DiagnosticDescriptor ReferenceUnknown { get; } = new(
        "WM4452",
        DiagnosticSeverity.Error,
        "A reference that nobody has",
        "Nobody has the batch '{0}' of '{1}'; there are {2}.",
        "Name one of them as reference.");

    /// <summary>No trait could be harmonised.</summary>
    public static DiagnosticDescriptor NothingHarmonised { get; } = new(
        "WM4453",
        DiagnosticSeverity.Error,
        "No trait could be harmonised",
        "None of the {0} traits could be harmonised: {1}.",
        "Where covariates and batches make each other up, preserve fewer covariates.");

    /// <summary>Traits that were not harmonised.</summary>
    public static DiagnosticDescriptor TraitsSetAside { get; } = new(
        "WM4454",
        DiagnosticSeverity.Warning,
        "Traits that were not harmonised",
        "{0} of {1} traits could not be harmonised and are left out (such as {2}): {3}.",
        "A trait needs two values in each batch, must vary there, and must be of a size whose square is a number.");

    /// <summary>People without batch or covariates.</summary>
    public static DiagnosticDescriptor PeopleLeftOut { get; } = new(
        "WM4455",
        DiagnosticSeverity.Warning,
        "People without batch or covariates",
        "{0} of {1} people lack the batch '{2}' or a covariate that is preserved (such as {3}).",
        "Their traits are missing.",
        OnPage: PageText.Nothing);

    /// <summary>Batches that look like one.</summary>
    public static DiagnosticDescriptor BatchesAlike { get; } = new(
        "WM4456",
        DiagnosticSeverity.Warning,
        "Batches that look like one",
        "'{0}' has {1}, which look like one batch written in several ways; each is taken for a batch of its own.",
        "Write the batch in one way in the table if it is one.");

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [BatchOfOne, OneBatch, ReferenceUnknown, NothingHarmonised, TraitsSetAside, PeopleLeftOut, BatchesAlike];
}
