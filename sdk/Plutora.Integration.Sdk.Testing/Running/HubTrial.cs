using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Receive;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>An instance at the kit's hub, on a tool of its own.</summary>
internal sealed class HubTrial : IAsyncDisposable
{
    private const string HookSecret = "kit-webhook-secret-4711";
    private static readonly TimeSpan Never = TimeSpan.FromDays(10_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly CancellationToken _cancellation;
    private int _delivery;

    private HubTrial(HubBench bench, ConnectorSubject subject, string id, ToolServer server, MappingSet mappings, CancellationToken cancellationToken) =>
        (Bench, Subject, Id, Server, Mappings, _cancellation) = (bench, subject, id, server, mappings, cancellationToken);

    public HubBench Bench { get; }

    public ConnectorSubject Subject { get; }

    public string Id { get; }

    public ToolServer Server { get; }

    public MappingSet Mappings { get; }

    public ConnectorDescriptor Descriptor => Subject.Connector.Descriptor;

    public SimulatedTool Tool => Subject.Tool;

    private InstanceRunner Runner => Bench.Hub.Instances.Find(Id) ?? throw new InvalidOperationException($"Instance '{Id}' is not at work.");

    public static async Task<HubTrial> PrepareAsync(HubBench bench, ConnectorSubject subject, string id, CancellationToken cancellationToken)
    {
        subject.Tool.Clock = bench.Time;
        var server = await ToolServer.StartAsync(subject.Tool, cancellationToken).ConfigureAwait(false);
        return new(bench, subject, id, server, await MappingSet.LoadAsync(subject, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    public async Task StartAsync()
    {
        var number = 0;
        var options = await OptionPaths.ReplaceAsync(Subject.Options(Server.Address), Descriptor.Options.Secrets, async value =>
        {
            var name = $"{Id}-{++number}";
            await Bench.Hub.Secrets.PutAsync(name, value, _cancellation).ConfigureAwait(false);
            return "store:" + name;
        }).ConfigureAwait(false);
        await Bench.Hub.Secrets.PutAsync(Id + "-hook", HookSecret, _cancellation).ConfigureAwait(false);
        var definition = new InstanceDefinition
        {
            Id = Id,
            Connector = Descriptor.Id,
            Options = options,
            FullScanHours = 0,

            // Streams are read when a property asks for it, and not because time passed meanwhile.
            Intervals = Descriptor.Streams.Where(s => s.CanRead).ToDictionary(s => s.Id, _ => (int)Never.TotalSeconds),
            Webhook = Verifier is { } verifier ? new() { Verifier = verifier, Secret = $"store:{Id}-hook" } : null,
        };
        var faults = await Bench.Hub.Instances.PutAsync(definition, _cancellation).ConfigureAwait(false);
        Verdict.Hold(faults.Count == 0, $"The hub refuses an instance of the connector: {string.Join(" ", faults)}", "Let Validate accept the options with secrets as references, and see 'options-accepted'.");
        var streams = Runner.Readable(null, ReadMode.Incremental);
        await UntilAsync("the first read of each stream", () => Runner.Connector is not null && streams.All(s => Runner.State.Streams.GetValueOrDefault(s.Id)?.LastReadAt is not null)).ConfigureAwait(false);
        await SettledAsync().ConfigureAwait(false);
    }

    /// <summary>The verifier that the kit signs for; null where it can sign for none of the tool's.</summary>
    public string? Verifier => Descriptor.Webhook?.Verifiers.Select(v => v switch
    {
        VerifierKind.Hmac when Descriptor.Webhook.Hmac is not null => "hmac",
        VerifierKind.Header => "header",
        _ => null,
    }).FirstOrDefault(v => v is not null);

    /// <summary>Lets the hub read a stream, and waits until what it read is normalized.</summary>
    public async Task ReadAsync(StreamDescriptor stream, ReadMode mode = ReadMode.Incremental)
    {
        // Later than any read before, so that its end can be told from theirs.
        Pass(TimeSpan.FromSeconds(2));
        var now = Bench.Time.GetUtcNow();
        Runner.Request(stream.Id, mode);
        await UntilAsync($"a read of stream '{stream.Id}'", () => Runner.State.Streams.GetValueOrDefault(stream.Id) is { LastReadAt: { } at } && at >= now).ConfigureAwait(false);
        await SettledAsync().ConfigureAwait(false);
    }

    public void Pass(TimeSpan time) => Bench.Time.Advance(time);

    public Task SettledAsync() => Bench.SettledAsync(_cancellation);

    /// <summary>Hands a delivery over, signed as the descriptor says.</summary>
    public Task<ReceiveOutcome> DeliverAsync(WebhookDelivery delivery, string? id = null, string secret = HookSecret)
    {
        var headers = delivery.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value, StringComparer.Ordinal);
        var webhook = Descriptor.Webhook!;
        if (webhook.DeliveryIdHeader is { } named)
        {
            headers[named.ToLowerInvariant()] = id ?? $"kit-{++_delivery}";
        }

        if (Tool.Signs is { } signs)
        {
            var (header, value) = signs(delivery, secret);
            headers[header.ToLowerInvariant()] = value;
        }
        else if (Verifier == "hmac")
        {
            headers[webhook.Hmac!.Header.ToLowerInvariant()] = Signature(webhook.Hmac, delivery.Body.Span, Encoding.UTF8.GetBytes(secret));
        }
        else
        {
            headers[(webhook.SecretHeader ?? "Authorization").ToLowerInvariant()] = secret;
        }

        return Bench.Hub.Receiver.WebhookAsync(Id, new(headers, delivery.Body, null, null), null, _cancellation);
    }

    public Task<ReceiveOutcome> UploadAsync(string name, ReadOnlyMemory<byte> content, IReadOnlyDictionary<string, string> parameters) =>
        Bench.Hub.Receiver.UploadAsync(Id, name, content, parameters, null, _cancellation);

    /// <summary>Reads a stream whole beside the hub, to learn what it has been told.</summary>
    public async Task<IReadOnlyList<SourceRecord>> RecordsAsync(StreamDescriptor stream)
    {
        var services = new ServiceCollection();
        var clock = new GuestClock(Bench.Time);
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging();
        Subject.Connector.Register(services);
        var container = services.BuildServiceProvider();
        await using var _ = container.ConfigureAwait(false);
        var folder = Directory.CreateTempSubdirectory("plutora-kit-").FullName;
        try
        {
            var instance = Subject.Connector.Open(new("kit", Subject.Options(Server.Address), NullLogger.Instance, clock, folder), container);
            await using var __ = instance.ConfigureAwait(false);
            var pages = instance.ReadAsync(new() { Stream = stream.Id, Overlap = stream.Overlap }, _cancellation);
            return await pages.SelectMany(p => p.Records).ToListAsync(_cancellation).AsTask().WaitAsync(Patience, TimeProvider.System, _cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw Verdict.Wrong($"Reading stream '{stream.Id}' failed: {Reading.Told(fault)}", "The tool answered as it should: see 'first-read-complete'.");
        }
        finally
        {
            Folders.Delete(folder);
        }
    }

    /// <summary>Id of the entity that a record is about; null where it is about none.</summary>
    public string? EntityOf(SourceRecord record) =>
        Mappings.Find(record.Stream)?.Map(new(record.Json, record.Time, false), new(Id, Bench.PersonSecret), _cancellation).Entities.FirstOrDefault(e => !e.Mention)?.Id.ToString();

    /// <summary>The entity as it stands; null where there is none or it is deleted.</summary>
    public async Task<string?> EntityAsync(string id) =>
        (await Bench.Hub.Entities.FindAsync(id, _cancellation).ConfigureAwait(false)).Entity is { Deleted: false } found ? found.Entity.GetRawText() : null;

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync() =>
        [.. (await Bench.Hub.DeadLetters.ListAsync(1_000, _cancellation).ConfigureAwait(false)).Where(l => l.Instance == Id)];

    /// <summary>How many events the instance's entities have had.</summary>
    public async Task<int> EventsAsync() => (await Bench.EventsAsync(Id, Mappings.Targets, _cancellation).ConfigureAwait(false)).Count;

    public async ValueTask DisposeAsync()
    {
        if (Bench.Hub.Instances.Find(Id) is not null)
        {
            await Bench.Hub.Instances.SetPausedAsync(Id, true, CancellationToken.None).ConfigureAwait(false);
        }

        await Server.DisposeAsync().ConfigureAwait(false);
        Folders.Delete(Tool.FolderInUse);
    }

    // Time passes while nothing but time is waited for.
    private async Task UntilAsync(string awaited, Func<bool> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var looks = 1; !holds(); looks++)
        {
            if (Runner.State is { Activity: InstanceActivity.BackingOff or InstanceActivity.Failed } state)
            {
                throw Verdict.Wrong($"At the hub, {awaited} failed: {state.Reason}", "The tool answered as it should: see the properties of reading, which show the failure without the hub.");
            }

            if (Runner.State.Streams.FirstOrDefault(s => s.Value.Fault is not null) is { Value.Fault: { } fault } one)
            {
                throw Verdict.Wrong($"At the hub, reading stream '{one.Key}' failed: {fault}", "The tool answered as it should: see the properties of reading, which show the failure without the hub.");
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw Verdict.Wrong($"At the hub, {awaited} did not end within {Patience.TotalSeconds:0} s.", "See 'first-read-complete' and 'endless-paging'.");
            }

            if (looks % 50 == 0 && !Server.IsBusy)
            {
                Bench.Time.Advance(TimeSpan.FromSeconds(5));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, _cancellation).ConfigureAwait(false);
        }
    }

    private static string Signature(HmacSignature signature, ReadOnlySpan<byte> body, byte[] key)
    {
        var hash = signature.Algorithm switch
        {
            HmacAlgorithm.Sha256 => HMACSHA256.HashData(key, body),
            HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, body),
            _ => Sha1(key, body),
        };
        return signature.Prefix + (signature.Encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(hash) : Convert.ToBase64String(hash));
    }

#pragma warning disable CA5350 // Some tools sign with SHA-1 alone; the connector says so in its descriptor.
    private static byte[] Sha1(byte[] key, ReadOnlySpan<byte> body) => HMACSHA1.HashData(key, body);
#pragma warning restore CA5350
}
