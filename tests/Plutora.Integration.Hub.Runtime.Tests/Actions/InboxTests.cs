using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Actions.Inbox;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Tests.State;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>Signed requests on a topic are actions like those of the REST API, or told as refused.</summary>
public sealed class InboxTests
{
    private const string Body = """{"action":"close-ticket","target":"T-1","arguments":{"resolution":"done"},"idempotencyKey":"k1"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_request_is_done_once_however_often_and_late_it_is_read()
    {
        await using var tickets = await OpenAsync();
        var key = await tickets.Bench.Hub.Keys.CreateAsync("ci", Role.Operator, KeyScope.All, Ct);
        var request = Signed(tickets, "ci", key, Body);
        await AppendAsync(tickets, request, request);
        var action = await tickets.OverAsync(ActionOrder.IdOf("ci", "k1"));
        Assert.Equal((ActionStatus.Succeeded, "ci", "a/work-item/1"), (action.Status, action.By, action.Target));

        // Read again after hours, as by a hub that was killed before its position was kept: it was taken in time.
        tickets.Bench.Time.Advance(TimeSpan.FromHours(3));
        await tickets.Bench.RestartAsync();
        await AppendAsync(tickets, request, Signed(tickets, "ci", key, Body.Replace("k1", "k2", StringComparison.Ordinal)));
        await tickets.OverAsync(ActionOrder.IdOf("ci", "k2"));
        Assert.Empty(await RefusedAsync(tickets));
        Assert.Equal(2, tickets.Asked.Count);
    }

    [Fact]
    public async Task What_is_not_signed_fresh_allowed_and_whole_is_told_with_its_reason_and_not_done()
    {
        await using var tickets = await OpenAsync();
        var keys = tickets.Bench.Hub.Keys;
        var ci = await keys.CreateAsync("ci", Role.Operator, KeyScope.All, Ct);
        var viewer = await keys.CreateAsync("viewer", Role.Viewer, KeyScope.All, Ct);
        var elsewhere = await keys.CreateAsync("elsewhere", Role.Operator, new(["b"], []), Ct);
        var whole = Signed(tickets, "ci", ci, Body);
        (LogEntry Entry, string Reason)[] wrong =
        [
            (whole with { Headers = [] }, "lacks one of them"),
            (whole with { Value = Encoding.UTF8.GetBytes(Body.Replace("T-1", "T-2", StringComparison.Ordinal)) }, "signature is not that"),
            (Signed(tickets, "viewer", ci, Body), "signature is not that"),
            (Signed(tickets, "nobody", ci, Body), "signature is not that"),
            (Signed(tickets, "ci", ci, Body, "zz"), "signature is not that"),
            (Signed(tickets, "ci", ci, Body, late: TimeSpan.FromMinutes(16)), "more than 15 minutes ago"),
            (Signed(tickets, "ci", ci, Body, late: TimeSpan.FromMinutes(-2)), "in the future"),
            (Signed(tickets, "viewer", viewer, Body), "needs a key of role operator"),
            (Signed(tickets, "elsewhere", elsewhere, Body), "scope"),
            (Signed(tickets, "ci", ci, Body.Replace(",\"idempotencyKey\":\"k1\"", "", StringComparison.Ordinal)), "idempotencyKey"),
            (Signed(tickets, "ci", ci, Body.Replace("resolution", "solution", StringComparison.Ordinal)), "arguments of close-ticket are wrong"),
            (Signed(tickets, "ci", ci, "[]"), "The body is not that of POST"),
            (Signed(tickets, "ci", ci, "{}"), "names no action"),
            (Signed(tickets, "ci", ci, Body.Replace("T-1", "T-9", StringComparison.Ordinal)), "T-9"),
        ];
        await AppendAsync(tickets, [.. wrong.Select(w => w.Entry)]);
        IReadOnlyList<JsonElement> refused = [];
        await tickets.Bench.UntilAsync(async () => (refused = await RefusedAsync(tickets)).Count == wrong.Length);
        Assert.All(wrong, w => Assert.Contains(refused, r => r.GetProperty("reason").GetString()!.Contains(w.Reason, StringComparison.Ordinal)));
        Assert.Empty(tickets.Asked);
        Assert.DoesNotContain(refused, r => r.GetRawText().Contains(ci, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whenever_the_hub_is_killed_a_request_is_done_once()
    {
        await Gen.Select(Gen.Int[1, 12], Gen.Bool).Array[1, 3].SampleAsync(
            async deaths =>
            {
                await using var tickets = await OpenAsync(canSettle: true);
                var key = await tickets.Bench.Hub.Keys.CreateAsync("ci", Role.Operator, KeyScope.All, Ct);
                var done = new HashSet<string>(StringComparer.Ordinal);
                tickets.Does((request, _) =>
                {
                    lock (done) Assert.True(done.Add(request.ActionId), "The tool was asked twice for what it had done.");
                    return Task.FromResult(Closed());
                });
                tickets.Bench.Connector.Settle = request =>
                {
                    lock (done) return done.Contains(request.ActionId) ? new(Sdk.Actions.SettlementOutcome.Done, Closed()) : new(Sdk.Actions.SettlementOutcome.NotDone);
                };
                await AppendAsync(tickets, [.. Enumerable.Range(0, deaths.Length * 2).Select(i => Signed(tickets, "ci", key, Body.Replace("k1", $"k{i}", StringComparison.Ordinal)))]);
                foreach (var (commits, kept) in deaths)
                {
                    tickets.Bench.Log.DieAfter(commits, kept);
                    for (var looks = 0; looks < 20 && !tickets.Bench.Log.IsDead; looks++)
                    {
                        tickets.Bench.Time.Advance(TimeSpan.FromSeconds(1));
                        await Task.Yield();
                    }

                    await tickets.Bench.SurviveAsync(() => Task.CompletedTask);
                }

                foreach (var i in Enumerable.Range(0, deaths.Length * 2))
                {
                    ActionEntry? over = null;
                    await tickets.Bench.SurviveAsync(async () =>
                    {
                        for (var looks = 1; !tickets.Bench.Log.IsDead && over is null; looks++)
                        {
                            Ct.ThrowIfCancellationRequested();
                            over = await tickets.Bench.Hub.Actions.FindAsync(ActionOrder.IdOf("ci", $"k{i}"), Ct) is { IsOver: true } found ? found : null;
                            if (looks % 100 == 0) tickets.Bench.Time.Advance(TimeSpan.FromSeconds(1));
                            await Task.Yield();
                        }
                    });
                    Assert.Equal(ActionStatus.Succeeded, over!.Status);
                }

                Assert.Equal(deaths.Length * 2, done.Count);
            },
            iter: 5, threads: 1);
    }

    [Fact]
    public void A_signature_is_made_as_documented()
    {
        var secret = InboxSignature.SecretOf("plk_test");
        Assert.Equal("442158833e8cd175d6451f644ba643a6ba981a0e4a694dfb33236e2654883267", Convert.ToHexStringLower(secret));
        Assert.True(InboxSignature.IsSame(InboxSignature.Of(secret, "ci", 1767268800, """{"action":"close-ticket"}"""u8), "239eefa81f080b6555e0220c059a775a4dcc0376d5a7766d18936604c77e2aa4"));
    }

    [Fact]
    public void On_an_embedded_log_the_inbox_is_refused()
    {
        var file = Path.Combine(Path.GetTempPath(), $"plutora-{Guid.NewGuid():n}.yaml");
        var fault = Assert.Throws<SettingsException>(() => SettingsLoader.Load(file, [KeyValuePair.Create("PLUTORA__ACTIONS__INBOX", "true")]));
        Assert.Contains("actions.inbox: the inbox is a topic on Kafka", fault.Message, StringComparison.Ordinal);
    }

    // The engine is no matter to what takes the requests; who may write to its log is.
    private static Task<Tickets> OpenAsync(bool canSettle = false) => StartAsync(canSettle: canSettle, settings: new() { Actions = new() { Inbox = true } });

    private static LogEntry Signed(Tickets tickets, string name, string key, string body, string? signature = null, TimeSpan late = default)
    {
        var seconds = (tickets.Bench.Time.GetUtcNow() - late).ToUnixTimeSeconds();
        var bytes = Encoding.UTF8.GetBytes(body);
        return new(
            "actions.inbox.v1", "k", bytes,
            [
                new("plutora-key", name),
                new("plutora-time", seconds.ToString(CultureInfo.InvariantCulture)),
                new("plutora-signature", signature ?? Convert.ToHexStringLower(InboxSignature.Of(InboxSignature.SecretOf(key), name, seconds, bytes))),
            ]);
    }

    private static async Task AppendAsync(Tickets tickets, params LogEntry[] entries) => await tickets.Bench.Hub.Log.AppendAsync(entries, Ct);

    private static async Task<IReadOnlyList<JsonElement>> RefusedAsync(Tickets tickets) =>
        [.. (await tickets.Bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("actions.completed.v1"), LogStart.Earliest), Ct)).Records.Where(r => r.Header("ce_type") == "com.plutora.action.refused.v1").Select(r => JsonElement.Parse(r.Value!.Value.Span))];
}
