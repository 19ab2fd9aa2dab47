using System.Collections.Concurrent;
using System.Net.Mime;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.Core;
using CloudNative.CloudEvents.SystemTextJson;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Hub.Runtime.Tests.CdEvents;

/// <summary>A receiver on a real socket that answers as the test says, and what it was sent.</summary>
internal sealed class Sink : IDisposable
{
    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly ConcurrentQueue<(IRequestMessage Request, int Status)> _requests = [];

    public Sink() => _server.Given(Request.Create().WithPath("/events").UsingPost()).RespondWith(Response.Create().WithCallback(Take));

    /// <summary>What it answers to an event: status and headers.</summary>
    public Func<CloudEvent, (int Status, string? RetryAfter)> Answer { get; set; } = _ => (202, null);

    public string Url => _server.Url + "/events";

    /// <summary>All requests.</summary>
    public IReadOnlyList<IRequestMessage> Requests => [.. _requests.Select(r => r.Request)];

    /// <summary>The events that it took.</summary>
    public IReadOnlyList<CloudEvent> Taken => [.. _requests.Where(r => r.Status < 300).Select(r => Read(r.Request))];

    public void Dispose() => _server.Dispose();

    /// <summary>Reads a request as the field's library does, in whichever mode it comes.</summary>
    public static CloudEvent Read(IRequestMessage request)
    {
        var formatter = new JsonEventFormatter();
        var type = new ContentType(request.Headers!["Content-Type"].First());
        if (MimeUtilities.IsCloudEventsContentType(type.MediaType)) return formatter.DecodeStructuredModeMessage(request.BodyAsBytes!, type, null);
        var read = new CloudEvent(CloudEventsSpecVersion.FromVersionId(request.Headers["ce-specversion"].First())!) { DataContentType = type.MediaType };
        foreach (var (name, values) in request.Headers.Where(h => h.Key.StartsWith("ce-", StringComparison.OrdinalIgnoreCase) && !h.Key.EndsWith("specversion", StringComparison.OrdinalIgnoreCase)))
            read.SetAttributeFromString(name[3..].ToLowerInvariant(), Uri.UnescapeDataString(values.First()));
        formatter.DecodeBinaryModeEventData(request.BodyAsBytes!, read);
        return read.Validate();
    }

    private ResponseMessage Take(IRequestMessage request)
    {
        var (status, retryAfter) = Answer(Read(request));
        _requests.Enqueue((request, status));
        return new ResponseMessage
        {
            StatusCode = status,
            Headers = retryAfter is null ? [] : new Dictionary<string, WireMockList<string>> { ["Retry-After"] = new(retryAfter) },
            BodyData = new BodyData { BodyAsString = "", DetectedBodyType = BodyType.String },
        };
    }
}
