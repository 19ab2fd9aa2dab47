using System.Net;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>A topic as the brokers have it.</summary>
internal sealed record FoundTopic(string Name, string Id, int Partitions);

/// <summary>The topics that a query names, as the brokers have them.</summary>
internal sealed record TopicList(string Cluster, IReadOnlyList<FoundTopic> Topics)
{
    private const string All = "cdm.*";

    /// <summary>Whether new topics may join later.</summary>
    public static bool IsOpen(IReadOnlyList<string> topics) => topics is [All];

    /// <summary>Checks what topics may be asked for, as the hub does over HTTP.</summary>
    /// <exception cref="HubException">400: one is not normalized.</exception>
    public static void Check(IReadOnlyList<string> topics)
    {
        if (!IsOpen(topics) && topics.FirstOrDefault(t => !(t.StartsWith("cdm.", StringComparison.Ordinal) || t.StartsWith("state.", StringComparison.Ordinal)) || t.Contains('*', StringComparison.Ordinal)) is { } other)
        {
            throw new HubException(HttpStatusCode.BadRequest, $"'{other}' is no normalized topic: expected cdm.<entity>.v<N>, state.<entity>.v<N>, or cdm.* alone.", []);
        }
    }

    /// <summary>Asks the brokers.</summary>
    /// <exception cref="HubException">404: a topic is not there. 503: no broker answers.</exception>
    public static async Task<TopicList> FindAsync(IClient client, KafkaConsumption consumption, KafkaSubscriberOptions options, IReadOnlyList<string> topics)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        try
        {
            var names = IsOpen(topics)
                ? (await Task.Run(() => admin.GetMetadata(options.RequestTimeout)).ConfigureAwait(false)).Topics.Select(t => t.Topic).Where(t => t.StartsWith(options.TopicPrefix + "cdm.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList()
                : [.. topics.Select(t => options.TopicPrefix + t).Distinct(StringComparer.Ordinal)];
            var cluster = (await admin.DescribeClusterAsync(new() { RequestTimeout = options.RequestTimeout }).ConfigureAwait(false)).ClusterId;
            var found = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names), new() { RequestTimeout = options.RequestTimeout }).ConfigureAwait(false);
            return new(cluster, [.. found.TopicDescriptions.Select(t => new FoundTopic(t.Name, t.TopicId.ToString(), t.Partitions.Count))]);
        }
        catch (DescribeTopicsException missing) when (missing.Results.TopicDescriptions.FirstOrDefault(t => t.Error.IsError) is { } first)
        {
            throw Refusals.Of(new Error(first.Error.Code, $"'{first.Name}'")) ?? Refusals.Silent(options, first.Error.Reason);
        }
        catch (KafkaException silent)
        {
            throw consumption.LookForRefusal() ?? Refusals.Of(silent.Error) ?? Refusals.Silent(options, silent.Error.Reason);
        }
    }
}
