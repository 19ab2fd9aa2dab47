namespace Plutora.Integration.Sdk.Http.Errors;

/// <summary>What an answer of a tool means, where its status alone does not say it.</summary>
public enum HttpErrorMeaning
{
    /// <summary>Nothing is wrong and there is nothing to tell: a list ends here (<see cref="HttpToolResponse.Ignored"/>).</summary>
    Ignore,

    /// <summary>It passes: tried again with backoff.</summary>
    Retry,

    /// <summary>The tool asks to wait, until its reset header where it sends one.</summary>
    RateLimited,

    /// <summary>What was asked for is not there.</summary>
    NotFound,

    /// <summary>Credentials are missing, wrong or lack a permission.</summary>
    Authentication,

    /// <summary>The tool refuses, and will refuse again.</summary>
    Fail,
}

/// <summary>Gives answers their meaning; the first rule that fits an answer counts, and without one the status does.</summary>
/// <param name="Meaning">What a fitting answer means.</param>
public sealed record HttpErrorRule(HttpErrorMeaning Meaning)
{
    /// <summary>Statuses that fit; empty for any, successful ones too, since some tools tell errors with status 200.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];

    /// <summary>What else must hold of the answer; null for nothing.</summary>
    public Func<HttpToolResponse, bool>? When { get; init; }

    /// <summary>What it means and what to do, for administrators; null to tell the tool's own words.</summary>
    public string? Message { get; init; }

    internal bool Fits(HttpToolResponse answer) => (Statuses.Count == 0 ? !answer.NotModified : Statuses.Contains(answer.Status)) && When?.Invoke(answer) != false;
}
