using System.Text.Json;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.TestPlugins;

/// <summary>A ticket that is closed, with more kinds of arguments than the common ones.</summary>
public sealed record CloseOfDesk : CloseTicket
{
    /// <summary>Minutes that it took.</summary>
    [System.ComponentModel.Description("Minutes that it took.")]
    public int? Minutes { get; init; }

    /// <summary>Whom to tell.</summary>
    [System.ComponentModel.Description("Whom to tell.")]
    public IReadOnlyList<string>? Tell { get; init; }
}

/// <summary>A help desk: its tickets are handed over as files, an array of JSON objects each; they can be closed and created. A resolution of "lost" loses the answer.</summary>
public sealed class DeskConnector : PluginBase
{
    private const string Kept = "https://desk.example/";

    protected override ConnectorDescriptor Describe() => base.Describe() with
    {
        DisplayName = "Desk",
        AcceptsUploads = true,
        Streams = [new() { Id = "ticket", Description = "A ticket.", Versions = VersionOrder.Sequence, CanRead = false }],
        Actions =
        [
            ActionDescriptor.Common<CloseOfDesk, TicketResult>("Closes a ticket of the desk.", "work-item") with { CanPreview = true },
            ActionDescriptor.Common<CreateTicket, CreatedResult>("Makes a ticket in a queue of the desk."),
        ],
    };

    protected override ConnectorInstance Open(PluginOptions options, ConnectorContext context, IServiceProvider services) => new Instance();

    private sealed class Instance : ConnectorInstance
    {
        private int _made;

        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success("fine"));

        public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RecordPage>();

        public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
        {
            using var body = JsonDocument.Parse(request.Body);
            return new(ReceiveResult.Of([.. body.RootElement.EnumerateArray().Select(t => new SourceRecord
            {
                Stream = "ticket",
                Id = t.GetProperty("id").GetString()!,
                Json = JsonSerializer.SerializeToUtf8Bytes(t),
                Version = t.GetProperty("version").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
                Time = t.GetProperty("updated").GetDateTimeOffset(),
            })]));
        }

        public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new ActionPreview($"Closes ticket {request.Target}.", [new("status", Said(request, "status"), "Done"), new("resolution", null, Asked(request, "resolution"))]));

        public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => Asked(request, "resolution") == "lost"
            ? throw ConnectorException.Ambiguous("The line was cut.")
            : Task.FromResult(new ActionResult
            {
                Values = request.Target is null
                    ? JsonSerializer.SerializeToElement(new CreatedResult { Id = $"{Interlocked.Increment(ref _made)}", Key = $"{request.Container}-{_made}" }, JsonSerializerOptions.Web)
                    : JsonSerializer.SerializeToElement(new TicketResult { State = "Done", Url = Kept + request.Target }, JsonSerializerOptions.Web),
            });

        private static string? Asked(ActionRequest request, string name) => request.Arguments.TryGetProperty(name, out var value) ? value.GetString() : null;

        private static string? Said(ActionRequest request, string name)
        {
            using var known = JsonDocument.Parse(request.Known ?? "{}"u8.ToArray());
            return known.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
    }
}
