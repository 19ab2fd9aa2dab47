using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

public sealed class ScriptedOptions;

/// <summary>A connector that tells what the test says: uploads are lists of records, reads are pages that the test gives.</summary>
internal sealed class ScriptedConnector(IReadOnlyList<StreamDescriptor> streams, string id = "scripted") : Connector<ScriptedOptions>
{
    public Func<ReadRequest, IEnumerable<RecordPage>> Read { get; set; } = _ => [];

    public Func<FetchRequest, SourceRecord?> Fetch { get; set; } = _ => null;

    /// <summary>What opening an instance does first.</summary>
    public Action Opening { get; set; } = () => { };

    /// <summary>What a check does first.</summary>
    public Action Checking { get; set; } = () => { };

    /// <summary>What closing an instance does.</summary>
    public Func<Task> Closing { get; set; } = () => Task.CompletedTask;

    public List<FetchRequest> Fetched { get; } = [];

    /// <summary>What the connector offers to change.</summary>
    public IReadOnlyList<ActionDescriptor> Actions { get; init; } = [];

    /// <summary>Changes the tool.</summary>
    public Func<ActionRequest, CancellationToken, Task<ActionResult>> Execute { get; set; } = (_, _) => throw new NotSupportedException();

    public Func<ActionRequest, ActionPreview> Preview { get; set; } = _ => throw new NotSupportedException();

    /// <summary>Looks what became of a change.</summary>
    public Func<ActionRequest, ActionSettlement> Settle { get; set; } = _ => ActionSettlement.Unknown;

    protected override ConnectorDescriptor Describe() => new()
    {
        Id = id,
        Version = "1.0.0",
        DisplayName = "Scripted",
        Description = "Tells what the test says.",
        Streams = streams,
        Actions = Actions,
        AcceptsUploads = true,
    };

    protected override ConnectorInstance Open(ScriptedOptions options, ConnectorContext context, IServiceProvider services)
    {
        Opening();
        return new Instance(this);
    }

    /// <summary>Records as an upload carries them.</summary>
    public static byte[] Upload(IEnumerable<SourceRecord> records, params string[] removedContainers)
    {
        var list = new JsonArray();
        foreach (var record in records)
        {
            list.Add(new JsonObject
            {
                ["stream"] = record.Stream,
                ["id"] = record.Id,
                ["version"] = record.Version,
                ["time"] = record.Time,
                ["container"] = record.Container,
                ["deleted"] = record.Deleted,
                ["json"] = record.Json.Length == 0 ? null : JsonNode.Parse(record.Json.Span),
            });
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["records"] = list, ["removed"] = new JsonArray([.. removedContainers.Select(c => (JsonNode)c)]) });
    }

    private sealed class Instance(ScriptedConnector script) : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
        {
            script.Checking();
            return Task.FromResult(CheckResult.Success("fine"));
        }

        public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            foreach (var page in script.Read(request)) yield return page;
        }

        public override async ValueTask DisposeAsync()
        {
            await script.Closing();
            await base.DisposeAsync();
        }

        public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
        {
            lock (script.Fetched) script.Fetched.Add(request);
            return Task.FromResult(script.Fetch(request));
        }

        public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => script.Execute(request, cancellationToken);

        public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) => Task.FromResult(script.Preview(request));

        public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => Task.FromResult(script.Settle(request));

        public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
        {
            var body = JsonElement.Parse(request.Body.Span);
            return new(ReceiveResult.Of([.. body.GetProperty("records").EnumerateArray().Select(Record)]) with
            {
                RemovedContainers = [.. body.GetProperty("removed").EnumerateArray().Select(c => c.GetString()!)],
            });
        }

        private static SourceRecord Record(JsonElement record) => new()
        {
            Stream = record.GetProperty("stream").GetString()!,
            Id = record.GetProperty("id").GetString()!,
            Version = record.GetProperty("version").GetString(),
            Time = record.GetProperty("time").ValueKind == JsonValueKind.Null ? null : record.GetProperty("time").GetDateTimeOffset(),
            Container = record.GetProperty("container").GetString(),
            Deleted = record.GetProperty("deleted").GetBoolean(),
            Json = record.GetProperty("json").ValueKind == JsonValueKind.Null ? default : System.Text.Encoding.UTF8.GetBytes(record.GetProperty("json").GetRawText()),
        };
    }
}
