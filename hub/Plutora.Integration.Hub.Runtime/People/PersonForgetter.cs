using System.Globalization;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.People;

/// <summary>Forgets a person (rule 27 of state). It may be told again at any time, and goes on where it was ended.</summary>
public sealed class PersonForgetter(IEventLog log, RecordPrivacy privacy, TimeProvider time) : IDisposable
{
    private const int RecordsAtOnce = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Forgets whoever has the address or is the entity.</summary>
    /// <param name="who">An e-mail address, or the id of a person entity.</param>
    /// <param name="cancellationToken">Gives up midway; telling it again goes on.</param>
    /// <exception cref="ArgumentException">It is neither an address nor the id of a person.</exception>
    public async Task<ForgetOutcome> ForgetAsync(string who, CancellationToken cancellationToken)
    {
        var entity = EntityId.TryParse(who, out var id) && id.Entity == "person" ? who : null;
        var address = entity is null && who.Trim() is { Length: > 2 and <= 320 } text && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Any(char.IsWhiteSpace) ? text : null;
        if (entity is null && address is null)
        {
            throw new ArgumentException("Name the person by an e-mail address, or by the id of a person entity, <instance>/person/<key>.", nameof(who));
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ForgetAsync(address, entity, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What stands for somebody in what is kept for ever: the same function by which persons are keyed.</summary>
    /// <param name="who">An e-mail address, or the id of a person entity.</param>
    public string? HashOf(string who) => string.IsNullOrWhiteSpace(who) ? null : PersonKey.Of(who, privacy.Secret);

    /// <summary>Ends it; nobody may be forgotten any more.</summary>
    public void Dispose() => _one.Dispose();

    private async Task<ForgetOutcome> ForgetAsync(string? address, string? entity, CancellationToken cancellationToken)
    {
        if (log is not ILogRewriter rewriter)
        {
            throw new LogException(LogError.Invalid, "This engine of the event log cannot rewrite what it keeps, so nobody can be forgotten on it yet. Nothing was changed.");
        }

        var secret = privacy.Secret;
        await NormalizedAsync(cancellationToken).ConfigureAwait(false);
        var person = await KnownPerson.FindAsync(log, address, entity, secret, cancellationToken).ConfigureAwait(false);
        if (entity is not null && person.Entities.Count == 0)
        {
            throw new ArgumentException($"There is no person '{entity}'.", nameof(entity));
        }

        // First the list: what is stored from here on goes by it, and what was stored until then is rewritten below.
        await privacy.AddAsync(
            new([.. person.Keys.Order(StringComparer.Ordinal)], Hashed(person.Names, secret), Hashed(person.Records.Select(RawKey.RecordIdOf), secret), time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        await privacy.PassedAsync(cancellationToken).ConfigureAwait(false);
        await NormalizedAsync(cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        await SendAsync([.. person.Entities.Select(e => new ForgetPerson(e, new(new(null, null, now, null, now), 0, EventCause.Live, null)))], cancellationToken).ConfigureAwait(false);
        await NormalizedAsync(cancellationToken).ConfigureAwait(false);
        await DropRecordsAsync(person, cancellationToken).ConfigureAwait(false);
        var done = await DoneAsync(cancellationToken).ConfigureAwait(false);
        var rewritten = await rewriter.RewriteAsync(Topics(), record => Rewrite(record, person, done), cancellationToken).ConfigureAwait(false);
        return new(person.Entities.Count, rewritten.Replaced, rewritten.Removed, rewritten.GoneBy);
    }

    // What is remembered of records that the tool keeps under the person's address. They are not at work any more: what comes under that id from now on is stored under its hash.
    private async Task DropRecordsAsync(KnownPerson person, CancellationToken cancellationToken)
    {
        foreach (var store in (string[])[RawIndexEntry.Store, OwnerBatch.RecordStore])
        {
            var under = new List<(string Key, string Id)>();
            await foreach (var entry in log.ScanStateAsync(store, ct: cancellationToken).ConfigureAwait(false))
            {
                // Instance and stream hold no slash.
                if (entry.Key.Split('/', 3) is [_, _, var key] && RawKey.RecordIdOf(key) is var id && person.Addresses.Contains(id.Trim()))
                {
                    under.Add((entry.Key, id));
                }
            }

            foreach (var some in under.Chunk(RecordsAtOnce))
            {
                await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
                foreach (var (key, id) in some)
                {
                    transaction.PutState(store, key, null, id);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static TopicFilter Topics()
    {
        var type = EntityTypes.Get("person");
        return TopicFilter.Prefix(TopicNames.RawPrefix).Or(TopicFilter.Exact(TopicNames.DeadLetter)).Or(TopicFilter.Exact(OwnerTopic.Name)).Or(TopicFilter.Exact(type.Topic)).Or(TopicFilter.Exact(type.StateTopic));
    }

    private RecordRewrite Rewrite(LogRecord stored, KnownPerson person, Dictionary<int, long> done)
    {
        if (stored.Value is not { Length: > 0 } value)
        {
            return RecordRewrite.Keep;
        }

        if (stored.Topic == OwnerTopic.Name)
        {
            return stored.Offset < done.GetValueOrDefault(stored.Partition) && Names(value[1..], person) ? RecordRewrite.Remove : RecordRewrite.Keep;
        }

        if (stored.Topic == TopicNames.DeadLetter)
        {
            return Rewrite(stored.Key, value, person);
        }

        if (!stored.Topic.StartsWith(TopicNames.RawPrefix, StringComparison.Ordinal))
        {
            return person.Entities.Contains(stored.Key) && !IsBare(value) ? RecordRewrite.Remove : RecordRewrite.Keep;
        }

        var raw = RawRecord.From(stored);
        if (person.Addresses.Contains(raw.Record.Id.Trim()))
        {
            return RecordRewrite.Remove;
        }

        var clean = privacy.Clean(raw).Record.Json;
        return clean.Equals(raw.Record.Json) || clean.Span.SequenceEqual(value.Span) ? RecordRewrite.Keep : RecordRewrite.With(clean, [new(RawHeaders.Again, "true"), new(RawHeaders.RewriteOf, stored.Offset.ToString(CultureInfo.InvariantCulture))]);
    }

    private RecordRewrite Rewrite(string key, ReadOnlyMemory<byte> value, KnownPerson person)
    {
        var letter = StateJson.Read(value, RuntimeJson.Default.DeadLetter, $"Dead letter '{key}'");
        if ((letter.RecordId is { } id && person.Addresses.Contains(id.Trim())) || (letter.Stream is null && letter.RecordId is not null && Names(letter.Payload.AsMemory(Math.Min(1, letter.Payload.Length)), person)))
        {
            return RecordRewrite.Remove;
        }

        var clean = privacy.Clean(letter);
        if (Says(clean.Reason, person))
        {
            clean = clean with { Reason = "The reason named a person who is forgotten, and is not kept." };
        }

        return clean == letter || (clean.Reason == letter.Reason && clean.Payload.AsSpan().SequenceEqual(letter.Payload)) ? RecordRewrite.Keep : RecordRewrite.With(StateJson.Write(clean, RuntimeJson.Default.DeadLetter));
    }

    // Whether any text of the message speaks of the person, by id, key, address or name.
    private static bool Names(ReadOnlyMemory<byte> json, KnownPerson person)
    {
        var reader = new Utf8JsonReader(json.Span, PrivacyPass.Options);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.GetString() is { Length: > 0 } text
                    && (Says(text, person) || person.Entities.Contains(text) || person.Keys.Contains(text) || person.Records.Contains(text)))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return true;
        }

        return false;
    }

    private static bool Says(string text, KnownPerson person) =>
        person.Addresses.Any(a => text.Contains(a, StringComparison.OrdinalIgnoreCase)) || person.Names.Any(n => text.Contains(n, StringComparison.OrdinalIgnoreCase));

    private async Task SendAsync(IReadOnlyList<OwnerMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0)
        {
            var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == OwnerTopic.Name);
            var owners = new OwnerTopic(topic.Definition.Partitions);
            await log.AppendAsync([.. messages.GroupBy(owners.PartitionOf).SelectMany(g => owners.Entries(g.Key, [.. g]))], cancellationToken).ConfigureAwait(false);
        }
    }

    // What was appended before the call is normalized, and what its owners then asked each other is done: twice, since an answer may ask again.
    private async Task NormalizedAsync(CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < 3; hop++)
        {
            var ends = (await log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).ToDictionary(l => (l.Topic, l.Partition), l => l.EndOffset);
            while ((await log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).Any(l => l.EndOffset - l.Lag < ends.GetValueOrDefault((l.Topic, l.Partition)) && l.Lag > 0))
            {
                await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Up to where the owners have done what they were asked: none of that is read again.
    private async Task<Dictionary<int, long>> DoneAsync(CancellationToken cancellationToken) =>
        (await log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).Where(l => l.Topic == OwnerTopic.Name).ToDictionary(l => l.Partition, l => l.EndOffset - l.Lag);

    // The deletion that tells of the forgetting says nothing but the entity's id.
    private static bool IsBare(ReadOnlyMemory<byte> entity) => JsonElement.Parse(entity.Span).EnumerateObject().All(m => m.Name is "id" or "key" or "instance" or "entityVersion");

    private static string[] Hashed(IEnumerable<string> texts, byte[] secret) => [.. texts.Select(t => PersonKey.Of(t, secret)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>What forgetting a person did.</summary>
/// <param name="Entities">Person entities that were deleted.</param>
/// <param name="Rewritten">Records and dead letters that were rewritten.</param>
/// <param name="Removed">Records that were removed.</param>
/// <param name="GoneBy">By when nothing is left; null: nothing is left now.</param>
public sealed record ForgetOutcome(int Entities, long Rewritten, long Removed, DateTimeOffset? GoneBy);
