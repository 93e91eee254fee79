using System.Collections.Immutable;
using System.Text.Json;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>Why people or variants were left out, and how many.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Count">How many.</param>
public sealed record FlowReason(string Reason, long Count);

/// <summary>One stage of a step: what came in, what went out, and why the rest did not.</summary>
/// <param name="Label">What the stage does.</param>
/// <param name="In">How many came in.</param>
/// <param name="Out">How many went out.</param>
/// <param name="Losses">Why the others did not.</param>
public sealed record FlowStage(string Label, long In, long Out, ImmutableArray<FlowReason> Losses);

/// <summary>How people or variants become fewer in a step: the file <c>flow.json</c> of its artifact.</summary>
/// <param name="Counted">What is counted: <c>people</c> or <c>variants</c>.</param>
/// <param name="Stages">The stages, in order.</param>
public sealed record StepFlow(string Counted, ImmutableArray<FlowStage> Stages)
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "flow.json";

    /// <summary>Reads the flow of an artifact; null when it has none.</summary>
    /// <param name="artifact">The artifact.</param>
    public static StepFlow? Read(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return artifact.Has(FileName) ? JsonDocumentFile.Read<StepFlow>(artifact, FileName) : null;
    }

    internal void Write(ArtifactDraft draft) => JsonDocumentFile.Write(draft, FileName, this);
}

/// <summary>Writes and reads the small JSON files of artifacts.</summary>
internal static class JsonDocumentFile
{
    public static void Write<T>(ArtifactDraft draft, string name, T document)
    {
        using var stream = draft.Create(name);
        JsonSerializer.Serialize(stream, document, DocumentJson.Options);
    }

    public static T Read<T>(Artifact artifact, string name)
    {
        using var stream = artifact.OpenRead(name);
        return JsonSerializer.Deserialize<T>(stream, DocumentJson.Options)!;
    }
}
