using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Finds entities by what people call them. Written by the owner of each alias, who learns of changes by message.</summary>
public sealed class AliasIndex(IEventLog log)
{
    internal const string Store = "aliases";
    // What a reference names as its scope when it is sought in the whole hub; aliases that are unique there have an empty one.
    private const string WholeHub = "*";
    private const int MostHolders = 100;

    /// <summary>Ids of all entities that an alias names, with the scope in which it does; more than one when it is ambiguous. Where nothing holds it any more, the last holders.</summary>
    /// <param name="alias">What people say; compared exactly.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<AliasHolder>> FindAsync(string alias, CancellationToken cancellationToken)
    {
        var holders = new List<AliasHolder>();
        await foreach (var entry in log.ScanStateAsync(Store, alias + '\0', ct: cancellationToken).ConfigureAwait(false))
        {
            holders.Add(Read(entry.Key, entry.Value));
        }

        var now = holders.Where(h => h.Until is null).ToList();
        return now.Count > 0 || holders.Count == 0 ? now : [holders.MaxBy(h => h.Until)!];
    }

    /// <summary>The entity that a reference means.</summary>
    internal static async ValueTask<Resolution> ResolveAsync(OwnerBatch batch, ReferenceKey reference, string instance, DateTimeOffset at, CancellationToken cancellationToken) =>
        Choose(await HoldersAsync(batch, reference.Alias, cancellationToken).ConfigureAwait(false), reference, instance, at);

    /// <summary>All that hold or held an alias, this transaction's changes included.</summary>
    internal static async ValueTask<IReadOnlyList<AliasHolder>> HoldersAsync(OwnerBatch batch, string alias, CancellationToken cancellationToken) =>
        await batch.ScanAsync(Store, alias, null, MostHolders, cancellationToken).ConfigureAwait(false) is { Count: > 0 } held ? [.. held.Select(e => Read(e.Key, e.Value))] : [];

    /// <summary>
    /// Of those that hold an alias, the one that a reference means: its holder at the record's time, the last holder until another takes it
    /// (rule 22). Where the reference names no scope, its own instance comes first, then all; where it names the whole hub (<c>*</c>), entities of its own
    /// instance come first, then whoever holds the alias hub-wide, then all. Several then mean that it is ambiguous.
    /// </summary>
    internal static Resolution Choose(IReadOnlyList<AliasHolder> holders, ReferenceKey reference, string instance, DateTimeOffset at)
    {
        // Most aliases that are asked for have no holder yet.
        if (holders.Count == 0)
        {
            return Resolution.None;
        }

        var kind = holders.Where(h => EntityId.TryParse(h.Id, out var id) && id.Entity == reference.Entity).ToList();
        if (reference.Scope == WholeHub)
        {
            kind = kind.FindAll(h => EntityId.Parse(h.Id).Instance == instance) is { Count: > 0 } own ? own : kind.FindAll(h => h.Scope.Length == 0) is { Count: > 0 } hubWide ? hubWide : kind;
        }

        IEnumerable<string> scopes = reference.Scope switch
        {
            "" when kind.Exists(h => h.Scope == instance) => [instance],
            "" or WholeHub => kind.Select(h => h.Scope).Distinct(StringComparer.Ordinal),
            var named => [named],
        };
        var targets = scopes.Select(scope => HolderAt(kind.Where(h => h.Scope == scope), at)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return targets switch
        {
            [var one] => new(one, []),
            _ => new(null, targets),
        };
    }

    internal static byte[] Write(DateTimeOffset from, DateTimeOffset? until) => AliasSpanFormat.Write(new(from, until));

    internal static string Key(string alias, string scope, string id) => $"{alias}\0{scope}\0{id}";

    // The first holder that is known counts from ever on.
    private static string? HolderAt(IEnumerable<AliasHolder> holders, DateTimeOffset at)
    {
        AliasHolder? holder = null;
        foreach (var next in holders.OrderBy(h => h.From).ThenBy(h => h.Id, StringComparer.Ordinal))
        {
            if (holder is null || next.From <= at)
            {
                holder = next;
            }
        }

        return holder?.Id;
    }

    private static AliasHolder Read(string key, ReadOnlyMemory<byte> value)
    {
        var parts = key.Split('\0');
        var span = AliasSpanFormat.Read(value, parts[0]);
        return new(parts[2], parts[1]) { From = span.From, Until = span.Until };
    }
}

/// <summary>The time for which an entity holds an alias.</summary>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null while it does.</param>
public sealed record AliasSpan(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>An entity that an alias names.</summary>
/// <param name="Id">The entity's id.</param>
/// <param name="Scope">Within which the alias is unique: an instance, an entity, or empty for the hub.</param>
public sealed record AliasHolder(string Id, string Scope)
{
    /// <summary>Since when it holds it.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Until when it held it; null while it does.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What a reference means.</summary>
/// <param name="Target">Id of its target; null when there is none, or several.</param>
/// <param name="Candidates">Where there are several, their ids.</param>
public sealed record Resolution(string? Target, IReadOnlyList<string> Candidates)
{
    /// <summary>It means nothing that is known.</summary>
    internal static Resolution None { get; } = new(null, []);
}
