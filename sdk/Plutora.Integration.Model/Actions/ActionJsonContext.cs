using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Actions;

/// <summary>Serialization of actions: camelCase, nulls left out, instants in UTC.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CloseTicket))]
[JsonSerializable(typeof(CreateTicket))]
[JsonSerializable(typeof(AddComment))]
[JsonSerializable(typeof(Transition))]
[JsonSerializable(typeof(TriggerBuild))]
[JsonSerializable(typeof(RunTests))]
[JsonSerializable(typeof(Deploy))]
[JsonSerializable(typeof(Rollback))]
[JsonSerializable(typeof(ApplyConfiguration))]
[JsonSerializable(typeof(RunScript))]
[JsonSerializable(typeof(ApproveChange))]
[JsonSerializable(typeof(CreateChange))]
[JsonSerializable(typeof(Merge))]
[JsonSerializable(typeof(CreateRelease))]
[JsonSerializable(typeof(TicketResult))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(CommentResult))]
[JsonSerializable(typeof(BuildResult))]
[JsonSerializable(typeof(TestsResult))]
[JsonSerializable(typeof(DeployResult))]
[JsonSerializable(typeof(ConfigurationResult))]
[JsonSerializable(typeof(ScriptResult))]
[JsonSerializable(typeof(MergeResult))]
internal sealed partial class ActionJsonContext : JsonSerializerContext;
