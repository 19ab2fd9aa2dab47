using System.Net;
using System.Text.Json.Nodes;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Support;

/// <summary>
/// Plays the part of OpenShift's own API server in front of a real control plane of Kubernetes: a build that is asked for at a BuildConfig is made there, which is beyond a custom resource. All else the
/// control plane answers.
/// </summary>
internal sealed class BuildServer : IAsyncDisposable
{
    private const string Instantiate = "/instantiate";
    private readonly HttpListener _listener = new();
    private readonly HttpClient _cluster;
    private readonly Task _serving;
    private int _builds;

    public BuildServer(RealCluster cluster)
    {
        Address = $"http://127.0.0.1:{FreePorts.InARow(1)}/";
        _cluster = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }) { BaseAddress = new(cluster.Server), Timeout = Timeout.InfiniteTimeSpan };
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
        _cluster.Dispose();
    }

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        try
        {
            while (true)
            {
                answers.Add(AnswerAsync(await _listener.GetContextAsync()));
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            await Task.WhenAll(answers);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var (path, body) = (context.Request.RawUrl!, await new StreamReader(context.Request.InputStream).ReadToEndAsync());
            if (context.Request.HttpMethod == "POST" && path.EndsWith(Instantiate, StringComparison.Ordinal))
            {
                var ns = path.Split('/')[5];
                (path, body) = ($"/apis/build.openshift.io/v1/namespaces/{ns}/builds", Build(path.Split('/')[7], JsonNode.Parse(body)!).ToJsonString());
            }

            using var request = new HttpRequestMessage(new(context.Request.HttpMethod), path);
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers["Authorization"]);
            if (body.Length > 0)
            {
                request.Content = new StringContent(body, System.Net.Http.Headers.MediaTypeHeaderValue.Parse(path == context.Request.RawUrl ? context.Request.ContentType! : "application/json"));
            }

            using var answer = await _cluster.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.SendChunked = true;
            await answer.Content.CopyToAsync(context.Response.OutputStream);
            context.Response.Close();
        }
        catch (Exception cut) when (cut is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException)
        {
            context.Response.Abort();
        }
    }

    private JsonObject Build(string config, JsonNode asked)
    {
        var number = Interlocked.Increment(ref _builds);
        return new()
        {
            ["apiVersion"] = "build.openshift.io/v1",
            ["kind"] = "Build",
            ["metadata"] = new JsonObject { ["name"] = $"{config}-{number}", ["labels"] = new JsonObject { ["buildconfig"] = config }, ["annotations"] = new JsonObject { ["openshift.io/build.number"] = $"{number}" } },
            ["spec"] = new JsonObject { ["revision"] = asked["revision"]?.DeepClone(), ["triggeredBy"] = asked["triggeredBy"]?.DeepClone() },
        };
    }
}
