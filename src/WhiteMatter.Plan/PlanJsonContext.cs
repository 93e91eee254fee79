using System.Text.Json.Serialization;

namespace WhiteMatter.Plan;

/// <summary>
/// What the serializer needs to know of plans and artifact records, written by the compiler: looking it up by reflection would be
/// a good part of the time that a run takes in which every result is in the store.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExecutionPlan))]
[JsonSerializable(typeof(ArtifactRecord))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
