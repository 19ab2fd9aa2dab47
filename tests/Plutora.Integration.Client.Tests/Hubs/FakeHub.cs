using System.Net;
using System.Text;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Tests.Hubs;

/// <summary>Answers as a test scripts it, one answer a request, and remembers what it was asked.</summary>
internal sealed class FakeHub(params IEnumerable<Func<HttpResponseMessage>> answers) : HttpMessageHandler
{
    public static readonly HubConnection Connection = new(new("http://hub.test/base/"), "plk_secret");
    private readonly Queue<Func<HttpResponseMessage>> _answers = new(answers);

    public List<HttpRequestMessage> Requests { get; } = [];

    public HttpClient Client => new(this);

    /// <summary>Events on a connection that the hub then closes.</summary>
    public static Func<HttpResponseMessage> Stream(params IEnumerable<string> parts) => Body(() => new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(parts))));

    public static Func<HttpResponseMessage> Body(Func<Stream> body) => () =>
    {
        var content = new StreamContent(body());
        content.Headers.ContentType = new("text/event-stream");
        return new() { Content = content };
    };

    public static Func<HttpResponseMessage> Json(string json, HttpStatusCode status = HttpStatusCode.OK, string type = "application/json", int? retryAfter = null) => () =>
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, type) };
        answer.Headers.RetryAfter = retryAfter is { } seconds ? new(TimeSpan.FromSeconds(seconds)) : null;
        return answer;
    };

    public static string Event(string position, NormalizedEvent told) => $"id: {position}\ndata: {Encoding.UTF8.GetString(StructuredEvent.ToBytes(told))}\n\n";

    public static string Position(string position, string kind = "position") => $"event: {kind}\nid: {position}\ndata: {position}\n\n";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add(request);
        return _answers.TryDequeue(out var answer) ? Task.FromResult(answer()) : Task.FromException<HttpResponseMessage>(new HttpRequestException("Nobody listens."));
    }
}
