using System.Text.Json;
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
        var quiet = 0;
        await Waiting.UntilAsync("all that is stored is normalized", async () =>
        {
            // It cannot tell while its log recovers.
            using var status = await hub.Http.GetAsync("/api/v1/status", TestContext.Current.CancellationToken);
            var none = status.IsSuccessStatusCode && JsonElement.Parse(await status.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).GetProperty("normalizerLag").GetInt64() == 0;
            quiet = none ? quiet + 1 : 0;
            return quiet >= 2;
        });
    }
}
