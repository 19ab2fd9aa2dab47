using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.EventLog.Copying;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary>Shows how far the copy of a log has come on standard error: a line for a person, and for a program an object at each stage and every second.</summary>
internal sealed class CopyProgress(Session session) : IProgress<LogCopyProgress>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ProgressLine _line = new(session.Terminal, session.Json);
    private string? _stage;
    private long _last;

    public void Report(LogCopyProgress value)
    {
        if (!session.Json)
        {
            _line.Report($"{value.Stage}: {value.Records} of at most {value.Of} records, {value.Entries} entries of state");
            return;
        }

        if (value.Stage == _stage && session.Terminal.Time.GetElapsedTime(_last) < Pause)
        {
            return;
        }

        (_stage, _last) = (value.Stage, session.Terminal.Time.GetTimestamp());
        session.Terminal.Error.WriteLine(new JsonObject { ["stage"] = value.Stage, ["records"] = value.Records, ["of"] = value.Of, ["entries"] = value.Entries }.ToJsonString());
    }

    public void Dispose() => _line.Dispose();
}
