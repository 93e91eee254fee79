using System.Text.Json.Serialization;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan;

/// <summary>How the types of plans are written and read, made when the program is built: reflection would take a third of the time to plan a study.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExecutionPlan))]
[JsonSerializable(typeof(StepParameters))]
[JsonSerializable(typeof(ArtifactRecord))]
internal sealed partial class PlanJsonTypes : JsonSerializerContext;
