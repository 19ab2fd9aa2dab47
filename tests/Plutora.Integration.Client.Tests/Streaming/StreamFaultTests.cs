using System.Net;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;

namespace Plutora.Integration.Client.Tests.Streaming;

public sealed class StreamFaultTests
{
    private static readonly string[] Topics = ["cdm.pull-request.v1"];
    private static readonly SubscriberOptions Quick = new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(2) };

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    public async Task What_the_hub_refuses_ends_the_stream_and_is_not_tried_again(HttpStatusCode status)
    {
        var hub = new FakeHub(FakeHub.Json("""{"detail":"No.","errors":["one","two"]}""", status, "application/problem+json"));
        var refused = await Assert.ThrowsAsync<HubException>(async () => await All(hub, follow: true));
        Assert.Equal((status, "No.", "one two"), (refused.Status, refused.Message, string.Join(' ', refused.Faults)));
        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task A_closed_connection_a_broken_one_and_a_busy_hub_are_taken_up_again_behind_the_last_event()
    {
        var hub = new FakeHub(
            FakeHub.Stream(FakeHub.Event("p1", Events.PullRequest("git", "1", 1))),
            () => throw new HttpRequestException("Reset."),
            () => throw new TaskCanceledException("The request timed out.", new TimeoutException()),
            FakeHub.Json("busy", HttpStatusCode.ServiceUnavailable, "text/plain"),
            FakeHub.Stream(FakeHub.Position("p5"), FakeHub.Event("p6", Events.PullRequest("git", "1", 2))));
        var events = await Subscriber(hub, Quick).StreamAsync(Topics, "p0", follow: true, TestContext.Current.CancellationToken).Where(e => e.Event is not null).Take(2).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["p1", "p6"], events.Select(e => e.Position));
        Assert.Equal(["p0", "p1", "p1", "p1", "p1"], hub.Requests.Select(r => r.Headers.GetValues("Last-Event-ID").Single()));
        Assert.Equal("http://hub.test/base/api/v1/events?topic=cdm.pull-request.v1&from=earliest&follow=true", hub.Requests[0].RequestUri!.OriginalString);
    }

    [Fact]
    public async Task An_event_that_is_cut_in_the_middle_is_not_told_and_comes_again_whole()
    {
        var whole = FakeHub.Event("p1", Events.PullRequest("git", "1", 1));
        var hub = new FakeHub([.. Enumerable.Range(1, whole.Length - 1).Select(cut => FakeHub.Stream(whole[..cut])), FakeHub.Stream(whole)]);
        var first = await Subscriber(hub, Quick).StreamAsync(Topics, null, follow: true, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Say hello", first.ReadEntity()!.Title);
        Assert.Equal(whole.Length, hub.Requests.Count);
    }

    [Fact]
    public async Task The_wait_doubles_up_to_its_ceiling_spread_by_a_quarter_and_never_below_what_the_hub_asks()
    {
        using var stop = new CancellationTokenSource();
        var waits = new List<TimeSpan>();
        var options = Quick with
        {
            FirstRetry = TimeSpan.FromMilliseconds(2),
            LongestRetry = TimeSpan.FromMilliseconds(8),
            Interrupted = told =>
            {
                waits.Add(told.Wait);
                if (waits.Count == 6) stop.Cancel();
            },
        };
        var hub = new FakeHub([.. Enumerable.Repeat<Func<HttpResponseMessage>>(() => throw new HttpRequestException("Down."), 5), FakeHub.Json("", HttpStatusCode.TooManyRequests, retryAfter: 77)]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Subscriber(hub, options).StreamAsync(Topics, null, follow: true, stop.Token).ToListAsync(CancellationToken.None));

        Assert.All(new[] { 2, 4, 8, 8, 8 }.Zip(waits), pair => Assert.InRange(pair.Second.TotalMilliseconds, pair.First * 0.75, pair.First));
        Assert.Equal(TimeSpan.FromSeconds(77), waits[5]);
    }

    [Fact]
    public async Task A_query_that_does_not_follow_tells_of_an_unreachable_hub_instead_of_an_empty_answer()
    {
        await Assert.ThrowsAsync<HttpRequestException>(async () => await All(new FakeHub(), follow: false));
        var busy = await Assert.ThrowsAsync<HubException>(async () => await All(new FakeHub(FakeHub.Json("", HttpStatusCode.BadGateway, retryAfter: 5)), follow: false));
        Assert.Equal((true, TimeSpan.FromSeconds(5)), (busy.IsTransient, busy.RetryAfter));
    }

    [Fact]
    public async Task A_query_that_does_not_follow_ends_at_the_end_and_not_at_a_page_that_holds_nothing_in_scope()
    {
        var hub = new FakeHub(
            FakeHub.Stream(FakeHub.Position("p1")),
            FakeHub.Stream(FakeHub.Event("p2", Events.PullRequest("git", "1", 1)), FakeHub.Position("p3")),
            FakeHub.Stream(FakeHub.Position("p4", "end")));
        Assert.Equal(["p1", "p2", "p3", "p4"], (await All(hub, follow: false)).Select(e => e.Position));
    }

    [Fact]
    public async Task An_address_that_is_no_hubs_is_told()
    {
        var told = await Assert.ThrowsAsync<HubException>(async () => await All(new FakeHub(FakeHub.Json("<html>", type: "text/html")), follow: true));
        Assert.Contains("text/html", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_never_writes_its_key() => Assert.DoesNotContain("plk_secret", FakeHub.Connection.ToString(), StringComparison.Ordinal);

    private static async Task<List<ReceivedEvent>> All(FakeHub hub, bool follow) =>
        await Subscriber(hub, Quick).StreamAsync(Topics, null, follow, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private static EventSubscriber Subscriber(FakeHub hub, SubscriberOptions options) => new(hub.Client, FakeHub.Connection, TimeProvider.System, options);
}
