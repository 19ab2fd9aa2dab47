using System.Collections;
using Plutora.Integration.EventLog.Kafka.Reading;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Positions of what was written, each made when it is asked for: most writers ask for none.</summary>
internal sealed class WrittenPositions(KafkaPositions positions, IReadOnlyList<Place> places, IReadOnlyList<long> offsets) : IReadOnlyList<LogPosition>
{
    public int Count => places.Count;

    public LogPosition this[int index] => positions.Write(places[index], offsets[index] + 1);

    public IEnumerator<LogPosition> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
