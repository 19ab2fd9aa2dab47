using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Plutora.Integration.Sdk.Testing.Recording;

/// <summary>
/// Stands between a connector and its tool, hands requests on and keeps what the tool answers. Secrets, cookies and what the rules name are removed as an exchange is kept, so that none of it gets into the file.
/// A tool whose requests are signed with its host's name, as AWS's are, takes none that come through it.
/// </summary>
public sealed class HttpRecorder : IAsyncDisposable
{
    private static readonly HashSet<string> Hops = new(StringComparer.OrdinalIgnoreCase) { "host", "connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection", "content-length", "expect", "accept-encoding" };
    private static readonly RecordingJson Written = new(new JsonSerializerOptions(RecordingJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly Uri _tool;
    private readonly RecordingRules _rules;
    private readonly SecretRemoval _removal;
    private readonly HttpClient _client;
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Exchange> _exchanges = new();

    private HttpRecorder(Uri tool, RecordingRules rules, HttpMessageHandler handler, WebApplication application) =>
        (_tool, _rules, _removal, _client, _application) = (tool, rules, new(rules), new(handler), application);

    /// <summary>Address for the instance's options, in the place of the tool's; with the same path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Begins to record.</summary>
    /// <param name="tool">Address of the tool, as it stands in the instance's options.</param>
    /// <param name="rules">What is left out.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="handler">How the tool is reached, where it needs a certificate or a proxy; it must follow no redirects and keep no cookies. Disposed with the recorder.</param>
    /// <exception cref="ArgumentException">The rules cannot be kept; the message says why.</exception>
    public static async Task<HttpRecorder> StartAsync(Uri tool, RecordingRules rules, CancellationToken cancellationToken, HttpMessageHandler? handler = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();
        var recorder = new HttpRecorder(tool, rules, handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All }, application);
        application.Run(recorder.TakeAsync);
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        recorder.Address = new(new Uri(application.Urls.First()), tool.AbsolutePath);
        return recorder;
    }

    /// <summary>Writes what was kept so far.</summary>
    /// <param name="file">Path of the file; its folder is made.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="AcceptanceException">A secret would have got into the file in a form that is not known; nothing was written.</exception>
    public async Task SaveAsync(string file, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(new() { TellingHeaders = _rules.TellingHeaders, IgnoredParameters = _rules.IgnoredParameters, Exchanges = [.. _exchanges] }, Written.RecordingFile);
        if (_removal.Left(text) is not null)
        {
            throw new AcceptanceException($"A secret of the rules is left in what was recorded, so that {file} was not written. Remove what holds it by RecordingRules.Members or Parameters.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var sent = new MemoryStream();
        await context.Request.Body.CopyToAsync(sent, context.RequestAborted).ConfigureAwait(false);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = Request(context, target, sent.ToArray());
        using var response = await _client.SendAsync(request, context.RequestAborted).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(context.RequestAborted).ConfigureAwait(false);
        _exchanges.Enqueue(new(Recorded(context.Request, target, sent.ToArray()), Recorded(response, body)));
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => !Hops.Contains(h.Key) && !h.Key.Equals("content-encoding", StringComparison.OrdinalIgnoreCase)))
        {
            // Links lead back here, or what follows would not be recorded.
            context.Response.Headers[name] = values.Select(v => v.Replace(Root(_tool), Root(Address), StringComparison.OrdinalIgnoreCase)).ToArray();
        }

        if (response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            var told = Utf8(body) is { } text ? Encoding.UTF8.GetBytes(text.Replace(Root(_tool), Root(Address), StringComparison.OrdinalIgnoreCase)) : body;
            context.Response.ContentLength = told.Length;
            await context.Response.Body.WriteAsync(told, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private HttpRequestMessage Request(HttpContext context, string target, byte[] body)
    {
        var request = new HttpRequestMessage(new(context.Request.Method), new Uri(Root(_tool) + target.TrimStart('/')));
        request.Content = body.Length > 0 || HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method) ? new ByteArrayContent(body) : null;
        foreach (var (name, values) in context.Request.Headers.Where(h => !Hops.Contains(h.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return request;
    }

    private RecordedRequest Recorded(HttpRequest request, string target, byte[] body) => new()
    {
        Method = request.Method.ToUpperInvariant(),
        Target = _removal.Target(target),
        Headers = _rules.TellingHeaders.Where(h => request.Headers.ContainsKey(h)).ToDictionary(h => h.ToLowerInvariant(), h => _removal.Text(request.Headers[h].ToString())) is { Count: > 0 } telling ? telling : null,
        Body = body.Length == 0 ? null : _removal.Sent(Portable(Utf8(body) ?? Convert.ToBase64String(body)), request.ContentType ?? ""),
    };

    private RecordedAnswer Recorded(HttpResponseMessage response, byte[] body)
    {
        var headers = response.Headers.Concat(response.Content.Headers).Where(h => _removal.Keeps(h.Key)).ToDictionary(h => h.Key.ToLowerInvariant(), h => _removal.Text(Portable(_removal.Text(string.Join(", ", h.Value)))));
        var answer = new RecordedAnswer { Status = (int)response.StatusCode, Headers = headers };
        return body.Length == 0 ? answer
            : Utf8(body) is not { } text ? answer with { Base64 = Convert.ToBase64String(body) }
            : SecretRemoval.Parsed(Portable(text)) is { } json ? answer with { Json = _removal.Json(json) }
            : answer with { Text = _removal.Text(Portable(text)) };
    }

    // The tool's own address differs from test to test, and is nobody's business.
    private string Portable(string text) => text.Replace(Root(_tool), HttpRecording.ToolAddress, StringComparison.OrdinalIgnoreCase).Replace(Root(Address), HttpRecording.ToolAddress, StringComparison.OrdinalIgnoreCase);

    private static string Root(Uri address) => address.GetLeftPart(UriPartial.Authority) + "/";

    private static string? Utf8(byte[] body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
