using System.Collections.Immutable;
using System.Text.Json;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Running;

/// <summary>One thing a step found while it ran.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Severity">Its weight.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do.</param>
public sealed record StepFinding(string Code, DiagnosticSeverity Severity, string Message, string Advice);

/// <summary>What a step found, kept with its artifact so that a run that uses the artifact tells it again.</summary>
public static class StepFindings
{
    /// <summary>The file of an artifact that holds them.</summary>
    public const string FileName = "diagnostics.json";

    /// <summary>Reads what the step of an artifact found.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="span">The line of the study that asks for the step now.</param>
    public static ImmutableArray<Diagnostic> Read(Artifact artifact, SourceSpan? span)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        if (!artifact.Has(FileName))
        {
            return [];
        }

        using var stream = artifact.OpenRead(FileName);
        var findings = JsonSerializer.Deserialize<ImmutableArray<StepFinding>>(stream, DocumentJson.Options);
        return [.. findings.Select(found => new Diagnostic(found.Code, found.Severity, found.Message, found.Advice, span, [], []))];
    }

    internal static void Write(ArtifactDraft draft, IReadOnlyCollection<StepFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        using var stream = draft.Create(FileName);
        JsonSerializer.Serialize(stream, findings, DocumentJson.Options);
    }
}
