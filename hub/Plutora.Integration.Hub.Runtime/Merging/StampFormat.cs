using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>How what orders a record, and what makes a change, are written as bytes.</summary>
internal static class StampFormat
{
    public static void Write(StateWriter writer, RecordStamp stamp)
    {
        writer.Text(stamp.Version);
        writer.Instant(stamp.Instant);
        writer.Instant(stamp.OrderedAt);
        writer.Instant(stamp.Time);
        writer.Instant(stamp.ReceivedAt);
    }

    public static RecordStamp ReadStamp(ref StateReader reader) => new(reader.TextOrNull(), reader.InstantOrNull(), reader.Instant(), reader.InstantOrNull(), reader.Instant());

    public static void Write(StateWriter writer, ChangeContext change)
    {
        Write(writer, change.Stamp);
        writer.Number(change.MappingVersion);
        writer.Number((int)change.Cause);
        writer.Text(change.TraceParent);
        writer.Text(change.Record);
        writer.Text(change.CausationId);
        writer.Flag(change.EchoUnknown);
    }

    public static ChangeContext ReadChange(ref StateReader reader) => new(ReadStamp(ref reader), (int)reader.Number(), (EventCause)reader.Number(), reader.TextOrNull())
    {
        Record = reader.TextOrNull(),
        CausationId = reader.TextOrNull(),
        EchoUnknown = reader.Flag(),
    };
}
