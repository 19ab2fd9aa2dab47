using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Partitioner = Plutora.Integration.EventLog.Partitioner;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>
/// The loop that one would write by hand on Confluent.Kafka: consume, map, merge by owner, produce, in transactions, over the same hops and topics as the hub and with the same number of records in each.
/// Of what is compacted the last of each key within a transaction is written, as the hub does. What stands is kept in memory alone; it does nothing else that the hub does: no replay, no dead letters, no other stream.
/// </summary>
internal sealed class BareLoop(string address, int worker)
{
    public const string Raw = "bare.raw";
    public const string Owner = "bare.owner";
    public const string State = "bare.state";
    public static readonly string[] Events = ["bare.cdm.pull-request", "bare.state.pull-request", "bare.cdm.person", "bare.state.person", "bare.cdm.link", "bare.state.link"];
    private const int Partitions = 4;
    private const int BatchSize = 256;
    private readonly Dictionary<string, (string Version, string Hash)> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Version, string Hash)> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _targets = new(StringComparer.Ordinal);
    private readonly JsonArray?[] _out = new JsonArray?[Partitions];
    private readonly Dictionary<(string Topic, string Key), (int Partition, byte[]? Value, Headers Headers)> _latest = [];
    private IProducer<byte[], byte[]> _producer = null!;

    /// <summary>Consumes until it is stopped.</summary>
    public void Run()
    {
        var time = TimeProvider.System;
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = address, TransactionalId = $"bare-{worker}", LingerMs = 0, QueueBufferingMaxKbytes = 64 * 1024 }).Build();
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = address,
            GroupId = "bare",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 100,
        }).Build();
        _producer = producer;
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        consumer.Subscribe([Raw, Owner]);
        while (true)
        {
            var batch = new List<ConsumeResult<byte[], byte[]>>(BatchSize);
            for (var wait = TimeSpan.FromSeconds(1); batch.Count < BatchSize && consumer.Consume(wait) is { } read; wait = TimeSpan.Zero)
            {
                batch.Add(read);
            }

            if (batch.Count == 0)
            {
                continue;
            }

            producer.BeginTransaction();
            foreach (var read in batch)
            {
                if (read.Topic == Raw)
                {
                    OfRaw(read.Message.Value, time.GetUtcNow());
                }
                else
                {
                    OfOwner(read.Message.Value, time.GetUtcNow());
                }
            }

            for (var partition = 0; partition < Partitions; partition++)
            {
                if (_out[partition] is { } messages)
                {
                    Produce(Owner, partition, "", Encoding.UTF8.GetBytes(messages.ToJsonString()), null);
                    _out[partition] = null;
                }
            }

            foreach (var ((topic, key), (partition, value, headers)) in _latest)
            {
                Produce(topic, partition, key, value, headers);
            }

            _latest.Clear();
            producer.SendOffsetsToTransaction(
                batch.GroupBy(r => r.TopicPartition).Select(g => new TopicPartitionOffset(g.Key, g.Max(r => r.Offset.Value) + 1)), consumer.ConsumerGroupMetadata, TimeSpan.FromSeconds(30));
            producer.CommitTransaction(TimeSpan.FromSeconds(30));
        }
    }

    private void OfRaw(byte[] json, DateTimeOffset now)
    {
        var mapped = BareMap.Map(json);
        if (_records.TryGetValue(mapped.Id, out var known) && (known.Hash == mapped.Hash || string.CompareOrdinal(known.Version, mapped.Version) > 0))
        {
            return;
        }

        var (id, key) = ($"{BareMap.Instance}/pull-request/{mapped.Id}", mapped.Id);
        _records[mapped.Id] = (mapped.Version, mapped.Hash);
        Stand("records", $"{BareMap.Instance}/pull-request/{mapped.Id}", key, $$"""{"version":"{{mapped.Version}}","hash":"{{mapped.Hash}}","received":"{{now:O}}","entities":["{{id}}"]}""");
        Stand("records", $"{BareMap.Instance}/pull-request/{mapped.Id}/whole", key, $$"""{"version":"{{mapped.Version}}","hash":"","received":"{{now:O}}","shapes":["{{mapped.Id}}"]}""");
        Publish("pull-request", id, key, mapped.Entity, mapped.Version, now);
        Send(mapped.Author.Key, new() { ["person"] = mapped.Author.Key, ["login"] = mapped.Author.Login, ["fields"] = JsonNode.Parse(mapped.Author.Entity) });
        var before = _targets.GetValueOrDefault(mapped.Id, []);
        _targets[mapped.Id] = mapped.Targets;
        foreach (var target in before.Except(mapped.Targets))
        {
            Stand("referrers", $"{target}/{id}", target[(target.LastIndexOf('/') + 1)..], null);
        }

        foreach (var target in mapped.Targets.Except(before))
        {
            Stand("referrers", $"{target}/{id}", target[(target.LastIndexOf('/') + 1)..], "1");
        }

        if (before.Count > 0)
        {
            return;
        }

        foreach (var alias in mapped.Aliases)
        {
            Send(alias, new() { ["alias"] = alias, ["holder"] = id, ["from"] = mapped.Version });
        }

        if (mapped.IssueKey is { } issue)
        {
            var link = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"implements\0{id}\0{issue}")));
            Send(link, new() { ["link"] = link, ["from"] = id, ["alias"] = issue });
        }
    }

    private void OfOwner(byte[] json, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var message in document.RootElement.EnumerateArray())
        {
            if (message.TryGetProperty("person", out var person))
            {
                Publish("person", $"{BareMap.Instance}/person/{person.GetString()}", person.GetString()!, Encoding.UTF8.GetBytes(message.GetProperty("fields").GetRawText()), "", now);
            }
            else if (message.TryGetProperty("alias", out var alias) && message.TryGetProperty("holder", out var holder))
            {
                Stand("aliases", $"{alias.GetString()}/{holder.GetString()}", alias.GetString()!, $$"""{"from":"{{message.GetProperty("from").GetString()}}"}""");
            }
            else if (message.TryGetProperty("link", out var link))
            {
                var fields = $$$"""{"relation":"implements","from":{"id":"{{{message.GetProperty("from").GetString()}}}"},"to":{"entity":"work-item","alias":"{{{alias.GetString()}}}"}}""";
                Publish("link", $"{BareMap.Instance}/link/{link.GetString()}", link.GetString()!, Encoding.UTF8.GetBytes(fields), "", now);
                Send(alias.GetString()!, new() { ["wanted"] = alias.GetString(), ["by"] = link.GetString() });
                Send(message.GetProperty("from").GetString()!, new() { ["end"] = message.GetProperty("from").GetString(), ["of"] = link.GetString() });
            }
            else if (message.TryGetProperty("wanted", out var wanted))
            {
                Stand("pending", $"{wanted.GetString()}/{message.GetProperty("by").GetString()}", wanted.GetString()!, $$"""{"at":"{{now:O}}"}""");
            }
            else
            {
                Stand("links", $"{message.GetProperty("end").GetString()}/{message.GetProperty("of").GetString()}", message.GetProperty("end").GetString()!, "1");
            }
        }
    }

    private void Publish(string entity, string id, string key, byte[] fields, string recordVersion, DateTimeOffset now)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(fields));
        var known = _entities.GetValueOrDefault(id);
        if (known.Hash == hash)
        {
            return;
        }

        var version = Math.Max(known.Version + 1, now.ToUnixTimeMilliseconds());
        _entities[id] = (version, hash);
        byte[] whole = [.. Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","key":"{{key}}","instance":"{{BareMap.Instance}}","entityVersion":{{version}},"""), .. fields.AsSpan(1)];
        var (partition, headers) = (Partitioner.PartitionOf(id, Partitions), Headers(entity, id, version, recordVersion, now));
        Produce($"bare.cdm.{entity}", partition, id, whole, headers);
        _latest[($"bare.state.{entity}", id)] = (partition, whole, headers);
        Stand("entities", id, key, Encoding.UTF8.GetString(whole));
    }

    private static Headers Headers(string entity, string id, long version, string recordVersion, DateTimeOffset now)
    {
        var headers = new Headers();
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [
                ("content-type", "application/json"), ("ce_specversion", "1.0"), ("ce_id", $"{id}/{version}"), ("ce_source", $"/hub/{BareMap.Instance}"), ("ce_type", $"com.plutora.cdm.{entity}.upserted.v1"), ("ce_subject", id),
                ("ce_time", now.ToString("O", CultureInfo.InvariantCulture)), ("ce_dataschema", $"urn:plutora:cdm:{entity}:1"), ("ce_entityversion", version.ToString(CultureInfo.InvariantCulture)), ("ce_recordversion", recordVersion),
                ("ce_mappingversion", "1"), ("ce_cause", "live"), ("ce_receivedtime", now.ToString("O", CultureInfo.InvariantCulture)), ("record", id),
            ])
        {
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        return headers;
    }

    private void Stand(string store, string key, string partitionKey, string? value) =>
        _latest[(State, store + '\0' + key)] = (Partitioner.PartitionOf(partitionKey, Partitions), value is null ? null : Encoding.UTF8.GetBytes(value), new Headers { { "pk", Encoding.UTF8.GetBytes(partitionKey) } });

    private void Send(string key, JsonObject message) => (_out[Partitioner.PartitionOf(key, Partitions)] ??= []).Add(message);

    private void Produce(string topic, int partition, string key, byte[]? value, Headers? headers)
    {
        while (true)
        {
            try
            {
                _producer.Produce(new Confluent.Kafka.TopicPartition(topic, partition), new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = value!, Headers = headers });
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
