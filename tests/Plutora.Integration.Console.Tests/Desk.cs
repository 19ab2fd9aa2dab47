using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>A ticket as the help desk tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What it is about.</param>
internal sealed record Ticket(string Id, string Title)
{
    private static readonly DateTimeOffset First = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public int Version { get; init; } = 1;

    public string Key => "T-" + Id;

    public string Status { get; init; } = "Open";

    /// <summary>A number, or what the mapping cannot take for one.</summary>
    public object? Points { get; init; }

    /// <summary>Alias of what it is a part of.</summary>
    public string? PartOf { get; init; }

    /// <summary>Alias of what waits for it.</summary>
    public string? Blocks { get; init; }

    public DateTimeOffset Created => First.AddDays(int.Parse(Id, CultureInfo.InvariantCulture));

    public DateTimeOffset Updated => Created.AddHours(Version);
}

/// <summary>A help desk of a test's own (<c>tests/plugins/Desk</c>), in the hub that all share.</summary>
internal sealed class Desk
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly ConsoleHub _hub;

    private Desk(ConsoleHub hub, string id) => (_hub, Id) = (hub, id);

    /// <summary>Id of its instance.</summary>
    public string Id { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Opens one; its tickets are taken up once this is done.</summary>
    public static async Task<Desk> OpenAsync(ConsoleHub hub, string id, params Ticket[] tickets)
    {
        Assert.Null(await hub.Runtime.InstanceDesk.PutAsync(new() { Id = id, Connector = "desk" }, isNew: true, Ct));
        var desk = new Desk(hub, id);
        if (tickets.Length > 0)
        {
            await desk.TellAsync(tickets);
        }

        return desk;
    }

    /// <summary>Id of the entity that a ticket becomes.</summary>
    public string Entity(string ticket) => $"{Id}/work-item/{ticket}";

    /// <summary>Address of that entity's page.</summary>
    public string PageOf(string ticket, string view = "state") => $"/entity?id={Uri.EscapeDataString(Entity(ticket))}&view={view}";

    /// <summary>Hands tickets over, as an operator does.</summary>
    public async Task TellAsync(params Ticket[] tickets)
    {
        using var http = new HttpClient { BaseAddress = new(_hub.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", _hub.KeyOf(Role.Operator)) } };
        // It opens beside the call.
        await Waiting.UntilAsync($"'{Id}' takes tickets", async () =>
        {
            using var answer = await http.PostAsJsonAsync($"/api/v1/instances/{Id}/records?name=tickets.json", tickets, Written, Ct);
            Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
            return answer.StatusCode == HttpStatusCode.Accepted;
        });
    }

    /// <summary>The entity that a ticket became, once it is there.</summary>
    public async Task<JsonElement> FindAsync(string ticket, Func<JsonElement, bool>? holds = null)
    {
        JsonElement found = default;
        await Waiting.UntilAsync($"ticket {ticket} of '{Id}' is as expected", async () => (await _hub.Runtime.Entities.FindAsync(Entity(ticket), Ct)).Entity is { } entity && (holds?.Invoke(entity.Entity) ?? true) && (found = entity.Entity).ValueKind == JsonValueKind.Object);
        return found;
    }
}
