using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>Where a reader stands in each partition of its topics. It names cluster and topics by the ids that Kafka gave them, so one of another cluster, or of a topic made anew, is known for what it is.</summary>
/// <param name="Cluster">Id of the cluster.</param>
/// <param name="Topics">By name: id of the topic, and the next offset of each partition, -1 where none was read.</param>
internal sealed record KafkaPosition(string Cluster, Dictionary<string, TopicPlace> Topics)
{
    private const string Version = "k1.";

    /// <summary>Printable ASCII without spaces.</summary>
    public string ToText() => Version + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, PositionJson.Default.KafkaPosition));

    /// <exception cref="HubException">410: it is none, or one of a hub over HTTP.</exception>
    public static KafkaPosition Read(string text)
    {
        try
        {
            if (text.StartsWith(Version, StringComparison.Ordinal) && JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text.AsSpan(Version.Length)), PositionJson.Default.KafkaPosition) is { Cluster: not null, Topics: not null } read)
            {
                return read;
            }
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            // Said below.
        }

        throw Lost("The position is none of Kafka's; it may be one of a hub over HTTP.");
    }

    public static HubException Lost(string why) => new(HttpStatusCode.Gone, $"{why} Begin at the earliest event and drop what you have seen.", []);
}

/// <summary>Where a reader stands in one topic.</summary>
/// <param name="Id">Kafka's id of the topic.</param>
/// <param name="Next">The next offset of each partition, -1 where none was read.</param>
internal sealed record TopicPlace(string Id, long[] Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KafkaPosition))]
internal sealed partial class PositionJson : JsonSerializerContext;
