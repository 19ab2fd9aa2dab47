using System.Net;
using System.Net.Sockets;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Serving;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Whether an administrator learns that an instance works.</summary>
internal static class CheckProperties
{
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("check-succeeds", "A check of an instance that works succeeds, and says what was reached.", Succeeds, Implied.Hub),
        new("check-refused", "A check with credentials that the tool refuses fails, and says that it is they.", Refused),
        new("check-unreachable", "A check of a tool that cannot be reached fails, and says why.", Unreachable),
    ];

    private static async Task Succeeds(Exam exam)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var (result, fault) = await CheckAsync(trial, trial.Instance).ConfigureAwait(false);
        Hold(fault is null, $"A check of a tool that works threw {(fault is null ? "" : Reading.Told(fault))}", "Mend the request that CheckAsync sends, or the simulated tool's answer to it.");
        Hold(result!.Succeeded, $"A check of a tool that works failed: \"{result.Message}\"", "Mend the request that CheckAsync sends, or the simulated tool's answer to it.");
        Hold(result.Message.Trim().Length >= 10, $"The check's message is \"{result.Message}\".", "Say what was reached and as whom, such as \"Reached https://desk.example as kit.\"");
    }

    private static async Task Refused(Exam exam)
    {
        NeedsHttp(exam);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        trial.Server.Fault = call => new ToolFault.Answers(c => trial.Tool.Refuses(c.Request));
        var (result, fault) = await CheckAsync(trial, trial.Instance).ConfigureAwait(false);
        if (trial.Server.Calls.Count == 0)
        {
            throw Wrong("The check asked nothing of the tool.", "Send the cheapest request that needs the credentials.");
        }

        Hold(result is not { Succeeded: true }, $"The tool refused every request, and the check succeeded: \"{result?.Message}\"", "Return CheckResult.Failure, or let the ConnectorException through, when the tool answers 401 or 403.");
        Hold(fault is null or ConnectorException { Kind: ConnectorErrorKind.Authentication }, $"The tool refused the credentials, and the check threw {(fault is null ? "" : Reading.Told(fault))}", "Turn 401 and 403 into ConnectorException.Authentication, so that the administrator is told that it is the credentials.");
        Hold((result?.Message ?? fault!.Message).Trim().Length >= 10, $"The check's message is \"{result?.Message ?? fault!.Message}\".", "Say what was refused and which permission or credential would mend it.");
    }

    private static async Task Unreachable(Exam exam)
    {
        NeedsHttp(exam);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        var instance = trial.Open(exam.Subject.Options(Closed()));
        await using var _ = instance.ConfigureAwait(false);
        var (result, fault) = await CheckAsync(trial, instance).ConfigureAwait(false);
        Hold(result is not { Succeeded: true }, $"Nothing listens at the address, and the check succeeded: \"{result?.Message}\"", "Let the failure of the request through.");
        Hold(fault is null or ConnectorException { Kind: ConnectorErrorKind.Transient or ConnectorErrorKind.Configuration }, $"Nothing listens at the address, and the check threw {(fault is null ? "" : Reading.Told(fault))}", "Turn a connection that fails into ConnectorException.Transient; Sdk.Http does it.");
        Hold((result?.Message ?? fault!.Message).Trim().Length >= 10, $"The check's message is \"{result?.Message ?? fault!.Message}\".", "Say what could not be reached and why.");
    }

    private static void NeedsHttp(Exam exam)
    {
        if (!exam.Subject.Tool.SpeaksHttp)
        {
            throw NotAsked("The tool does not speak HTTP.");
        }
    }

    private static async Task<(CheckResult? Result, Exception? Fault)> CheckAsync(Trial trial, ConnectorInstance instance)
    {
        try
        {
            return (await trial.CallAsync("A check", instance.CheckAsync).ConfigureAwait(false), null);
        }
        catch (Exception fault) when (fault is not (WrongException or OperationCanceledException))
        {
            return (null, fault);
        }
    }

    // A port that was free a moment ago.
    private static Uri Closed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new($"http://127.0.0.1:{port}/");
    }
}
