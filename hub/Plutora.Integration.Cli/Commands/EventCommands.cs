using System.CommandLine;
using System.Text;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora events tail</c>.</summary>
internal static class EventCommands
{
    public static Command Create()
    {
        var topic = new Option<string>("--topic") { Description = "Topics, separated by commas; cdm.* for all.", DefaultValueFactory = _ => "cdm.*" };
        var once = new Option<bool>("--no-follow") { Description = "End at the present end of the topics." };
        var tail = new Command("tail", "Show normalized events as they come.") { topic, once };
        tail.SetAction((parsed, ct) => Api.GuardAsync(async () =>
        {
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var subscriber = new EventSubscriber(http, HubOptions.Connection(parsed), TimeProvider.System);
            await foreach (var received in subscriber.StreamAsync(parsed.GetValue(topic)!.Split(','), null, !parsed.GetValue(once), ct))
            {
                if (received.Event is { } told)
                {
                    Console.WriteLine(parsed.GetValue(HubOptions.Json)
                        ? Encoding.UTF8.GetString(received.Json.Span)
                        : $"{told.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {told.Cause.ToString().ToLowerInvariant(),-8}  {told.Subject,-60}  {received.ReadEntity()?.Title}");
                }
            }
        }));
        return new("events", "Normalized events.") { tail };
    }
}
