namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>Bounds the memory of what is sent to the hub and not stored yet. While the log is slow, who comes on top is turned away at once instead of waiting in any number.</summary>
/// <param name="most">Bytes that may be held at a time (<c>limits.waitingBytes</c>).</param>
public sealed class Intake(long most)
{
    /// <summary>Bytes that a body counts for at least: for what a request costs beside it.</summary>
    public const int Least = 16_384;

    private long _bytes;

    /// <summary>Bytes that are held now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Lets a request in, before anything of its body is read.</summary>
    /// <returns>Its place, until it is disposed of.</returns>
    /// <exception cref="IntakeFullException">There is no room.</exception>
    public Place Enter()
    {
        Take(0, Least);
        return new(this);
    }

    private void Take(long held, long more)
    {
        var bytes = Bytes;
        while (true)
        {
            // Alone it is let in whatever its size; else it would be sent again for ever.
            if (bytes > held && bytes + more > most)
            {
                throw new IntakeFullException($"So much waits for the event log that no more is taken now (limits.waitingBytes, {most} bytes). Send it again after the time in Retry-After.");
            }

            var found = Interlocked.CompareExchange(ref _bytes, bytes + more, bytes);
            if (found == bytes)
            {
                return;
            }

            bytes = found;
        }
    }

    /// <summary>The place of one body, as large as what has come of it.</summary>
    public sealed class Place : IDisposable
    {
        private readonly Intake _intake;
        private long _held = Least;

        internal Place(Intake intake) => _intake = intake;

        /// <summary>Makes it as large as this, where it is smaller.</summary>
        /// <exception cref="IntakeFullException">There is no room.</exception>
        public void GrowTo(long bytes)
        {
            if (bytes > _held)
            {
                _intake.Take(_held, bytes - _held);
                _held = bytes;
            }
        }

        /// <summary>Gives it back.</summary>
        public void Dispose() => Interlocked.Add(ref _intake._bytes, -Interlocked.Exchange(ref _held, 0));
    }
}

/// <summary>There is no room for what is sent; who sends is asked to send it again.</summary>
public sealed class IntakeFullException(string message) : Exception(message);
