using System.Globalization;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Copying;

/// <summary>
/// Positions of the log that this one is a copy of, by the copy's map. What had been read of a partition there is, where the topic keeps its partitions, the beginning of one here;
/// where it does not, stretches of several, which a reader passes over.
/// </summary>
internal sealed class CopiedPositions(StoredCopy copy, StateCache cache, Catalog catalog) : IForeignPositions
{
    /// <summary>The engine of a source on Kafka.</summary>
    public const string Kafka = "kafka";

    public string Source => copy.Source;

    public Position? Translate(string text)
    {
        if (copy.Engine != Kafka)
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? new(ReachedAt("", sequence).ToDictionary(each => each.Key, each => each.Value.Next), null) : null;
        return KafkaPositions.TryParse(text, out var position) ? Translate(position.Offsets) : null;
    }

    private Position Translate(IReadOnlyDictionary<Place, long> read)
    {
        var offsets = new Dictionary<Place, long>();
        var rest = new Dictionary<Place, IReadOnlyList<(long From, long To)>>();
        foreach (var topic in copy.Topics.Where(topic => catalog.Find(topic.Name) is not null))
        {
            // In the order in which they were copied, so by offset in each partition here.
            var segments = new Dictionary<Place, List<(LaneReach Read, LaneReach Whole)>>();
            for (var number = 0; number < topic.Partitions; number++)
            {
                var lane = CopyChunk.Lane(topic.Name, number);
                var reached = ReachedAt(lane, read.GetValueOrDefault(new(topic.Mark, number)));
                foreach (var (place, whole) in ReachedAt(lane, long.MaxValue))
                {
                    if (!segments.TryGetValue(place, out var segment)) segments[place] = segment = [];
                    segment.Add((reached.GetValueOrDefault(place, new(whole.Start, whole.Start)), whole));
                }
            }

            foreach (var (place, all) in segments)
            {
                // Between two that were read whole there are a transaction's markers alone.
                var whole = all.TakeWhile(segment => segment.Read.Next == segment.Whole.Next).Count();
                var next = whole < all.Count && all[whole].Read.Next > all[whole].Read.Start ? all[whole].Read.Next : whole > 0 ? all[whole - 1].Whole.Next : 0;
                if (next > 0) offsets[place] = next;
                var later = all.Skip(whole + 1).Where(segment => segment.Read.Next > segment.Read.Start).Select(segment => (segment.Read.Start, segment.Read.Next)).ToList();
                if (later.Count > 0) rest[place] = later;
            }
        }

        return new(offsets, null) { Rest = rest.Count == 0 ? null : new(KafkaPositions.Encode(read), rest) };
    }

    private Dictionary<Place, LaneReach> ReachedAt(string lane, long ordinal) =>
        cache.Last(CopyChunk.LaneStore, CopyChunk.Key(lane, ordinal)) is { } entry && entry.Key.Length == lane.Length + 20 && entry.Key.StartsWith(lane, StringComparison.Ordinal)
            ? CopyChunk.Read(entry.Value).ReachedAt(ordinal)
            : [];
}
