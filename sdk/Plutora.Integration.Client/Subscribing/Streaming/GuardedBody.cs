using System.Globalization;
using System.Net;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>The body of an event stream, which notices a silent connection and an event without end. It is read only when the subscriber asks, so what waits stays with the hub.</summary>
internal sealed class GuardedBody(Stream inner, SubscriberOptions options, TimeProvider time) : Stream
{
    private long _sinceEvent;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void EventRead() => _sinceEvent = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(options.SilenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            var read = await inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
            _sinceEvent += read;
            return _sinceEvent <= options.MaxEventBytes + buffer.Length ? read : throw TooLarge();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The hub was silent for {options.SilenceLimit.TotalSeconds:0.#} s; the connection counts as lost."));
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private HubException TooLarge() =>
        new(HttpStatusCode.OK, $"The hub sent an event of more than {options.MaxEventBytes} bytes. Raise {nameof(SubscriberOptions.MaxEventBytes)}, or ask for other topics.", []);
}
