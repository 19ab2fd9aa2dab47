using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary>Asks for a replay and, when wished, shows how far it is.</summary>
internal static class ReplayCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(Session session, string path, bool wait, CancellationToken cancellationToken)
    {
        var asked = await session.SendAsync(HttpMethod.Post, path, null, cancellationToken);
        if (!wait)
        {
            return session.Done("The replay has begun. See its end with --wait.", asked);
        }

        using var progress = new ProgressLine(session.Terminal, session.Json);
        while (true)
        {
            var now = await session.GetAsync(path, cancellationToken);
            if (Text.Find(now, "finished").ValueKind == JsonValueKind.True)
            {
                progress.Dispose();
                session.Done($"{Text.At(now, "mapped")} records were mapped again, {Text.At(now, "published")} changes published, {Text.At(now, "failed")} records set aside.", now);
                return Number(now, "failed") is > 0 ? ExitCode.Refused : ExitCode.Done;
            }

            progress.Report(Text.Bar(Number(now, "done") ?? 0, Number(now, "total")));
            await Task.Delay(Pause, session.Terminal.Time, cancellationToken);
        }
    }

    private static long? Number(JsonElement state, string name) => Text.Find(state, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}
