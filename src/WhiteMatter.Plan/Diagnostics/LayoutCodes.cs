using System.Collections.Immutable;

namespace WhiteMatter.Plan.Diagnostics;

/// <summary>Codes WM4470 to WM4499: how people's files are found: in archives, in datasets, in series; and how they are brought on one grid.</summary>
public static class LayoutCodes
{
    /// <summary>Zip archive that cannot be read.</summary>
    public static DiagnosticDescriptor ArchiveDamaged { get; } = new(
        "WM4470",
        DiagnosticSeverity.Error,
        "Zip archive that cannot be read",
        "{0}",
        "Test the archive with unzip -t, and copy or download it again.");

    /// <summary>No such file in a zip archive.</summary>
    public static DiagnosticDescriptor ArchiveMemberMissing { get; } = new(
        "WM4471",
        DiagnosticSeverity.Error,
        "No such file in a zip archive",
        "{0}",
        "Look at the names in the archive with unzip -l.");

    /// <summary>Two files of one name in a zip archive.</summary>
    public static DiagnosticDescriptor ArchiveMemberTwice { get; } = new(
        "WM4472",
        DiagnosticSeverity.Error,
        "Two files of one name in a zip archive",
        "{0}",
        "Pack the archive anew with each file once.");

    /// <summary>Encrypted file in a zip archive.</summary>
    public static DiagnosticDescriptor ArchiveEncrypted { get; } = new(
        "WM4473",
        DiagnosticSeverity.Error,
        "Encrypted file in a zip archive",
        "{0}",
        "Decrypt the archive first, where the terms of the data allow it.");

    /// <summary>File in a zip archive that cannot be unpacked.</summary>
    public static DiagnosticDescriptor ArchiveMember { get; } = new(
        "WM4474",
        DiagnosticSeverity.Error,
        "File in a zip archive that cannot be unpacked",
        "{0}",
        "Test the archive with unzip -t, and copy or download it again.");

    /// <summary>File in a zip archive that expands beyond reason.</summary>
    public static DiagnosticDescriptor ArchiveExpands { get; } = new(
        "WM4475",
        DiagnosticSeverity.Error,
        "File in a zip archive that expands beyond reason",
        "{0}",
        "Unpack the file by hand if you trust it, and look at what it holds.");

    /// <summary>Archives without the image.</summary>
    public static DiagnosticDescriptor ImagesNotInArchives { get; } = new(
        "WM4476",
        DiagnosticSeverity.Warning,
        "Archives without the image",
        "The zip archive of {0} of {1} people has no '{2}' (such as {3}).",
        "They have an archive and are missing all the same: their processing may have failed, or the archives are of several releases. Look at one with unzip -l.",
        OnPage: PageText.Nothing);

    /// <summary>Several files for one query.</summary>
    public static DiagnosticDescriptor DatasetAmbiguous { get; } = new(
        "WM4477",
        DiagnosticSeverity.Error,
        "Several files for one query",
        "{0}",
        "Say by further entities which of the files is meant.");

    /// <summary>Dataset of another version of BIDS.</summary>
    public static DiagnosticDescriptor DatasetVersion { get; } = new(
        "WM4478",
        DiagnosticSeverity.Warning,
        "Dataset of another version of BIDS",
        "The dataset_description.json of '{0}' {1}; files are found by the rules of version 1.",
        "Check in the report's counts that everybody's file was found.",
        OnPage: PageText.Title);

    /// <summary>Series and list of people that do not fit.</summary>
    public static DiagnosticDescriptor SeriesCount { get; } = new(
        "WM4479",
        DiagnosticSeverity.Error,
        "Series and list of people that do not fit",
        "{0}",
        "List the people in the order of the volumes, as they were merged.");

    /// <summary>No spatial transform.</summary>
    public static DiagnosticDescriptor TransformUnreadable { get; } = new(
        "WM4480",
        DiagnosticSeverity.Error,
        "No spatial transform",
        "{0}",
        "Name what flirt -omat, antsRegistration or fnirt --fout wrote.");

    /// <summary>Transforms that do not go together.</summary>
    public static DiagnosticDescriptor TransformsDiffer { get; } = new(
        "WM4481",
        DiagnosticSeverity.Error,
        "Transforms that do not go together",
        "'{0}' and '{1}' are of FSL and of ITK, whose millimetres differ.",
        "Name an affine transform and a warp of one registration.");

    /// <summary>People without a transform.</summary>
    public static DiagnosticDescriptor TransformsMissing { get; } = new(
        "WM4482",
        DiagnosticSeverity.Warning,
        "People without a transform",
        "No file at '{2}' for {0} of {1} people (such as {3}), whose image is there.",
        "They are left out. Check the path and the files if there should be more.",
        OnPage: PageText.Nothing);

    /// <summary>Every row of this block, in order of its code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        ArchiveDamaged, ArchiveMemberMissing, ArchiveMemberTwice, ArchiveEncrypted, ArchiveMember, ArchiveExpands, ImagesNotInArchives,
        DatasetAmbiguous, DatasetVersion, SeriesCount, TransformUnreadable, TransformsDiffer, TransformsMissing,
    ];
}
