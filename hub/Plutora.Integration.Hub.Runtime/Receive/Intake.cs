namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>
/// Bounds the memory of what is sent to the hub and not stored yet. While the log is slow, who comes on top is turned away at once instead of waiting in any number.
/// What nobody has vouched for yet has as much room apart: in it whoever has been there longest gives way, so that senders who fill it keep out none whose body comes at once.
/// </summary>
/// <param name="most">Bytes that may be held at a time (<c>limits.waitingBytes</c>).</param>
public sealed class Intake(long most)
{
    /// <summary>Bytes that a body counts for at least: for what a request costs beside it.</summary>
    public const int Least = 16_384;

    private readonly Lock _gate = new();

    // Who has been there longest stands first.
    private readonly LinkedList<Place> _unverified = [];
    private long _bytes;
    private long _unverifiedBytes;

    /// <summary>Bytes that wait to be stored now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Bytes now whose sender is not known yet.</summary>
    public long UnverifiedBytes => Interlocked.Read(ref _unverifiedBytes);

    /// <summary>Lets a request in, before anything of its body is read.</summary>
    /// <param name="verified">Whether its sender is known; else <see cref="Place.Verify"/> says so once it is.</param>
    /// <returns>Its place, until it is disposed of.</returns>
    /// <exception cref="IntakeFullException">There is no room.</exception>
    public Place Enter(bool verified = true)
    {
        var place = new Place(this);
        lock (_gate)
        {
            if (verified)
            {
                Take(0, Least);
            }
            else
            {
                // Whoever it is from, there would be no room for it once that is known: it is not read for nothing.
                Fits(0, Least);
                place.Node = _unverified.AddLast(place);
                TakeUnverified(place, Least);
            }

            place.Held = Least;
        }

        return place;
    }

    private void Take(long held, long more)
    {
        Fits(held, more);
        _bytes += more;
    }

    private void Fits(long held, long more)
    {
        // Alone it is let in whatever its size; else it would be sent again for ever.
        if (_bytes > held && _bytes + more > most)
        {
            throw Full("So much waits for the event log that no more is taken now");
        }
    }

    private void TakeUnverified(Place place, long more)
    {
        while (_unverifiedBytes > place.Held && _unverifiedBytes + more > most)
        {
            var longest = _unverified.First!.Value;
            LeaveUnverified(longest);
            longest.GiveWay();
            if (longest == place)
            {
                throw GaveWay();
            }
        }

        _unverifiedBytes += more;
    }

    private void LeaveUnverified(Place place)
    {
        _unverified.Remove(place.Node!);
        place.Node = null;
        _unverifiedBytes -= place.Held;
        place.Held = 0;
    }

    private IntakeFullException GaveWay() => Full("So much comes in that this delivery, which took longest to come, was given up");

    private IntakeFullException Full(string why) => new($"{why} (limits.waitingBytes, {most} bytes). Send it again after the time in Retry-After.");

    /// <summary>The place of one body, as large as what has come of it.</summary>
    public sealed class Place : IDisposable
    {
        private readonly Intake _intake;
        private readonly CancellationTokenSource _givesWay = new();

        internal Place(Intake intake) => _intake = intake;

        /// <summary>Is cancelled when it gives way to others: what was read of the body is to be let go, and no more of it read.</summary>
        public CancellationToken GivesWay => _givesWay.Token;

        internal LinkedListNode<Place>? Node { get; set; }

        internal long Held { get; set; }

        /// <summary>Makes it as large as this, where it is smaller.</summary>
        /// <exception cref="IntakeFullException">There is no room.</exception>
        public void GrowTo(long bytes)
        {
            lock (_intake._gate)
            {
                ThrowIfGone();
                if (bytes <= Held)
                {
                    return;
                }

                if (Node is null)
                {
                    _intake.Take(Held, bytes - Held);
                }
                else
                {
                    _intake.TakeUnverified(this, bytes - Held);
                }

                Held = bytes;
            }
        }

        /// <summary>Its sender is known: it is among those that wait for the log from now on.</summary>
        /// <exception cref="IntakeFullException">There is no room among them.</exception>
        public void Verify()
        {
            lock (_intake._gate)
            {
                ThrowIfGone();
                if (Node is null)
                {
                    return;
                }

                var held = Held;
                _intake.LeaveUnverified(this);
                _intake.Take(0, held);
                Held = held;
            }
        }

        /// <summary>Gives it back.</summary>
        public void Dispose()
        {
            lock (_intake._gate)
            {
                if (Node is null)
                {
                    _intake._bytes -= Held;
                    Held = 0;
                }
                else
                {
                    _intake.LeaveUnverified(this);
                }
            }
        }

        private void ThrowIfGone()
        {
            if (_givesWay.IsCancellationRequested)
            {
                throw _intake.GaveWay();
            }
        }

        // Whoever reads is told on a thread of its own: it must not run under the lock.
        internal void GiveWay() => _ = _givesWay.CancelAsync();
    }
}

/// <summary>There is no room for what is sent; who sends is asked to send it again.</summary>
public sealed class IntakeFullException(string message) : Exception(message);
