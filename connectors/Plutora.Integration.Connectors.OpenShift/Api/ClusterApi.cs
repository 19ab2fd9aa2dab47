using System.Net;
using System.Text;
using k8s;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Api;

/// <summary>
/// Speaks to one API server over the connection of KubernetesClient, which knows kubeconfigs, tokens that are renewed and authorities. Its typed models are
/// not used: they would drop every field that they do not know. Safe for several threads.
/// </summary>
internal sealed class ClusterApi : IDisposable
{
    private const long LongestAnswer = 256L << 20;
    // By the clock of the machine, as limits of connections are.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly Lazy<Kubernetes> _cluster;
    private readonly ClusterFaults _faults;
    private readonly TimeProvider _time;

    public ClusterApi(OpenShiftOptions options, TimeProvider time)
    {
        _time = time;
        _faults = new(options.Token, time);
        // Files are read with the first request, so that opening the instance never fails for one that comes later.
        _cluster = new(() => new(ClusterAccess.Configure(options)), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Address of the API server.</summary>
    /// <exception cref="ConnectorException">Configuration, when a file of the options cannot be read.</exception>
    public Uri Address => _cluster.Value.BaseUri;

    /// <summary>One request with its whole answer.</summary>
    /// <exception cref="ConnectorException">By the taxonomy; ambiguous where a change was sent and its answer lost.</exception>
    public async Task<ReadOnlyMemory<byte>> SendAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var answer = await OpenAsync(request, both.Token, cancellationToken).ConfigureAwait(false);
        return await WholeAsync(request, answer, both.Token, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="SendAsync"/>, where the thing or its kind may not be there.</summary>
    /// <returns>The answer; null where there is no such thing.</returns>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>The lines of an answer as they come, each of them JSON.</summary>
    /// <param name="request">A watch.</param>
    /// <param name="longest">How long it may take in all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectorException">By the taxonomy; transient where the connection breaks.</exception>
    public async IAsyncEnumerable<string> LinesAsync(ClusterRequest request, TimeSpan longest, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var answer = await OpenAsync(request, both.Token, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false), Encoding.UTF8);
        while (await NextAsync(request, reader, both.Token, cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    public void Dispose()
    {
        if (_cluster.IsValueCreated)
        {
            _cluster.Value.Dispose();
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(ClusterRequest request, CancellationToken both, CancellationToken caller)
    {
        var cluster = _cluster.Value;
        using var message = new HttpRequestMessage(request.Method, new Uri(new Uri(cluster.BaseUri.AbsoluteUri.TrimEnd('/') + "/"), request.Path)) { Version = HttpVersion.Version20 };
        message.Headers.Accept.ParseAdd("application/json");
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new(request.ContentType) } };
        }

        HttpResponseMessage answer;
        try
        {
            if (cluster.Credentials is { } credentials)
            {
                await credentials.ProcessHttpRequestAsync(message, both).ConfigureAwait(false);
            }

            answer = await cluster.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both).ConfigureAwait(false);
        }
        catch (Exception fault) when (Passes(fault, caller))
        {
            throw _faults.Of(request, fault);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var refusal = await WholeAsync(request, answer, both, caller).ConfigureAwait(false);
            throw (int)answer.StatusCode == 410 ? new ExpiredException() : _faults.Of(request, answer.StatusCode, refusal, RetryAfter(answer));
        }
    }

    private async Task<ReadOnlyMemory<byte>> WholeAsync(ClusterRequest request, HttpResponseMessage answer, CancellationToken both, CancellationToken caller)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, both).ConfigureAwait(false);
            return await answer.Content.ReadAsByteArrayAsync(both).ConfigureAwait(false);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw ConnectorException.Permanent($"The answer to {request.Told} is larger than {LongestAnswer >> 20} MB. Set a smaller page size.", fault);
        }
        catch (Exception fault) when (Passes(fault, caller))
        {
            throw _faults.Of(request, fault);
        }
    }

    private async Task<string?> NextAsync(ClusterRequest request, StreamReader reader, CancellationToken both, CancellationToken caller)
    {
        try
        {
            return await reader.ReadLineAsync(both).ConfigureAwait(false);
        }
        catch (Exception fault) when (Passes(fault, caller))
        {
            throw _faults.Of(request, fault);
        }
    }

    private static bool Passes(Exception fault, CancellationToken caller) =>
        fault is HttpRequestException or IOException || (fault is OperationCanceledException && !caller.IsCancellationRequested);

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };
}

/// <summary>The place from which a list or a watch should go on is older than what the server has kept (410 Gone).</summary>
internal sealed class ExpiredException : Exception;
