using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Reads the log of a hub that was ended.</summary>
internal static class LogReading
{
    public static async Task<IReadOnlyList<LogRecord>> AllAsync(EmbeddedEventLog log, TopicFilter topics)
    {
        var all = new List<LogRecord>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(topics, from), TestContext.Current.CancellationToken);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            from = LogStart.After(page.Next);
        }
    }

    public static async Task<IReadOnlyList<NormalizedEvent>> EventsAsync(EmbeddedEventLog log) =>
        [.. (await AllAsync(log, TopicFilter.Prefix("cdm."))).Where(r => r.Value is not null).Select(r => BinaryEvent.Read(r.Headers, r.Value!.Value))];

    /// <summary>Waits until a running hub has normalized all that it stored.</summary>
    public static async Task SettledAsync(HubProcess hub)
    {
        for (var quiet = 0; quiet < 2;)
        {
            var lag = await hub.GetAsync("/api/v1/status");
            quiet = lag.GetProperty("normalizerLag").GetInt64() == 0 ? quiet + 1 : 0;
        }
    }
}
