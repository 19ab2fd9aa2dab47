using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Serving;

/// <summary>Serves a simulated tool on a real socket, and lets requests of it fail.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private const int Pieces = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private readonly SimulatedTool _tool;
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ToolCall> _calls = new();
    private readonly ConcurrentDictionary<int, ToolAnswer> _answers = new();
    private readonly ConcurrentQueue<string> _unanswered = new();
    private readonly CancellationTokenSource _release = new();
    private int _number;
    private int _underWay;

    private ToolServer(SimulatedTool tool, WebApplication application) => (_tool, _application) = (tool, application);

    /// <summary>Address with a slash at its end.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How a request fails; null for one that does not.</summary>
    public Func<ToolCall, ToolFault?>? Fault { get; set; }

    /// <summary>Requests since <see cref="Count"/>.</summary>
    public IReadOnlyList<ToolCall> Calls => [.. _calls];

    /// <summary>Requests for which the tool has no route.</summary>
    public IReadOnlyList<string> Unanswered => [.. _unanswered.Distinct(StringComparer.Ordinal)];

    /// <summary>True while a request waits for its answer.</summary>
    public bool IsBusy => Volatile.Read(ref _underWay) > 0;

    public static async Task<ToolServer> StartAsync(SimulatedTool tool, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();
        var server = new ToolServer(tool, application);
        application.Run(server.TakeAsync);
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        server.Address = new(application.Urls.First() + "/");
        return server;
    }

    /// <summary>Counts requests anew, and lets none fail.</summary>
    public void Count()
    {
        Fault = null;
        _calls.Clear();
        _answers.Clear();
        _number = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _release.CancelAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _release.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await AnswerAsync(context, await ReadAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<ToolCall> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = new ToolRequest
        {
            Method = context.Request.Method,
            Path = target.Split('?')[0],
            Target = target,
            Query = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.FirstOrDefault() ?? "", StringComparer.Ordinal),
            Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
            Address = Address,
        };
        var call = new ToolCall(Interlocked.Increment(ref _number) - 1, request, _tool.Clock.GetUtcNow(), target, _tool.Reads(request));
        _calls.Enqueue(call);
        return call;
    }

    private Task AnswerAsync(HttpContext context, ToolCall call) => Fault?.Invoke(call) switch
    {
        null => WriteAsync(context, Kept(call)),
        ToolFault.Answers fault => WriteAsync(context, fault.With(call)),
        ToolFault.Cut fault => CutAsync(context, call, fault.Done),
        ToolFault.CutWithin => CutWithinAsync(context, Kept(call)),
        ToolFault.Truncated => Kept(call) is var whole ? WriteAsync(context, whole with { Body = whole.Body[..(whole.Body.Length / 2)] }) : Task.CompletedTask,
        ToolFault.Slow => SlowAsync(context, Kept(call)),
        ToolFault.Repeats fault => WriteAsync(context, _answers.GetValueOrDefault(fault.Number) ?? Kept(call)),
        _ => HangAsync(context),
    };

    private ToolAnswer Kept(ToolCall call)
    {
        var answer = Made(call);
        _answers[call.Number] = answer;
        return answer;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A defect of the partner's routes is an answer that says so.")]
    private ToolAnswer Made(ToolCall call)
    {
        try
        {
            if (_tool.Answer(call.Request) is { } answer)
            {
                return answer;
            }

            var (told, unknown) = _tool.Unknown(call.Request);
            _unanswered.Enqueue(told);
            return unknown;
        }
        catch (Exception defect)
        {
            _unanswered.Enqueue($"{call.Request.Method} {call.Request.Path} ({defect.GetType().Name}: {defect.Message})");
            return ToolAnswer.Text(500, """{"message":"The simulated tool's route failed."}""");
        }
    }

    private Task CutAsync(HttpContext context, ToolCall call, bool done)
    {
        if (done)
        {
            Kept(call);
        }

        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task CutWithinAsync(HttpContext context, ToolAnswer answer)
    {
        Head(context, answer);
        context.Response.ContentLength = answer.Body.Length + 1;
        await context.Response.Body.WriteAsync(answer.Body[..(answer.Body.Length / 2)], context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Abort();
    }

    private static async Task SlowAsync(HttpContext context, ToolAnswer answer)
    {
        Head(context, answer);
        var size = (answer.Body.Length / Pieces) + 1;
        for (var at = 0; at < answer.Body.Length; at += size)
        {
            await Task.Delay(Pause, TimeProvider.System, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(answer.Body.Slice(at, Math.Min(size, answer.Body.Length - at)), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _release.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, gone.Token).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, ToolAnswer answer)
    {
        Head(context, answer);
        if (answer.Status is not (204 or 304))
        {
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static void Head(HttpContext context, ToolAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Status is not (204 or 304))
        {
            context.Response.ContentType = "application/json";
        }

        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }
    }
}
