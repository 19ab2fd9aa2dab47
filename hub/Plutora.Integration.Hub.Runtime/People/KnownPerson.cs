using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.People;

/// <summary>All that the hub's person entities say of one person, gathered before it is forgotten.</summary>
internal sealed class KnownPerson
{
    private static readonly string[] NameFields = ["name", "username"];

    public HashSet<string> Entities { get; } = new(StringComparer.Ordinal);

    /// <summary>Addresses as they were told.</summary>
    public HashSet<string> Addresses { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Addresses as keys.</summary>
    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The person's own records, <c>instance/stream/raw key</c>.</summary>
    public HashSet<string> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Looks through all person entities, until those found name no further address.</summary>
    public static async Task<KnownPerson> FindAsync(IEventLog log, string? address, string? entity, byte[] secret, CancellationToken cancellationToken)
    {
        var person = new KnownPerson();
        if (address is not null)
        {
            person.AddAddress(address, secret);
        }

        for (var before = -1; before != person.Entities.Count + person.Keys.Count;)
        {
            before = person.Entities.Count + person.Keys.Count;
            await foreach (var stored in log.ScanStateAsync(OwnerBatch.EntityStore, ct: cancellationToken).ConfigureAwait(false))
            {
                if (EntityId.TryParse(stored.Key, out var id) && id.Entity == "person" && !person.Entities.Contains(stored.Key))
                {
                    var state = EntityStateFormat.Read(stored.Value, stored.Key);
                    if (stored.Key == entity || person.Is(id, state, secret))
                    {
                        person.Take(stored.Key, id, state, secret);
                    }
                }
            }
        }

        return person;
    }

    private bool Is(EntityId id, EntityState state, byte[] secret) =>
        Keys.Contains(id.Key) || Aliases(state).Any(Keys.Contains) || Fields(state, "email").Any(e => Keys.Contains(PersonKey.Of(e, secret)));

    private void Take(string entity, EntityId id, EntityState state, byte[] secret)
    {
        Entities.Add(entity);
        foreach (var key in Aliases(state).Append(id.Key).Where(a => PersonKey.IsHashed(a)))
        {
            Keys.Add(key);
        }

        foreach (var email in Fields(state, "email"))
        {
            AddAddress(email, secret);
        }

        Names.UnionWith(NameFields.SelectMany(f => Fields(state, f)));
        Records.UnionWith(state.Contributions.Values.Where(c => !c.Mention).Select(c => c.RawKey));
    }

    private void AddAddress(string email, byte[] secret)
    {
        Keys.Add(PersonKey.Of(email, secret));
        if (!PersonKey.IsHashed(email))
        {
            Addresses.Add(email.Trim());
        }
    }

    private static IEnumerable<string> Aliases(EntityState state) =>
        EntityJson.Aliases(state.Published).Concat(state.Contributions.Values.SelectMany(c => c.Aliases)).Select(a => a.Alias);

    private static IEnumerable<string> Fields(EntityState state, string field)
    {
        var values = state.Contributions.Values.Select(c => c.Fields.TryGetValue(field, out var value) ? value : default).ToList();
        if (state.Published is { } published && published.TryGetValue(field, out var last))
        {
            values.Add(last);
        }

        return values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).Where(v => !string.IsNullOrWhiteSpace(v));
    }
}
