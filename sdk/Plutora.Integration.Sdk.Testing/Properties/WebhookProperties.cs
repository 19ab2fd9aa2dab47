using Plutora.Integration.Hub.Runtime.Receive;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Tools;
using Plutora.Integration.Sdk.Webhooks;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Whether what the tool sends is understood.</summary>
internal static class WebhookProperties
{
    private static readonly IReadOnlyList<(string What, string Body)> Strange =
    [
        ("an empty object", "{}"), ("a list", "[]"), ("null", "null"), ("text that is no JSON", "payload=%7B%7D&more"), ("half a document", """{"action":"opened","iss"""), ("members of other kinds", """{"action":17,"id":{},"data":[],"event":null}"""),
    ];

    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("webhook-signed", "A delivery that the tool signs with the instance's secret is taken, and one that is signed with another is refused.", Signed, "webhook-accepted", "webhook-repeated", "webhook-out-of-order"),
        new("webhook-accepted", "A delivery that the tool signs is stored as the record that a read would tell.", Accepted, "webhook-repeated", "webhook-out-of-order"),
        new("webhook-repeated", "A delivery that the tool sends twice has its effect once.", Repeated),
        new("webhook-out-of-order", "A delivery that comes after a newer state was read does not bring the older one back.", OutOfOrder),
        new("webhook-unreadable", "A delivery that is not what the tool documents is ignored with a reason or refused as permanent, and is never a defect.", Unreadable),
        new("webhook-offline", "Parsing a delivery asks nothing of the tool.", Offline),
    ];

    private static WebhookDescriptor Webhook(Exam exam) => exam.Descriptor.Webhook ?? throw NotAsked("The connector takes no webhooks.");

    private static List<(StreamDescriptor Stream, SimulatedStream Kept)> Sending(Exam exam)
    {
        var webhook = Webhook(exam);
        if (webhook.Verifiers.All(v => v is VerifierKind.Signal or VerifierKind.Certificate or VerifierKind.Jwt))
        {
            throw NotAsked($"The tool's deliveries prove themselves by {string.Join(", ", webhook.Verifiers)}, for which the kit sends none.");
        }

        var sending = exam.Descriptor.Streams.Select(s => (Stream: s, Kept: exam.Subject.Tool.Find(s.Id))).Where(s => s.Kept?.Webhook is not null).Select(s => (s.Stream, Kept: s.Kept!)).ToList();
        return sending.Count > 0 ? sending : throw Wrong("The connector takes webhooks, and the simulated tool sends none.", "Set SimulatedStream.Webhook: the delivery that the tool sends when a record was added or changed.");
    }

    private static async Task Accepted(Exam exam)
    {
        var hub = await HubAsync(exam).ConfigureAwait(false);
        foreach (var (stream, _) in Sending(exam))
        {
            var kept = hub.Tool.Find(stream.Id)!;
            hub.Pass(TimeSpan.FromMinutes(2));
            await kept.AddAsync(1, exam.Ct).ConfigureAwait(false);
            var record = kept.Records[^1];
            var delivery = kept.Webhook!(record);
            var outcome = await hub.DeliverAsync(delivery).ConfigureAwait(false);
            Hold(outcome is { Status: ReceiveStatus.Stored, Records: > 0 }, $"The delivery of record '{record.Id}' of stream '{stream.Id}' ended as {outcome.Status}: {outcome.Message} It held {outcome.Records} records.", "Let ReceiveAsync make a record of it; which kind of event it is stands in its headers or its body.");
            await hub.SettledAsync().ConfigureAwait(false);
            await HubProperties.NothingSetAsideAsync(hub).ConfigureAwait(false);
            var told = await ParsedAsync(exam, delivery).ConfigureAwait(false);
            Hold(told.Records.Any(r => r.Stream == stream.Id && r.Id == record.Id), $"The delivery of record '{record.Id}' of stream '{stream.Id}' was parsed into {Verdict.Names(told.Records.Select(r => $"{r.Stream}/{r.Id}"))}.", "Give a record from a webhook the stream and id that a read gives it, or the same thing becomes two entities.");
            var entity = hub.EntityOf(told.Records.First(r => r.Id == record.Id));
            Hold(entity is null || stream.Secondary || await hub.EntityAsync(entity).ConfigureAwait(false) is not null, $"The delivery of record '{record.Id}' of stream '{stream.Id}' was stored, and no entity {entity} came of it.", "Where a delivery holds less than a read tells, declare the stream Partial; see 'records-map'.");
        }
    }

    private static async Task Signed(Exam exam)
    {
        var hub = await HubAsync(exam).ConfigureAwait(false);
        var (stream, _) = Sending(exam)[0];
        var kept = hub.Tool.Find(stream.Id)!;
        await kept.AddAsync(1, exam.Ct).ConfigureAwait(false);
        var genuine = await hub.DeliverAsync(kept.Webhook!(kept.Records[^1])).ConfigureAwait(false);
        Hold(genuine.Status != ReceiveStatus.Refused, $"A delivery that the tool signs was refused: {genuine.Message}", "Name header, hash, prefix and encoding in WebhookDescriptor.Hmac, or the header of the secret, as the tool sends them.");
        var outcome = await hub.DeliverAsync(kept.Webhook!(kept.Records[^1]), secret: "another secret").ConfigureAwait(false);
        Hold(outcome.Status == ReceiveStatus.Refused, $"A delivery that is signed with another secret ended as {outcome.Status}.", "Let the hub verify: name a verifier other than signal.");
    }

    private static async Task Repeated(Exam exam)
    {
        var hub = await HubAsync(exam).ConfigureAwait(false);
        foreach (var (stream, _) in Sending(exam))
        {
            var kept = hub.Tool.Find(stream.Id)!;
            hub.Pass(TimeSpan.FromMinutes(2));
            await kept.AddAsync(1, exam.Ct).ConfigureAwait(false);
            var delivery = kept.Webhook!(kept.Records[^1]);
            await hub.DeliverAsync(delivery, "once").ConfigureAwait(false);
            await hub.SettledAsync().ConfigureAwait(false);
            var events = await hub.EventsAsync().ConfigureAwait(false);

            // Once under the same id, and once under another one: tools number a repetition anew when a person asks for it.
            await hub.DeliverAsync(delivery, "once").ConfigureAwait(false);
            hub.Pass(TimeSpan.FromSeconds(5));
            await hub.DeliverAsync(delivery, "again").ConfigureAwait(false);
            await hub.SettledAsync().ConfigureAwait(false);
            var more = await hub.EventsAsync().ConfigureAwait(false) - events;
            Hold(more == 0, $"A delivery of stream '{stream.Id}' was sent three times, and the repetitions published {more} events.", "Make the record of the delivery's own content alone, with the tool's id and version: no time of receipt, no number of your own.");
        }
    }

    private static async Task OutOfOrder(Exam exam)
    {
        var sending = Sending(exam).Where(s => s.Stream is { CanRead: true, Versions: VersionOrder.Instant or VersionOrder.Sequence } && s.Kept is { Fixed: false, Changes: true }).ToList();
        if (sending.Count == 0)
        {
            throw NotAsked("No stream that is both read and sent orders its versions.");
        }

        var hub = await HubAsync(exam).ConfigureAwait(false);
        foreach (var (stream, _) in sending)
        {
            var kept = hub.Tool.Find(stream.Id)!;
            var record = kept.Records[0];
            var old = kept.Webhook!(record);
            var told = (await ParsedAsync(exam, old).ConfigureAwait(false)).Records.FirstOrDefault(r => r.Stream == stream.Id && r.Id == record.Id);
            if (told is null || hub.EntityOf(told) is not { } entity)
            {
                throw Wrong($"The delivery of record '{record.Id}' of stream '{stream.Id}' does not tell that record.", "See 'webhook-accepted'.");
            }

            hub.Pass(TimeSpan.FromMinutes(2));
            await kept.ChangeAsync(record, exam.Ct).ConfigureAwait(false);
            await hub.ReadAsync(stream).ConfigureAwait(false);
            var young = await hub.EntityAsync(entity).ConfigureAwait(false);
            await hub.DeliverAsync(old, "late").ConfigureAwait(false);
            await hub.SettledAsync().ConfigureAwait(false);
            var after = await hub.EntityAsync(entity).ConfigureAwait(false);
            Hold(young == after, $"A delivery of record '{record.Id}' of stream '{stream.Id}' came late, after a read had told a newer state, and changed the entity back. Before: {young} After: {after}", "Set the record's version in ReceiveAsync from the same member as in ReadAsync.");
        }
    }

    private static async Task Unreadable(Exam exam)
    {
        Webhook(exam);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        var headers = exam.Subject.Tool.Streams.FirstOrDefault(s => s.Webhook is not null && !s.Fixed) is { } sender && trial.Tool.Find(sender.Id) is { } kept
            ? await HeadersAsync(kept, exam.Ct).ConfigureAwait(false)
            : new Dictionary<string, string>();
        foreach (var (what, body) in Strange)
        {
            foreach (var named in new[] { headers, headers.ToDictionary(h => h.Key, _ => "no-such-event") })
            {
                try
                {
                    var result = await ReceiveAsync(trial, ReceiveKind.Webhook, System.Text.Encoding.UTF8.GetBytes(body), named, null).ConfigureAwait(false);
                    Hold(result.Records.Count == 0, $"A delivery of {what} was parsed into {result.Records.Count} records.", "Check that a delivery is what the tool documents before a record is made of it.");
                    Hold(result.Faults.Count > 0 || result.ReadStreams.Count > 0 || !string.IsNullOrWhiteSpace(result.Ignored), $"A delivery of {what} yields nothing and says nothing.", "Return ReceiveResult.Ignore with a reason, or throw ConnectorException.Permanent.");
                }
                catch (ConnectorException fault)
                {
                    Hold(fault.Kind == ConnectorErrorKind.Permanent, $"A delivery of {what} was refused with {Reading.Told(fault)}", "Throw ConnectorException.Permanent: it becomes a dead letter with that reason.");
                }
                catch (Exception defect) when (defect is not (WrongException or OperationCanceledException))
                {
                    throw Wrong($"A delivery of {what} ended in {Reading.Told(defect)}", "Turn what cannot be parsed into ConnectorException.Permanent that says what was expected.");
                }
            }
        }
    }

    private static async Task Offline(Exam exam)
    {
        var sending = Sending(exam);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        _ = trial.Instance;
        trial.Server.Count();
        foreach (var (stream, _) in sending)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            await kept.AddAsync(1, exam.Ct).ConfigureAwait(false);
            var delivery = kept.Webhook!(kept.Records[^1]);
            await ReceiveAsync(trial, ReceiveKind.Webhook, delivery.Body, Lower(delivery.Headers), null).ConfigureAwait(false);
            Hold(trial.Server.Calls.Count == 0, $"Parsing a delivery of stream '{stream.Id}' asked the tool: {trial.Server.Calls.AsEnumerable().FirstOrDefault()}.", "Make records of what the delivery holds; where that is not enough, name the stream in ReceiveResult.ReadStreams and let the hub read it.");
        }
    }

    internal static Task<ReceiveResult> ReceiveAsync(Trial trial, ReceiveKind kind, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers, string? name, IReadOnlyDictionary<string, string>? parameters = null) =>
        trial.CallAsync("Parsing a delivery", async ct => await trial.Instance.ReceiveAsync(
            new() { Kind = kind, Body = body, ReceivedAt = trial.Time.GetUtcNow(), Headers = headers, Name = name, Parameters = parameters ?? new Dictionary<string, string>() }, ct).ConfigureAwait(false));

    private static async Task<ReceiveResult> ParsedAsync(Exam exam, WebhookDelivery delivery)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        return await ReceiveAsync(trial, ReceiveKind.Webhook, delivery.Body, Lower(delivery.Headers), null).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyDictionary<string, string>> HeadersAsync(SimulatedStream kept, CancellationToken cancellationToken)
    {
        await kept.AddAsync(1, cancellationToken).ConfigureAwait(false);
        return Lower(kept.Webhook!(kept.Records[^1]).Headers);
    }

    private static Dictionary<string, string> Lower(IReadOnlyDictionary<string, string> headers) => headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value, StringComparer.Ordinal);

    private static Task<HubTrial> HubAsync(Exam exam) => exam.HubAsync(trial => HubProperties.FillAsync(exam, trial.Tool));
}
