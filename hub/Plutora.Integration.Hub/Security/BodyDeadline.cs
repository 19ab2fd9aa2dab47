using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Security;

/// <summary>Bounds the time within which a request's body must have come whole: a sender that trickles just fast enough for the server's lowest rate would hold its connection for days.</summary>
internal sealed class BodyDeadline(RequestDelegate next, HubRuntime runtime)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(http);
            return;
        }

        var seconds = runtime.Settings.Limits.RequestSeconds;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), runtime.Time);
        var body = http.Request.Body;
        http.Request.Body = new Bounded(body, seconds, deadline.Token);
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Body = body;
            if (deadline.IsCancellationRequested && !http.Response.HasStarted)
            {
                http.Response.Headers.Connection = "close";
            }
        }
    }

    private sealed class Bounded(Stream inner, int seconds, CancellationToken deadline) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline);
            try
            {
                return await inner.ReadAsync(buffer, either.Token);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new BadHttpRequestException(
                    string.Create(CultureInfo.InvariantCulture, $"The body did not come whole within {seconds} s (limits.requestSeconds). Send it faster, or in parts."), StatusCodes.Status408RequestTimeout);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
