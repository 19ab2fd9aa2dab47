using System.Text.Json;
using Plutora.Integration.Connectors.Jenkins.Api;

namespace Plutora.Integration.Connectors.Jenkins.Records;

/// <summary>What a reader must know of a build.</summary>
/// <param name="Number">Its number in its job.</param>
/// <param name="IsOpen">True while it runs: it will be read again.</param>
/// <param name="ChangedAt">When it ended, or began where it runs; null where Jenkins does not say.</param>
/// <param name="Url">Its address as Jenkins tells it.</param>
/// <param name="HasTests">True when it published tests.</param>
internal sealed record BuildHead(long Number, bool IsOpen, DateTimeOffset? ChangedAt, string Url, bool HasTests)
{
    /// <summary>Reads it; null where the build has no number.</summary>
    public static BuildHead? From(JsonElement build, string job, Uri address)
    {
        if (build.Number("number") is not { } number)
        {
            return null;
        }

        var open = build.IsTrue("building") || build.IsTrue("inProgress");
        var took = TimeSpan.FromMilliseconds(Math.Clamp(build.Number("duration") ?? 0, 0, (long)TimeSpan.FromDays(3650).TotalMilliseconds));
        return new(
            number,
            open,
            open ? build.Instant("timestamp") : build.Instant("timestamp") + took,
            build.Text("url") ?? new Uri(address, ItemName.BuildPath(job, number)).AbsoluteUri,
            build.List("actions").Any(action => action.Text("urlName") == "testReport"));
    }
}
