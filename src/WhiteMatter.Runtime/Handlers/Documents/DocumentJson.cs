using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using WhiteMatter.Plan;
using WhiteMatter.Runtime.Hosting;
using WhiteMatter.Runtime.Publishing;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>The JSON form of the runtime's small files: that of plans, with code for their types made when the program is built.</summary>
internal static class DocumentJson
{
    /// <summary>The options they are written and read with.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(PlanJson.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(DocumentJsonTypes.Default, PlanJson.Options.TypeInfoResolver),
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The types of the small files every run reads and writes; others are served by reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AssociationDocument))]
[JsonSerializable(typeof(DesignDocument))]
[JsonSerializable(typeof(GenotypesDocument))]
[JsonSerializable(typeof(StepFlow))]
[JsonSerializable(typeof(ImmutableArray<ExpectedCondition>))]
[JsonSerializable(typeof(ImmutableArray<StepFinding>))]
[JsonSerializable(typeof(LockHolder))]
[JsonSerializable(typeof(GenotypeHeaderReader.Known))]
[JsonSerializable(typeof(PublishedManifest))]
internal sealed partial class DocumentJsonTypes : JsonSerializerContext;
