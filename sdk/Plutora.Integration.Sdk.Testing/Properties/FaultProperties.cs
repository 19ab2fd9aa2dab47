using System.Globalization;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>What becomes of a read when the tool fails in it.</summary>
internal static class FaultProperties
{
    private const int WaitSeconds = 120;
    private static readonly ConnectorErrorKind[] Passing = [ConnectorErrorKind.RateLimited, ConnectorErrorKind.Transient];

    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("rate-limit-waits", "After 429 with Retry-After the tool is not asked again before that time, and the read then goes on.", RateLimitWaits),
        new("rate-limit-unsaid", "429 without Retry-After is a failure that passes.", exam => FailsAsync(exam, _ => ToolAnswer.Text(429, """{"message":"Slow down."}"""), "429 without Retry-After", "Turn 429 into ConnectorException.RateLimited with retryAt null; the hub then waits by itself.", Passing)),
        new("server-error-passes", "500 and 503 are failures that pass.", ServerError, "error-is-not-empty"),
        new("connection-cut-passes", "A connection that is cut before or within an answer is a failure that passes.", ConnectionCut, "answer-truncated", "check-unreachable", "action-ambiguous"),
        new("answer-truncated", "An answer that holds half a document is an error, and nothing of it is told as the whole.", Truncated),
        new("answer-not-json", "A page of HTML instead of JSON, such as a log-in or maintenance page, is an error.", exam => FailsAsync(exam, _ => Html(), "a page of HTML with status 200", "Throw ConnectorException.Permanent or Transient where an answer is not the JSON that the tool documents.")),
        new("credentials-expired", "Credentials that the tool no longer takes are told as such.", Expired, "check-refused"),
        new("error-is-not-empty", "An error of the tool is never told as an empty list.", ErrorIsNotEmpty, "server-error-passes", "answer-not-json"),
        new("slow-answer-whole", "An answer that comes piece by piece is read whole.", Slow),
        new("endless-paging-ends", "A list whose pages lead round in a circle is ended, by the connector or by the hub.", Endless),
        new("fault-loses-nothing", "After a failure in the middle of a read nothing is missing once it is taken up from its cursor.", FaultLosesNothing, "rate-limit-waits"),
    ];

    private static async Task RateLimitWaits(Exam exam)
    {
        await EachAsync(exam, async (trial, stream, at) =>
        {
            DateTimeOffset? refused = null;
            var early = default(ToolCall);
            Reading reading;
            do
            {
                trial.Server.Count();
                trial.Server.Fault = call =>
                {
                    if (call.Number < at || (refused is not null && call.At >= refused.Value.AddSeconds(WaitSeconds)))
                    {
                        return null;
                    }

                    early ??= refused is null ? null : call;
                    refused ??= call.At;
                    return new ToolFault.Answers(_ => ToolAnswer.Text(429, """{"message":"Slow down."}""").With("Retry-After", WaitSeconds.ToString(CultureInfo.InvariantCulture)));
                };
                reading = await trial.ReadAsync(stream).ConfigureAwait(false);
                at = trial.Server.Calls.Count - 1;
            }
            while (refused is null && at >= 0);

            Hold(early is null, $"The tool answered 429 with Retry-After: {WaitSeconds}, and was asked again ({early}) {(early is null ? 0 : (early.At - refused!.Value).TotalSeconds):0} s later.", "Throw ConnectorException.RateLimited with that time; the hub comes back then.");
            if (reading.Fault is { } fault)
            {
                Hold(fault is ConnectorException { Kind: ConnectorErrorKind.RateLimited or ConnectorErrorKind.Transient }, $"429 in a read of stream '{stream.Id}' was told as {Reading.Told(fault)}", "Turn 429 into ConnectorException.RateLimited; Sdk.Http does it.");
                var retryAt = ((ConnectorException)fault).RetryAt;
                Hold(retryAt >= refused!.Value.AddSeconds(WaitSeconds - 5) && retryAt <= refused.Value.AddSeconds(WaitSeconds + 60), $"The tool answered 429 with Retry-After: {WaitSeconds} at {refused:T}; the failure says to come back at {(retryAt is { } told ? told.ToString("T", CultureInfo.InvariantCulture) : "no time at all")}.", "Hand the time on as retryAt of ConnectorException.RateLimited, by the context's clock.");
            }

            await RestAsync(trial, stream, reading, "429").ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static async Task ServerError(Exam exam)
    {
        foreach (var status in new[] { 503, 500 })
        {
            await FailsAsync(exam, _ => ToolAnswer.Text(status, """{"message":"Something broke."}"""), $"{status}", "Turn 5xx into ConnectorException.Transient, so that the hub tries again with backoff.", ConnectorErrorKind.Transient, ConnectorErrorKind.RateLimited).ConfigureAwait(false);
        }
    }

    private static Task ConnectionCut(Exam exam) => EachAsync(exam, async (trial, stream, at) =>
    {
        foreach (var fault in new ToolFault[] { new ToolFault.Cut(Done: false), new ToolFault.CutWithin() })
        {
            var reading = await BrokenAsync(trial, stream, at, fault).ConfigureAwait(false);
            Expect(reading, stream, "a connection that was cut", "Turn HttpRequestException and IOException into ConnectorException.Transient; Sdk.Http does it.", Passing);
        }
    });

    private static Task Truncated(Exam exam) => EachAsync(exam, async (trial, stream, at) =>
    {
        var reading = await BrokenAsync(trial, stream, at, new ToolFault.Truncated()).ConfigureAwait(false);
        Expect(reading, stream, "half a document", "Turn a JsonException into ConnectorException.Permanent or Transient that names the request.");
    });

    private static Task Expired(Exam exam) => FailsAsync(exam, call => exam.Subject.Tool.Refuses(call.Request), "credentials that are refused", "Turn 401 and 403 into ConnectorException.Authentication: the instance then stops with that reason instead of hammering the tool.", ConnectorErrorKind.Authentication);

    private static async Task ErrorIsNotEmpty(Exam exam)
    {
        foreach (var (status, body) in new[] { (400, "[]"), (400, """{"message":"No such parameter."}"""), (500, "[]") })
        {
            await FailsAsync(exam, _ => ToolAnswer.Text(status, body), $"{status} with the body {body}", "Look at the status before the body, and throw.").ConfigureAwait(false);
        }
    }

    private static Task Slow(Exam exam) => EachAsync(exam, async (trial, stream, _) =>
    {
        trial.Server.Fault = call => call.Number < 2 ? new ToolFault.Slow() : null;
        var reading = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("while answers came piece by piece");
        ReadingProperties.Complete(trial.Tool.Find(stream.Id)!, reading.Ids, $"Stream '{stream.Id}' was read from answers that came in eight pieces; the read", "Read a body to its end before you parse it.");
    });

    private static Task Endless(Exam exam) => EachAsync(exam, async (trial, stream, at) =>
    {
        const int Most = 100;

        // A page that others followed: the last one may be empty, and end the read by that.
        at = Math.Max(0, at - 1);
        var over = new TaskCompletionSource();
        trial.Server.Fault = call =>
        {
            if (call.Number > at + Most)
            {
                over.TrySetResult();
                return new ToolFault.Answers(_ => ToolAnswer.Text(410, ""));
            }

            return call.Number > at ? new ToolFault.Repeats(at) : null;
        };
        await trial.ReadAsync(stream).ConfigureAwait(false);
        Hold(!over.Task.IsCompleted, $"From request {at + 1} on, the tool answered stream '{stream.Id}' with the same page, and {Most} requests later the read still went on. The last was {trial.Server.Calls[^1]}.", "End a read whose page holds what the page before held, or whose next page was read already, with ConnectorException.Permanent; ReadPagesAsync of Sdk.Http does it. The hub ends it only where the cursor stands still, too.");
    });

    private static Task FaultLosesNothing(Exam exam) => EachAsync(exam, async (trial, stream, at) =>
    {
        var reading = await BrokenAsync(trial, stream, at, new ToolFault.Answers(_ => ToolAnswer.Text(503, ""))).ConfigureAwait(false);
        await RestAsync(trial, stream, reading, "503").ConfigureAwait(false);
    });

    // A failure in the last request of a read, where there are several: pages have been told by then.
    private static async Task EachAsync(Exam exam, Func<Trial, StreamDescriptor, int, Task> judge)
    {
        if (!exam.Subject.Tool.SpeaksHttp)
        {
            throw NotAsked("The tool does not speak HTTP.");
        }

        var streams = exam.Readable("is read");
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        _ = trial.Instance;
        foreach (var stream in streams)
        {
            trial.Server.Count();
            (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var requests = trial.Server.Calls.Count;
            if (requests == 0)
            {
                continue;
            }

            trial.Server.Count();
            await judge(trial, stream, requests - 1).ConfigureAwait(false);
            trial.Server.Count();
        }
    }

    private static Task FailsAsync(Exam exam, Func<ToolCall, ToolAnswer> answer, string told, string mend, params ConnectorErrorKind[] kinds) => EachAsync(exam, async (trial, stream, at) =>
        Expect(await BrokenAsync(trial, stream, at, new ToolFault.Answers(answer)).ConfigureAwait(false), stream, told, mend, kinds));

    private static async Task<Reading> BrokenAsync(Trial trial, StreamDescriptor stream, int at, ToolFault fault)
    {
        for (; ; )
        {
            trial.Server.Count();
            trial.Server.Fault = call => call.Number >= at ? fault : null;
            var reading = await trial.ReadAsync(stream).ConfigureAwait(false);
            var asked = trial.Server.Calls.Count;
            trial.Server.Count();
            if (asked > at || asked == 0)
            {
                return reading;
            }

            // Fewer requests than before: a token or a list of projects is known by now.
            at = asked - 1;
        }
    }

    private static void Expect(Reading reading, StreamDescriptor stream, string told, string mend, params ConnectorErrorKind[] kinds)
    {
        Hold(reading.Fault is not null, $"The last request of a read of stream '{stream.Id}' was answered with {told}, and the read ended as if that were all, after {reading.Records.Count} records.", mend);
        Hold(
            reading.Fault is ConnectorException fault && (kinds.Length == 0 || kinds.Contains(fault.Kind)),
            $"A read of stream '{stream.Id}' that was answered with {told} failed with {Reading.Told(reading.Fault!)}{(kinds.Length == 0 ? " Expected is a ConnectorException." : $" Expected is the kind {string.Join(" or ", kinds)}.")}",
            mend);
    }

    private static async Task RestAsync(Trial trial, StreamDescriptor stream, Reading broken, string told)
    {
        trial.Server.Count();
        trial.Pass(TimeSpan.FromSeconds(WaitSeconds + 60));
        var rest = (await trial.ReadAsync(stream, broken.Last).ConfigureAwait(false)).Whole($"again after {told}");
        ReadingProperties.Complete(trial.Tool.Find(stream.Id)!, broken.Ids.Concat(rest.Ids), $"A read of stream '{stream.Id}' that broke off at {told} and was taken up from its cursor '{broken.Last?.Value}'", "Move the cursor with the page that was told, never ahead of it, and keep nothing in the instance of how far a read came.");
    }

    private static ToolAnswer Html() => ToolAnswer.Text(200, "<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>").With("Content-Type", "text/html");
}
