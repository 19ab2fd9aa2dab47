using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Senders who fill the room for bodies that are still to be verified keep nobody out who may send.</summary>
public sealed class FloodTests
{
    private const int Room = 1_048_576;
    private const int Flood = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bodies_without_a_right_signature_that_never_end_keep_no_signed_one_out_and_cost_no_more_than_their_room()
    {
        await using var hub = await RunningHub.StartAsync(prepare: _ => $"limits: {{ waitingBytes: {Room} }}");
        hub.TakeAnyRate();
        await hub.OpenAsync("github-main");
        var sockets = new List<TcpClient>();
        try
        {
            // Each sends the most that a place costs anyway, and then holds still.
            for (var i = 0; i < Flood; i++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(hub.Http.BaseAddress!.Host, hub.Http.BaseAddress.Port, Ct);
                await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /hooks/github-main HTTP/1.1\r\nHost: h\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 1000000\r\n\r\n{new string(' ', 10_000)}"), Ct);
            }

            await Waiting.UntilAsync("the flood fills its room", () => hub.Runtime.Intake.UnverifiedBytes >= Room);
            for (var number = 1; number <= 5; number++) Assert.Equal(202, await DeliverAsync(hub, number));
            Assert.InRange(hub.Runtime.Intake.UnverifiedBytes, 1, Room);
            Assert.Equal(0, hub.Runtime.Intake.Bytes);

            // Who gave way is asked to send again, once more of it comes.
            await sockets[0].GetStream().WriteAsync("more"u8.ToArray(), Ct);
            var answer = new byte[12];
            await sockets[0].GetStream().ReadExactlyAsync(answer, Ct);
            Assert.Equal("HTTP/1.1 503", Encoding.ASCII.GetString(answer));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_sender_who_is_refused_whatever_the_body_says_is_answered_before_it_is_sent()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.OpenAsync("github-main");
        using var socket = new TcpClient();
        await socket.ConnectAsync(hub.Http.BaseAddress!.Host, hub.Http.BaseAddress.Port, Ct);
        await socket.GetStream().WriteAsync("POST /hooks/github-main HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), Ct);
        var answer = new byte[12];
        await socket.GetStream().ReadExactlyAsync(answer, Ct);
        Assert.Equal("HTTP/1.1 401", Encoding.ASCII.GetString(answer));
    }

    private static async Task<int> DeliverAsync(RunningHub hub, int number)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"zen":"{{number}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GitHub-Event", "ping");
        request.Headers.Add("X-GitHub-Delivery", $"d{number}");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningHub.Secret), body)));
        using var response = await hub.Http.SendAsync(request, Ct);
        return (int)response.StatusCode;
    }
}
