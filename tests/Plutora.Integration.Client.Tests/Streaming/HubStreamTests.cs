using System.Net.Http.Headers;
using Plutora.Integration.Client.Tests.Hubs;

namespace Plutora.Integration.Client.Tests.Streaming;

/// <summary>The hub's side of the stream, on a real hub.</summary>
public sealed class HubStreamTests
{
    [Fact]
    public async Task A_hub_that_stops_ends_its_streams_in_order_instead_of_waiting_for_the_subscribers()
    {
        await using var hub = await RunningHub.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hub.Gate.Address, "/api/v1/events")) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", hub.Administrator) } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var body = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await hub.StopAsync();

        // A connection that is cut instead would throw here.
        Assert.StartsWith("event: position\n", await body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_of_another_log_is_410_and_an_unknown_topic_404()
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Equal(410, await hub.StatusAsync("/api/v1/events?from=another.7"));
        Assert.Equal(404, await hub.StatusAsync("/api/v1/events?topic=cdm.nothing.v1"));
    }
}
