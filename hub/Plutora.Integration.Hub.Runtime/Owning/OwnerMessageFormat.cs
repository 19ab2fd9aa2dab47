using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>
/// How owners' messages are written: as bytes those that each record brings, the others as JSON. What makes a change is written once where many messages in a row have it, as all that
/// follow from one record do.
/// </summary>
internal static class OwnerMessageFormat
{
    private enum Kind : byte
    {
        Json = 0,
        Contribute = 1,
        Alias = 2,
        Referred = 3,
        RuleKey = 4,
        Want = 5,
        Unwant = 6,
        Link = 7,
        Resolve = 8,
    }

    /// <summary>Writes a message behind others.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="last">The change of the message before, which becomes this one's.</param>
    public static void Write(StateWriter writer, OwnerMessage message, ref ChangeContext? last)
    {
        switch (message)
        {
            case Contribute said:
                Begin(writer, Kind.Contribute, said.Change, ref last);
                writer.Text(said.Entity);
                writer.Text(said.Key);
                ContributionFormat.Write(writer, said.Contribution);
                Write(writer, said.Refetch);
                break;
            case AliasChanged alias:
                Begin(writer, Kind.Alias, alias.Change, ref last);
                writer.Text(alias.Alias);
                writer.Text(alias.Scope);
                writer.Text(alias.Holder);
                writer.Flag(alias.Taken);
                break;
            case Referred referred:
                writer.Byte((byte)Kind.Referred);
                writer.Text(referred.Target);
                writer.Text(referred.Referrer);
                writer.Text(referred.Field);
                writer.Flag(referred.Present);
                break;
            case RuleKeyChanged { After: null, Met: 0, Relation: null } key:
                Begin(writer, Kind.RuleKey, key.Change, ref last);
                writer.Text(key.Rule);
                writer.Number(key.Revision);
                writer.Text(key.Key);
                writer.Flag(key.From);
                writer.Text(key.Entity);
                writer.Flag(key.Present);
                break;
            case Want want:
                Begin(writer, Kind.Want, want.Change, ref last);
                writer.Text(want.Referrer);
                Write(writer, want.Key);
                writer.Instant(want.At);
                break;
            case Unwant unwant:
                writer.Byte((byte)Kind.Unwant);
                writer.Text(unwant.Referrer);
                Write(writer, unwant.Key);
                break;
            case LinkChanged link:
                Begin(writer, Kind.Link, link.Change, ref last);
                writer.Text(link.End);
                writer.Text(link.Link);
                writer.Flag(link.Present);
                break;
            case Resolve resolve:
                Begin(writer, Kind.Resolve, resolve.Change, ref last);
                writer.Text(resolve.Referrer);
                Write(writer, resolve.Key);
                writer.Text(resolve.Target);
                break;
            default:
                writer.Byte((byte)Kind.Json);
                writer.Bytes(JsonSerializer.SerializeToUtf8Bytes(message, RuntimeJson.Default.OwnerMessage));
                break;
        }
    }

    /// <summary>Reads a message behind others.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="last">The change of the message before, which becomes this one's.</param>
    public static OwnerMessage Read(ref StateReader reader, ref ChangeContext? last)
    {
        var kind = (Kind)reader.Byte();
        switch (kind)
        {
            case Kind.Contribute:
                var change = Change(ref reader, ref last);
                var (entity, key) = (reader.Text(), reader.Text());
                return new Contribute(entity, key, ContributionFormat.Read(ref reader, key), change, Refetch(ref reader));
            case Kind.Alias:
                change = Change(ref reader, ref last);
                return new AliasChanged(reader.Text(), reader.Text(), reader.Text(), reader.Flag(), change);
            case Kind.Referred:
                return new Referred(reader.Text(), reader.Text(), reader.Text(), reader.Flag());
            case Kind.RuleKey:
                change = Change(ref reader, ref last);
                return new RuleKeyChanged(reader.Text(), (int)reader.Number(), reader.Text(), reader.Flag(), reader.Text(), reader.Flag(), change);
            case Kind.Want:
                change = Change(ref reader, ref last);
                return new Want(reader.Text(), Reference(ref reader), reader.Instant(), change);
            case Kind.Unwant:
                return new Unwant(reader.Text(), Reference(ref reader));
            case Kind.Link:
                change = Change(ref reader, ref last);
                return new LinkChanged(reader.Text(), reader.Text(), reader.Flag(), change);
            case Kind.Resolve:
                change = Change(ref reader, ref last);
                return new Resolve(reader.Text(), Reference(ref reader), reader.Text(), change);
            case Kind.Json:
                return JsonSerializer.Deserialize(reader.Bytes().Span, RuntimeJson.Default.OwnerMessage)!;
            default:
                throw reader.Damaged();
        }
    }

    private static void Begin(StateWriter writer, Kind kind, ChangeContext change, ref ChangeContext? last)
    {
        writer.Byte((byte)kind);
        var same = change == last;
        writer.Flag(same);
        if (!same)
        {
            StampFormat.Write(writer, change);
            last = change;
        }
    }

    private static ChangeContext Change(ref StateReader reader, ref ChangeContext? last)
    {
        if (!reader.Flag())
        {
            last = StampFormat.ReadChange(ref reader);
        }

        return last ?? throw reader.Damaged();
    }

    private static void Write(StateWriter writer, ReferenceKey key)
    {
        writer.Text(key.Entity);
        writer.Text(key.Alias);
        writer.Text(key.Scope);
    }

    private static ReferenceKey Reference(ref StateReader reader) => new(reader.Text(), reader.Text(), reader.Text());

    // What is known of the record is not carried: whoever fetches it looks it up.
    private static void Write(StateWriter writer, FetchRequest? refetch)
    {
        writer.Flag(refetch is not null);
        if (refetch is not null)
        {
            writer.Text(refetch.Stream);
            writer.Text(refetch.Id);
            writer.Text(refetch.Container);
        }
    }

    private static FetchRequest? Refetch(ref StateReader reader) => reader.Flag() ? new(reader.Text(), reader.Text(), reader.TextOrNull()) : null;
}
