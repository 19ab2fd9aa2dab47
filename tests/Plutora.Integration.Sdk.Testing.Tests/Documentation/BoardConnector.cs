using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Sdk.Testing.Tests.Documentation;

public sealed class BoardOptions
{
    [Required, Url, Display(Name = "Address")]
    public string Address { get; set; } = "";

    [Required, Secret, Display(Name = "Token")]
    public string Token { get; set; } = "";
}

public sealed class BoardConnector : Connector<BoardOptions>
{
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "board",
        Version = "1.0.0",
        DisplayName = "Board",
        Description = "Cards of Board.",
        Streams = [new() { Id = "card", Description = "A card, from GET /cards.", Versions = VersionOrder.Instant, DefaultInterval = TimeSpan.FromMinutes(5) }],
    };

    protected override ConnectorInstance Open(BoardOptions options, ConnectorContext context, IServiceProvider services) =>
        new BoardInstance(new(new() { BaseAddress = new(options.Address), Authentication = new BearerAuthentication(options.Token) }, context.Time));
}

internal sealed class BoardInstance(HttpTool board) : ConnectorInstance
{
    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        await board.SendAsync(new("me"), cancellationToken);
        return CheckResult.Success($"Reached {board.Options.BaseAddress}.");
    }

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Cursor is { Version: > 1 })
        {
            throw ConnectorException.Configuration("The cursor was written by a newer version of this connector. Reset it.");
        }

        for (var after = request.Cursor?.Value ?? ""; ;)
        {
            var answer = await board.SendAsync(new("cards") { Query = new Dictionary<string, string> { ["after"] = after } }, cancellationToken);
            var records = RawItems.Of(answer.Body, "cards").Select(Record).ToList();
            if (records.Count == 0)
            {
                yield break;
            }

            after = $"{records[^1].Version} {records[^1].Id}" is var next && next != after ? next : throw ConnectorException.Permanent($"GET cards gives the page behind '{after}' again.");
            yield return new(records, new(1, after));
        }
    }

    private static SourceRecord Record(ReadOnlyMemory<byte> json)
    {
        var card = JsonDocument.Parse(json).RootElement;
        return new() { Stream = "card", Id = card.GetProperty("id").GetRawText(), Version = card.GetProperty("changed").GetString(), Json = json };
    }
}
