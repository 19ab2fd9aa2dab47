using System.Security.Cryptography.X509Certificates;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Errors;

namespace Plutora.Integration.Sdk.Http;

/// <summary>How a tool is reached over HTTP.</summary>
public sealed record HttpToolOptions
{
    /// <summary>Address of the API; requests and next-page links leave it for no other host.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Headers sent with every request, <c>Authorization</c> among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How the tool is told who asks; null for nothing beyond <see cref="Headers"/>. Not disposed with the tool.</summary>
    public IHttpAuthentication? Authentication { get; init; }

    /// <summary>Certificate with its private key by which the hub proves itself (mutual TLS); null for none. Not disposed with the tool.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Authorities that must have signed the tool's certificate, in the place of the system's; empty for the system's.</summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>What answers mean, where their status alone does not say it; the first rule that fits counts.</summary>
    public IReadOnlyList<HttpErrorRule> Errors { get; init; } = [];

    /// <summary>Values that must not appear in any error: tokens, passwords.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>How long one request may take with its whole answer. 100 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Bytes of one answer at most, after decompression. 64 MB.</summary>
    public long MaxResponseBytes { get; init; } = 64L << 20;

    /// <summary>Requests that may be sent in <see cref="BudgetWindow"/>; null for no budget of our own.</summary>
    public int? Budget { get; init; }

    /// <summary>The window of <see cref="Budget"/>. One hour.</summary>
    public TimeSpan BudgetWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Least time between the starts of two requests: a request that comes sooner waits. Zero for none.</summary>
    public TimeSpan Pace { get; init; }

    /// <summary>Header that tells how many requests the limit allows, where it is none of the usual ones.</summary>
    public string? LimitHeader { get; init; }

    /// <summary>Header that tells how many requests are left, where it is none of the usual ones; 0 makes a 403 a rate limit.</summary>
    public string? RemainingHeader { get; init; }

    /// <summary>Header that tells when a spent limit is restored, in seconds or Unix seconds, where it is none of the usual ones.</summary>
    public string? ResetHeader { get; init; }

    /// <summary>Folder in which it is kept what is left of the tool's limits, so that a restart does not forget it; null for <see cref="Sdk.Connectors.ConnectorContext.WorkFolder"/> where the tool is given the instance's context, and else to forget it. What is lost with the folder costs a refused request.</summary>
    public string? LimitsFolder { get; init; }

    /// <summary>Pages of one read at most, after which the pagination counts as endless. 100,000.</summary>
    public int MaxPages { get; init; } = 100_000;
}
