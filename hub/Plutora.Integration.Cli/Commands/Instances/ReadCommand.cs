using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary>Asks for a read and, when wished, shows how far it is.</summary>
internal static class ReadCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(Session session, string id, string? stream, string verb, bool wait, CancellationToken cancellationToken)
    {
        var path = InstanceCommands.One(id);
        var before = Ends(await session.GetAsync(path, cancellationToken));
        await session.SendAsync(HttpMethod.Post, path + "/" + verb + (stream is null ? "" : Session.Url($"?stream={stream}")), null, cancellationToken);
        if (!wait)
        {
            return session.Done($"Instance '{id}' is asked to read. See how far it is: plutora instance show {id}");
        }

        // The streams that were read before, or the one that was asked for; each has ended once it has another end or a fault.
        var waiting = stream is null ? before.Keys.ToHashSet(StringComparer.Ordinal) : [stream];
        using var progress = new ProgressLine(session.Terminal, session.Json);
        while (true)
        {
            await Task.Delay(Pause, session.Terminal.Time, cancellationToken);
            var now = await session.GetAsync(path, cancellationToken);
            progress.Report(InstanceView.Progress(now, waiting));
            if (Text.At(now, "state.activity") is "Failed" or "Paused" or "BackingOff")
            {
                session.Note($"Instance '{id}' does not read now: {InstanceView.Reason(now)}");
                return ExitCode.Refused;
            }

            if (Text.At(now, "state.activity") == "Elsewhere")
            {
                return session.Done($"Instance '{id}' is read by another hub on the same log, which was asked to read it. How far it is, that hub tells.");
            }

            var ends = Ends(now);
            if (waiting.All(name => ends.TryGetValue(name, out var end) && (end.Fault.Length > 0 || (end.At.Length > 0 && end.At != before.GetValueOrDefault(name).At))))
            {
                progress.Dispose();
                await InstanceView.ShowAsync(session, id, cancellationToken);
                return waiting.Any(name => ends[name].Fault.Length > 0) ? ExitCode.Refused : ExitCode.Done;
            }
        }
    }

    private static Dictionary<string, (string At, string Fault)> Ends(JsonElement instance) => InstanceView.Streams(instance)
        .ToDictionary(s => s.Name, s => (Text.Find(s.Value, "lastReadAt") is { ValueKind: JsonValueKind.String } at ? at.GetString()! : "", Text.At(s.Value, "fault")), StringComparer.Ordinal);
}
