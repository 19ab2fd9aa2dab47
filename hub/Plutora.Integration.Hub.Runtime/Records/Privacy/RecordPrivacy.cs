using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>What every record goes through before it is stored: the instance's rules, and the list of those who are forgotten (rules 26 and 27 of state).</summary>
public sealed class RecordPrivacy(IEventLog log, InstanceStore instances)
{
    internal const string Store = "people.forgotten";
    private readonly ConcurrentDictionary<Storing, bool> _storing = new();
    private byte[] _secret = [];
    private volatile ForgottenPeople _forgotten = new([], []);

    /// <summary>Takes the persons' secret and reads who is forgotten. Called once, before anything is stored.</summary>
    /// <param name="secret">The secret under which persons are keyed.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task LoadAsync(byte[] secret, CancellationToken cancellationToken)
    {
        _secret = secret;
        _forgotten = new(secret, await ListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes up whom another hub forgot.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken) => _forgotten = new(_secret, await ListAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The secret under which persons are keyed.</summary>
    internal byte[] Secret => _secret;

    /// <summary>Adds to the list; what is stored from then on goes by it.</summary>
    internal async Task AddAsync(ForgottenPerson person, CancellationToken cancellationToken)
    {
        await using (var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false))
        {
            transaction.PutState(Store, person.Keys is [var first, ..] ? first : person.Records[0], StateJson.Write(person, RuntimeJson.Default.ForgottenPerson));
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        _forgotten = new(_secret, await ListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Begins to store, before anything is cleaned for it; disposed when it is committed.</summary>
    internal IDisposable Begin()
    {
        var storing = new Storing(this);
        _storing[storing] = true;
        return storing;
    }

    /// <summary>Waits for what began to be stored before the call: it may have been cleaned by the former list.</summary>
    internal Task PassedAsync(CancellationToken cancellationToken) => Task.WhenAll(_storing.Keys.Select(s => s.Ended)).WaitAsync(cancellationToken);

    /// <summary>A record as it may be stored; the same when no rule touches it.</summary>
    internal RawRecord Clean(RawRecord record)
    {
        var json = record.Record.Json;
        var clean = Pass(record.Instance).Run(json, _forgotten.IsOwnRecord(record.Instance, record.Record.Stream, record.Record.Id));
        // A record that the tool keeps under the address is one and the same under what stands for it.
        var key = _forgotten.KeyOf(record.Record.Id);
        return key is null && clean.Equals(json) ? record : record with { Record = record.Record with { Id = key ?? record.Record.Id, Json = clean } };
    }

    /// <summary>A dead letter as it may be stored. What cannot be read as a record is not kept where there are rules: nobody can tell what of it they mean.</summary>
    internal DeadLetter Clean(DeadLetter letter)
    {
        // What was published is of the hub's own shape, to which the paths of an instance's records do not apply.
        var ruled = letter.Stage != DeadLetterLog.DeliverStage && !RulesOf(letter.Instance).IsEmpty;
        if (letter.Payload.Length == 0 || (!ruled && _forgotten.IsEmpty))
        {
            return letter;
        }

        try
        {
            if (letter.Stream is { } stream)
            {
                return letter with { Payload = Pass(letter.Instance).Run(letter.Payload, letter.RecordId is { } id && _forgotten.IsOwnRecord(letter.Instance, stream, id)).ToArray() };
            }

            if (!ruled)
            {
                return letter with { Payload = new PrivacyPass(PrivacyRules.None, _forgotten, _secret).Run(letter.Payload, ownRecord: false).ToArray() };
            }
        }
        catch (JsonException) when (!ruled && !_forgotten.IsInText(letter.Payload))
        {
            return letter;
        }
        catch (JsonException)
        {
            // Withheld below.
        }

        var size = letter.Payload.Length.ToString(CultureInfo.InvariantCulture);
        return letter with
        {
            // What the connector says of it may quote it.
            Reason = $"It could not be read as records. Neither its content nor what the connector said of it is kept, for the instance's privacy rules or a forgotten person: {size} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(letter.Payload))}.",
            Payload = [],
        };
    }

    private PrivacyPass Pass(string instance) => new(RulesOf(instance), _forgotten, _secret);

    private PrivacyRules RulesOf(string instance) => PrivacyRules.Of(instances.Find(instance)?.Privacy);

    private async Task<List<ForgottenPerson>> ListAsync(CancellationToken cancellationToken)
    {
        var people = new List<ForgottenPerson>();
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            people.Add(StateJson.Read(entry.Value, RuntimeJson.Default.ForgottenPerson, "A forgotten person"));
        }

        return people;
    }

    private sealed class Storing(RecordPrivacy owner) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public void Dispose()
        {
            owner._storing.TryRemove(this, out _);
            _ended.TrySetResult();
        }
    }
}
