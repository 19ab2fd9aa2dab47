using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Plugins.Calls;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>Takes webhooks and uploads: verifies, drops repetitions, and stores what they say before the sender is answered.</summary>
public sealed class Receiver(
    IEventLog log, RawWriter writer, InstanceManager instances, SecretVault secrets, DeliveryMemory deliveries, RemovedContainers containers, int jsonDepth, TimeProvider time) : IDisposable
{
    private const int MostTold = 100;

    private readonly ReceiveLanes _lanes = new(1_024);
    private readonly SignalLimiter _signals = new(time);

    /// <summary>Looks at a delivery before its body is read: who is refused whatever the body says is refused here.</summary>
    /// <param name="instance">Id of the instance from the address.</param>
    /// <param name="head">The request, without its body.</param>
    /// <param name="cancellationToken">Ends the wait for the secret.</param>
    /// <returns>The refusal, or null; and whether the sender is known already, so that the body is read for one who may send.</returns>
    public async Task<(ReceiveOutcome? Refusal, bool Verified)> MeetAsync(string instance, WebhookCall head, CancellationToken cancellationToken)
    {
        var (_, refusal, verified) = await VerifyAsync(instance, head, head: true, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            Count(instance, refusal);
        }

        return (refusal, verified);
    }

    /// <summary>Takes a webhook delivery.</summary>
    /// <param name="instance">Id of the instance from the address.</param>
    /// <param name="call">The request as it came.</param>
    /// <param name="traceParent">W3C trace context of the request, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the log; what was committed stays.</param>
    /// <param name="verified">Called once its sender is known, before it waits for anything; what it throws ends the delivery.</param>
    public async Task<ReceiveOutcome> WebhookAsync(string instance, WebhookCall call, string? traceParent, CancellationToken cancellationToken, Action? verified = null)
    {
        var (runner, refusal, _) = await VerifyAsync(instance, call, head: false, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            verified?.Invoke();
        }

        var outcome = refusal ?? await TakeAsync(runner!, call, traceParent, cancellationToken).ConfigureAwait(false);
        Count(instance, outcome);
        return outcome;
    }

    // An unknown instance is not a label: whoever sends could make as many series as there are names.
    private static void Count(string instance, ReceiveOutcome outcome) => HubMetrics.Delivered(outcome.Status == ReceiveStatus.Unknown ? "" : instance, outcome.Status.ToString());

    private async Task<(InstanceRunner? Runner, ReceiveOutcome? Refusal, bool Verified)> VerifyAsync(string instance, WebhookCall call, bool head, CancellationToken cancellationToken)
    {
        if (instances.Find(instance) is not { } runner)
        {
            return (null, new(ReceiveStatus.Unknown, $"There is no instance '{instance}'."), false);
        }

        if (runner.Definition.Webhook is not { } settings || runner.Descriptor.Webhook is not { } tool)
        {
            return (runner, new(ReceiveStatus.Refused, $"Instance '{instance}' takes no webhooks: set its webhook verifier and secret first."), false);
        }

        var secret = SecretReference.TryParse(settings.Secret, out var reference) ? await secrets.ResolveAsync(reference, cancellationToken).ConfigureAwait(false) : null;
        var needsBody = WebhookVerifier.NeedsBody(settings);
        var refusal = head && needsBody ? WebhookVerifier.RefuseHead(call, settings, tool, secret) : WebhookVerifier.Refuse(call, settings, tool, secret, time.GetUtcNow());
        return (runner, refusal is null ? null : new(ReceiveStatus.Refused, refusal), refusal is null && !(head && needsBody));
    }

    private async Task<ReceiveOutcome> TakeAsync(InstanceRunner runner, WebhookCall call, string? traceParent, CancellationToken cancellationToken)
    {
        var (instance, settings, tool) = (runner.Definition.Id, runner.Definition.Webhook!, runner.Descriptor.Webhook!);
        if (settings.Verifier == "signal")
        {
            if (_signals.Take(instance) is { } wait)
            {
                return new(ReceiveStatus.Limited, $"Instance '{instance}' takes {SignalLimiter.Allowed} signals a minute. Send the next one after the time in Retry-After.", RetryAfter: wait);
            }

            Signal(runner, tool.SignalStreams);
            return new(ReceiveStatus.Stored, "A read was started.");
        }

        var request = new ReceiveRequest { Kind = ReceiveKind.Webhook, Body = call.Body, ReceivedAt = time.GetUtcNow(), Headers = Harmless(call.Headers, settings, tool) };
        return await TakeAsync(runner, request, DeliveryId.Of(call, tool), traceParent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes an uploaded file; the caller has checked the sender's key.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="body">Its content.</param>
    /// <param name="parameters">What the sender says beside it.</param>
    /// <param name="traceParent">W3C trace context of the request, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the log; what was committed stays.</param>
    public async Task<ReceiveOutcome> UploadAsync(
        string instance, string name, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> parameters, string? traceParent, CancellationToken cancellationToken)
    {
        if (instances.Find(instance) is not { } runner)
        {
            return new(ReceiveStatus.Unknown, $"There is no instance '{instance}'.");
        }

        if (!runner.Descriptor.AcceptsUploads)
        {
            return new(ReceiveStatus.Refused, $"Connector '{runner.Descriptor.Id}' takes no uploads.");
        }

        var request = new ReceiveRequest { Kind = ReceiveKind.Upload, Body = body, ReceivedAt = time.GetUtcNow(), Name = name, Parameters = parameters };
        return await TakeAsync(runner, request, null, traceParent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Releases the lanes; nothing may be received any more.</summary>
    public void Dispose() => _lanes.Dispose();

    private async Task<ReceiveOutcome> TakeAsync(InstanceRunner runner, ReceiveRequest request, string? deliveryId, string? traceParent, CancellationToken cancellationToken)
    {
        if (runner.Connector is not { } connector)
        {
            return new(ReceiveStatus.Unavailable, $"Instance '{runner.Definition.Id}' is not open: {runner.State.Reason ?? "it is starting"}.");
        }

        var (result, fault) = JsonDepth.Exceeds(request.Body.Span, jsonDepth)
            ? (new(), $"The body is JSON nested deeper than {jsonDepth} levels (limits.jsonDepth); it was not read.")
            : await ParseAsync(connector, request, cancellationToken).ConfigureAwait(false);
        var deliveryKey = deliveryId is null ? null : $"{runner.Definition.Id}/{deliveryId}";
        using var lane = await _lanes.EnterAsync(deliveryKey ?? request.Name ?? "", cancellationToken).ConfigureAwait(false);
        using var storing = writer.Begin();
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (deliveryKey is not null && await deliveries.KnowsAsync(deliveryKey, cancellationToken).ConfigureAwait(false))
        {
            return new(ReceiveStatus.Duplicate, "This delivery is stored already.");
        }

        if (deliveryKey is not null)
        {
            DeliveryMemory.Remember(transaction, deliveryKey, request.ReceivedAt);
        }

        if (fault is not null)
        {
            writer.AppendFault(transaction, SetAside(runner, request, deliveryId, fault));
        }

        foreach (var part in result.Faults)
        {
            writer.AppendFault(transaction, DeadLetterLog.Of(runner.Definition.Id, part, "receive", request.ReceivedAt));
        }

        foreach (var record in result.Records)
        {
            writer.AppendReceived(transaction, Raw(runner, record, request, deliveryId, traceParent));
        }

        RemovedContainers.Put(transaction, runner.Definition.Id, result.RemovedContainers, request.ReceivedAt);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        Signal(runner, result.ReadStreams);
        if (result.RemovedContainers.Count > 0)
        {
            await containers.DeleteAsync(runner.Definition, runner.Descriptor, cancellationToken).ConfigureAwait(false);
        }

        return fault is not null ? new(ReceiveStatus.SetAside, fault)
            : result.Faults is [var first, ..] ? new(ReceiveStatus.SetAside, result.Faults.Count == 1 ? first.Reason : $"{first.Reason} (and {result.Faults.Count - 1} more)", result.Records.Count) { Faults = [.. result.Faults.Take(MostTold).Select(f => f.Reason)] }
            : result.Records.Count == 0 && result.Ignored is { } reason ? new(ReceiveStatus.Ignored, reason)
            : new(ReceiveStatus.Stored, "Stored.", result.Records.Count);
    }

    private static async Task<(ReceiveResult Result, string? Fault)> ParseAsync(ConnectorInstance connector, ReceiveRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await connector.ReceiveAsync(request, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ConnectorException told)
        {
            return (new(), told.Message);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            // The delivery is genuine and must not be lost because the plugin has a defect.
            return (new(), $"The connector failed with {MaskedDefectException.TypeOf(defect)}: {defect.Message}");
        }
    }

    private static RawRecord Raw(InstanceRunner runner, SourceRecord record, ReceiveRequest request, string? deliveryId, string? traceParent)
    {
        var stream = runner.Descriptor.Streams.FirstOrDefault(s => s.Id == record.Stream)
            ?? throw new InvalidOperationException($"Connector '{runner.Descriptor.Id}' gave a record of stream '{record.Stream}', which it does not declare.");
        var origin = request.Kind == ReceiveKind.Webhook ? RecordOrigin.Webhook : RecordOrigin.Upload;
        return new(runner.Definition.Id, record, origin, request.ReceivedAt, request.ReceivedAt, deliveryId, traceParent) { Partial = stream.Partial, Era = runner.Definition.Resets };
    }

    private DeadLetter SetAside(InstanceRunner runner, ReceiveRequest request, string? deliveryId, string reason) => new()
    {
        Id = DeadLetterLog.IdOf($"hooks.{runner.Definition.Id}", deliveryId ?? request.Name ?? "", request.Body),
        Instance = runner.Definition.Id,
        Stage = "receive",
        Reason = reason,
        At = time.GetUtcNow(),
        ReceivedAt = request.ReceivedAt,
        Payload = request.Body.ToArray(),
    };

    private static void Signal(InstanceRunner runner, IReadOnlyList<string> streams)
    {
        foreach (var stream in streams)
        {
            runner.Request(stream);
        }
    }

    // Neither credentials nor signatures reach the plugin.
    private static Dictionary<string, string> Harmless(IReadOnlyDictionary<string, string> headers, WebhookSettings settings, WebhookDescriptor tool)
    {
        string?[] secret = ["authorization", "cookie", "proxy-authorization", tool.Hmac?.Header, tool.SecretHeader, settings.Header];
        return headers.Where(h => !secret.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal);
    }
}
