using System.Net;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>Ends an answer that grows beyond the limit while it is read, whatever its headers claim.</summary>
internal sealed class SizeLimitHandler(long limit, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.Content = new Limited(response.Content, limit);
        return response;
    }

    private sealed class Limited : HttpContent
    {
        private readonly HttpContent _content;
        private readonly long _limit;

        public Limited(HttpContent content, long limit)
        {
            (_content, _limit) = (content, limit);
            foreach (var header in content.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var source = await _content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = source.ConfigureAwait(false);
            var buffer = new byte[81920];
            var total = 0L;
            for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if ((total += read) > _limit)
                {
                    throw new ResponseTooLargeException(_limit);
                }

                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _content.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>The answer is larger than the limit.</summary>
internal sealed class ResponseTooLargeException(long limit) : Exception($"The answer is larger than {limit} bytes.")
{
    public long Limit { get; } = limit;
}
