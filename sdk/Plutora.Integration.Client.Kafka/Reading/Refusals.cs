using System.Net;
using Confluent.Kafka;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>What Kafka refuses, in the words of the client over HTTP.</summary>
internal static class Refusals
{
    /// <summary>The refusal that an error is, or null when it passes by itself.</summary>
    public static HubException? Of(Error error) => error.Code switch
    {
        ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication => new(HttpStatusCode.Unauthorized, $"Kafka does not know who asks: {error.Reason}", []),
        ErrorCode.TopicAuthorizationFailed => Forbidden(error, "The user lacks the right Read on a topic that was asked for. "),
        ErrorCode.GroupAuthorizationFailed => Forbidden(error, "The user lacks the right Read on its group, named by the hub's topic prefix and the subscription's name. "),
        ErrorCode.ClusterAuthorizationFailed => Forbidden(error, ""),
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.UnknownTopicId => new(HttpStatusCode.NotFound, $"There is no such topic: {error.Reason}", []),
        _ when error.IsFatal => new(HttpStatusCode.InternalServerError, $"Kafka's client cannot go on: {error.Reason}", []),
        _ => null,
    };

    private static HubException Forbidden(Error error, string lacking) =>
        new(HttpStatusCode.Forbidden, $"Kafka does not allow it: {error.Reason.TrimEnd('.')}. {lacking}See the rights of a subscriber in the hub's documentation.", []);

    /// <summary>Brokers that did not answer in time.</summary>
    public static HubException Silent(KafkaSubscriberOptions options, string why) =>
        new(HttpStatusCode.ServiceUnavailable, $"No broker of '{options.BootstrapServers}' answered within {options.RequestTimeout.TotalSeconds} s: {why}", []);
}
