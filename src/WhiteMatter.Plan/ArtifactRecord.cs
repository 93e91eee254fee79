using System.Collections.Immutable;
using System.Text.Json;

namespace WhiteMatter.Plan;

/// <summary>One file of an artifact.</summary>
/// <param name="Name">Its name inside the artifact, with <c>/</c> as separator.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Blake3">BLAKE3 of the content in lower-case hexadecimal, as <c>b3sum</c> prints it.</param>
public sealed record ArtifactFile(string Name, long Size, string Blake3);

/// <summary>What went into a step, for provenance and for telling why it must run again.</summary>
/// <param name="Role">The role of the input in the step.</param>
/// <param name="Source">Id of the step or path of the file it came from.</param>
/// <param name="Identity">The step's fingerprint, or the file's identity.</param>
/// <param name="Blake3">The hash of all of an outside file, taken while it was read; null for a step's artifact.</param>
public sealed record ArtifactInput(string Role, string Source, string Identity, string? Blake3);

/// <summary>An artifact's provenance as the store keeps it beside its files.</summary>
/// <param name="FormatVersion">Version of this record's form.</param>
/// <param name="Study">Name of the study that made it.</param>
/// <param name="StepId">The step that made it.</param>
/// <param name="Kind">The step's kind.</param>
/// <param name="ImplementationVersion">Version of the step's implementation.</param>
/// <param name="Fingerprint">The step's fingerprint.</param>
/// <param name="Parameters">The step's parameters, for comparison with later ones.</param>
/// <param name="Inputs">What went in.</param>
/// <param name="Files">What came out.</param>
/// <param name="Values">Values a study may refer to, such as <c>count</c>.</param>
/// <param name="SourceLine">The line of the study that asked for it, as <c>file:line</c>.</param>
/// <param name="SoftwareVersion">Version of the product.</param>
/// <param name="Seed">The seed, when the step drew random numbers.</param>
/// <param name="Machine">Processor, cores and operating system.</param>
/// <param name="Started">When it began.</param>
/// <param name="Finished">When it was whole.</param>
public sealed record ArtifactRecord(
    int FormatVersion,
    string Study,
    string StepId,
    string Kind,
    int ImplementationVersion,
    Fingerprint Fingerprint,
    JsonElement Parameters,
    ImmutableArray<ArtifactInput> Inputs,
    ImmutableArray<ArtifactFile> Files,
    ImmutableDictionary<string, double> Values,
    string SourceLine,
    string SoftwareVersion,
    long? Seed,
    string Machine,
    DateTimeOffset Started,
    DateTimeOffset Finished);
