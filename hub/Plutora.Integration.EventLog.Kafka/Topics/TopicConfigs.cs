using System.Globalization;

namespace Plutora.Integration.EventLog.Kafka.Topics;

/// <summary>A topic's settings as Kafka has them, all said, so that a cluster's defaults decide nothing that the log promises.</summary>
internal static class TopicConfigs
{
    /// <summary>After how long a segment is closed at the next record.</summary>
    public const string SegmentAge = "segment.ms";

    /// <summary>Kafka's own default, 7 days, said so that what is promised of forgetting holds on any cluster.</summary>
    public const string SegmentAgeValue = "604800000";

    // Within these, Kafka compacts what may be compacted, and the cleaner has come by.
    private static readonly TimeSpan CompactWithin = TimeSpan.FromDays(1);
    private static readonly TimeSpan CleanWithin = TimeSpan.FromDays(1);

    /// <summary>How long it takes at most until what was superseded now, in a closed segment, is no longer on the brokers' disks; null: it stays for ever.</summary>
    public static TimeSpan? TakenWithin(TopicRetention retention)
    {
        TimeSpan? compacted = retention.Compaction is { } compaction ? compaction.MinimumLag + CompactWithin + CleanWithin : null;
        TimeSpan? aged = retention.DeleteAfter is { } age ? age + TimeSpan.FromMilliseconds(long.Parse(SegmentAgeValue, CultureInfo.InvariantCulture)) + CleanWithin : null;
        return (compacted, aged) switch
        {
            ({ } a, { } b) => a < b ? a : b,
            _ => compacted ?? aged,
        };
    }

    public static Dictionary<string, string> Retention(TopicRetention retention)
    {
        var configs = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cleanup.policy"] = (retention.Compaction, retention.DeleteAfter) switch
            {
                (null, _) => "delete",
                (_, null) => "compact",
                _ => "compact,delete",
            },
            ["retention.ms"] = retention.DeleteAfter is { } age ? Milliseconds(age) : "-1",
            ["retention.bytes"] = "-1",
        };
        if (retention.Compaction is { } compaction)
        {
            configs["min.compaction.lag.ms"] = Milliseconds(compaction.MinimumLag);
            configs["max.compaction.lag.ms"] = Milliseconds(compaction.MinimumLag + CompactWithin);
            configs["delete.retention.ms"] = Milliseconds(compaction.TombstoneRetention);
        }

        return configs;
    }

    /// <summary>All settings of a topic to be made.</summary>
    public static Dictionary<string, string> All(TopicRetention retention, KafkaLogOptions options)
    {
        var configs = Retention(retention);
        configs["max.message.bytes"] = (options.MaxRecordBytes + Clients.ClientFactory.Overhead).ToString(CultureInfo.InvariantCulture);
        configs["message.timestamp.type"] = "CreateTime";
        configs[SegmentAge] = SegmentAgeValue;
        if (options.MinInSyncReplicas is { } replicas) configs["min.insync.replicas"] = replicas.ToString(CultureInfo.InvariantCulture);
        return configs;
    }

    /// <summary>Each setting that differs, with both values.</summary>
    public static IEnumerable<string> Differences(IReadOnlyDictionary<string, string> asked, IReadOnlyDictionary<string, string> found)
    {
        foreach (var (name, value) in asked)
        {
            var has = found.GetValueOrDefault(name) ?? "nothing";
            // Room for larger records than asked for does no harm.
            if (name == "max.message.bytes" && long.TryParse(has, out var room) && room >= long.Parse(value, CultureInfo.InvariantCulture)) continue;
            if (!Same(has, value)) yield return $"{name} is {has}, asked for was {value}";
        }
    }

    private static bool Same(string a, string b) => a == b || a.Split(',').Order(StringComparer.Ordinal).SequenceEqual(b.Split(',').Order(StringComparer.Ordinal));

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
