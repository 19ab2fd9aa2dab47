using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Client;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Cli.Sessions;

/// <summary>Runs commands in a session, and turns what goes wrong into sentences and an exit code; never a stack trace.</summary>
internal static class Running
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Runs(this Command command, Terminal terminal, GlobalOptions options, Func<Session, CancellationToken, Task<int>> work)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = new Session(terminal, options, parsed);
            try
            {
                return await work(session, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (Explain(fault, session, cancellationToken) is { } told)
            {
                Tell(terminal, session.Json, told.Code, told.Sentences);
                return told.Code;
            }
        });
        return command;
    }

    /// <summary>Tells faults on standard error: each a line for a person, one object for a program.</summary>
    public static void Tell(Terminal terminal, bool json, int code, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
        {
            return;
        }

        if (json)
        {
            var faults = new JsonArray([.. sentences.Skip(1).Select(s => (JsonNode)s.Trim())]);
            terminal.Error.WriteLine(new JsonObject { ["error"] = sentences[0], ["faults"] = faults, ["exitCode"] = code }.ToJsonString(Readable));
            return;
        }

        foreach (var sentence in sentences)
        {
            terminal.Error.WriteLine(Text.Clean(sentence));
        }
    }

    private static (int Code, IReadOnlyList<string> Sentences)? Explain(Exception fault, Session session, CancellationToken cancellationToken) => fault switch
    {
        HubException { Status: HttpStatusCode.Unauthorized } refused => (ExitCode.Key, [refused.Message, $"Sent was {session.Key}, to {session.Address}. If that hub has another home folder, name it with --home."]),
        HubException { Status: HttpStatusCode.Forbidden } refused => (ExitCode.Key, [refused.Message, .. refused.Faults]),
        HubException { Status: HttpStatusCode.Gone } refused => (ExitCode.Refused, [refused.Message]),
        HubException refused => (ExitCode.Refused, [refused.Message, .. refused.Faults.Select(f => "  " + f)]),
        KeyMissingException missing => (ExitCode.Key, [missing.Message]),
        UsageException wrong => (ExitCode.Usage, wrong.Faults),
        SettingsException wrong => (ExitCode.Usage, wrong.Faults),
        HttpRequestException unreachable => (ExitCode.Unavailable, [$"No hub answers at {session.Address} ({Reason(unreachable)}). Start one with 'plutora up', or name another with --hub or PLUTORA_HUB."]),
        OperationCanceledException when cancellationToken.IsCancellationRequested => (ExitCode.Interrupted, []),
        OperationCanceledException => (ExitCode.Unavailable, [$"The hub at {session.Address} did not answer in time."]),
        IOException or UnauthorizedAccessException => (ExitCode.Usage, [fault.Message]),
        JsonException => (ExitCode.Refused, [$"The answer of {session.Address} is not what a hub answers: {fault.Message} Is it a hub's address?"]),
        _ => null,
    };

    private static string Reason(HttpRequestException fault) => fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "connection refused" : fault.Message.TrimEnd('.');
}
