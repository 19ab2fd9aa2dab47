using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Webhooks of issues, sent as a tool sends them.</summary>
internal static class IssueDeliveries
{
    /// <summary>
    /// Delivers one issue after the other until it is stopped. A delivery that was not acknowledged is sent again under the same id, to the next hub where there are several;
    /// numbers of different senders never meet.
    /// </summary>
    public static async Task SendAsync(IReadOnlyList<HubProcess> hubs, int sender, int senders, ConcurrentDictionary<int, byte> acknowledged, CancellationToken cancellationToken)
    {
        var turn = sender;
        for (var number = 1 + sender; !cancellationToken.IsCancellationRequested; number += senders)
        {
            while (!acknowledged.ContainsKey(number) && !cancellationToken.IsCancellationRequested)
            {
                try
                {
                    if (await hubs[turn % hubs.Count].DeliverAsync("issues", $"d{number}", Body(number), cancellationToken) == HttpStatusCode.Accepted) acknowledged[number] = 0;
                    else turn++;
                }
                catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
                {
                    turn++;
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                }
            }
        }
    }

    public static byte[] Body(int number) => Encoding.UTF8.GetBytes($$$"""
        {"action":"opened","repository":{"id":1,"full_name":"o/r","url":"https://api.github.com/repos/o/r"},
         "issue":{"id":{{{number}}},"number":{{{number}}},"title":"Issue {{{number}}}","state":"open","user":{"id":5,"login":"ann","type":"User"},"labels":[],"assignees":[],
         "url":"https://api.github.com/repos/o/r/issues/{{{number}}}","html_url":"https://github.com/o/r/issues/{{{number}}}","repository_url":"https://api.github.com/repos/o/r",
         "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"} }
        """);
}
