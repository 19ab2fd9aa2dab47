using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Cli.Commands.Development;

/// <summary>A record of the tool beside what became of it.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Id">Its id.</param>
/// <param name="Record">The record.</param>
/// <param name="Entities">Entities that it made or changed.</param>
/// <param name="SetAside">Why it was set aside; null when it was not.</param>
internal sealed record DevRow(string Stream, string Id, JsonElement Record, IReadOnlyList<JsonElement> Entities, string? SetAside);

/// <summary>What one round has shown.</summary>
/// <param name="Connector">The connector; null where it does not load.</param>
/// <param name="Faults">What is wrong, one sentence each.</param>
/// <param name="Rows">Records.</param>
internal sealed record DevReading(ConnectorDescriptor? Connector, IReadOnlyList<string> Faults, IReadOnlyList<DevRow> Rows);

/// <summary>A hub of its own, within this process and on a folder that is thrown away: the connector is loaded, read, mapped and merged as any hub does it.</summary>
internal static class DevHub
{
    private const string Instance = "dev";
    private const int MostEvents = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<DevReading> ReadAsync(string source, DevRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var home = new HubHome(Directory.CreateTempSubdirectory("plutora-dev-").FullName);
        try
        {
            var log = EmbeddedEventLog.Open(new(home.LogFile) { Time = time });
            await using var hub = new HubRuntime(home, new HubSettings(), log, [Path.Combine(AppContext.BaseDirectory, "connectors")], time, NullLoggerFactory.Instance);
            await hub.StartAsync(cancellationToken);
            var loaded = await hub.Plugins.UpgradeAsync(source, null, cancellationToken);
            if (loaded.Plugin is not { } plugin)
            {
                return new(null, [loaded.Fault!], []);
            }

            var schema = JsonElement.Parse(plugin.Descriptor.Options.Schema.ToJsonString());
            var faults = await hub.Instances.PutAsync(new() { Id = Instance, Connector = plugin.Descriptor.Id, Options = request.Options(schema), FullScanHours = 0 }, cancellationToken);
            if (faults.Count > 0)
            {
                return new(plugin.Descriptor, faults, []);
            }

            await SettledAsync(hub, request, time, cancellationToken);
            return new(plugin.Descriptor, Told(hub), await RowsAsync(hub, plugin.Descriptor, request, cancellationToken));
        }
        finally
        {
            Directory.Delete(home.Folder, recursive: true);
        }
    }

    // Until each stream has been read once or has failed, or enough records are there, and all of them are mapped.
    private static async Task SettledAsync(HubRuntime hub, DevRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + request.Patience;
        while (time.GetUtcNow() < until && hub.Instances.Find(Instance) is { } runner && !IsRead(runner, request))
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        // What one record says of another, a reference or a link, takes a moment more.
        while (time.GetUtcNow() < until && (await HubStatus.OfAsync(hub, cancellationToken)).NormalizerLag > 0)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static bool IsRead(InstanceRunner runner, DevRequest request)
    {
        var state = runner.State;
        return state.Activity is InstanceActivity.Failed or InstanceActivity.BackingOff
            || runner.Descriptor.Streams.Where(s => s.CanRead && s.DefaultInterval is not null && IsShown(s.Id, request))
                .All(s => state.Streams.TryGetValue(s.Id, out var stream) && (stream.LastReadAt is not null || stream.Fault is not null || stream.Stored >= request.Records));
    }

    private static bool IsShown(string stream, DevRequest request) => request.Streams.Count == 0 || request.Streams.Contains(stream, StringComparer.Ordinal);

    private static List<string> Told(HubRuntime hub)
    {
        var state = hub.Instances.Find(Instance)!.State;
        List<string> told = [.. state.MappingFaults];
        if (state.Reason is { } reason)
        {
            told.Add(reason);
        }

        told.AddRange(state.Streams.Where(s => s.Value.Fault is { } fault && fault != state.Reason).Select(s => $"{s.Key}: {s.Value.Fault}"));
        return told;
    }

    private static async Task<List<DevRow>> RowsAsync(HubRuntime hub, ConnectorDescriptor connector, DevRequest request, CancellationToken cancellationToken)
    {
        var events = await hub.Log.ReadAsync(new(TopicFilter.Prefix("cdm."), LogStart.Earliest) { MaxRecords = MostEvents, MaxBytes = int.MaxValue }, cancellationToken);
        var made = events.Records.Where(e => e.Value is not null && e.Header("record") is not null).ToLookup(e => e.Header("record")!);
        var aside = (await hub.DeadLetters.ListAsync(MostEvents, cancellationToken)).ToLookup(d => (d.Stream, d.RecordId));
        var rows = new List<DevRow>();
        foreach (var stream in connector.Streams.Select(s => s.Id).Where(s => IsShown(s, request)))
        {
            var page = await hub.Log.ReadAsync(new(TopicFilter.Exact($"raw.{Instance}.{stream}"), LogStart.Earliest) { MaxRecords = request.Records }, cancellationToken);
            foreach (var record in page.Records.Where(r => r.Value is not null))
            {
                var id = record.Header(RawHeaders.RecordId)!;
                rows.Add(new(
                    stream, id, JsonElement.Parse(record.Value!.Value.Span), [.. made[$"{Instance}/{stream}/{record.Key}"].Select(e => JsonElement.Parse(e.Value!.Value.Span))], aside[(stream, id)].FirstOrDefault()?.Reason));
            }
        }

        return rows;
    }
}
