namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>One page of a list.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Response">What was answered.</param>
/// <param name="Items">The items as the tool's own bytes; empty when nothing changed since the entity tag.</param>
public sealed record HttpPage(HttpToolRequest Request, HttpToolResponse Response, IReadOnlyList<ReadOnlyMemory<byte>> Items)
{
    /// <summary>The request of the next page; null on the last. What a cursor needs to go on from here (<see cref="HttpToolPages.ResumePagesAsync"/>).</summary>
    public HttpToolRequest? Next { get; init; }
}

/// <summary>How a tool tells where its list goes on.</summary>
public interface IPagination
{
    /// <summary>The first request, with what the strategy adds to it (a page number, a size).</summary>
    HttpToolRequest First(HttpToolRequest request);

    /// <summary>The request of the next page; null when this page is the last.</summary>
    HttpToolRequest? Next(HttpPage page);
}
