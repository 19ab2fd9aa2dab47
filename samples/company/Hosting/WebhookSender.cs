using System.Net.Http.Headers;
using System.Threading.Channels;
using Acme.Company.Tools;
using Acme.Company.World;

namespace Acme.Company.Hosting;

/// <summary>Sends what a tool tells of changes to one address, in order. As real tools do, it tries some times and then gives a delivery up: what is lost is found by who reads.</summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    private const int Tries = 5;
    private const int Most = 10_000;
    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<WebhookDelivery> _waiting = Channel.CreateBounded<WebhookDelivery>(new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly IDisposable _listening;
    private readonly Task _sending;

    public WebhookSender(CompanyWorld world, ITool tool, Uri address)
    {
        _listening = world.Listen(change =>
        {
            foreach (var delivery in tool.Tell(change))
            {
                _waiting.Writer.TryWrite(delivery);
            }
        });
        _sending = Task.Run(() => SendAsync(address, _ending.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _ending.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _ending.Dispose();
    }

    private async Task SendAsync(Uri address, CancellationToken cancellationToken)
    {
        await foreach (var delivery in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            for (var attempt = 1; attempt <= Tries && !await TryAsync(address, delivery, cancellationToken); attempt++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt * attempt), TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task<bool> TryAsync(Uri address, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in delivery.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return (int)response.StatusCode is < 500 and not 429;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
