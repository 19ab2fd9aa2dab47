using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>How the runtime's own state is written to the log.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(EntityState))]
[JsonSerializable(typeof(RecordState))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(InstanceDefinition))]
[JsonSerializable(typeof(Cursor))]
[JsonSerializable(typeof(StoredActivation))]
[JsonSerializable(typeof(string))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
