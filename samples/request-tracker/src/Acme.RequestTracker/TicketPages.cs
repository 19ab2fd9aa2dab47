using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Acme.RequestTracker;

/// <summary>Where a list of tickets goes on: behind a ticket, by when it last changed and its number, or by its number alone.</summary>
/// <param name="Changed">When it last changed; null where the list is ordered by number.</param>
/// <param name="Id">Its number.</param>
internal sealed record Position(DateTimeOffset? Changed, long Id)
{
    /// <summary>
    /// The condition, in the language of RT's searches. It has no "equal" for an instant (<c>LastUpdated = '…'</c> means the whole day), and takes what stands there as a time of the user's own zone: the check
    /// holds that this is UTC.
    /// </summary>
    public string Query => Changed is not { } changed ? $"id > {Id}" : $"LastUpdated >= '{Text(changed)}' AND (LastUpdated > '{Text(changed)}' OR id > {Id})";

    public static Position Parse(string cursor) => cursor.Split(' ') is [var changed, var id]
        ? new(DateTimeOffset.Parse(changed, CultureInfo.InvariantCulture), long.Parse(id, CultureInfo.InvariantCulture))
        : new(null, long.Parse(cursor, CultureInfo.InvariantCulture));

    public override string ToString() => Changed is { } changed ? string.Create(CultureInfo.InvariantCulture, $"{changed.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {Id}") : Id.ToString(CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>
/// Asks for what lies behind the last item of a page, and never for a page by its number: a ticket that changes meanwhile moves to the end of the list, and what stood behind it would move up and be left out.
/// A page without items is the last one.
/// </summary>
/// <param name="ByChange">True where the list is ordered by when its items last changed, false where by their number.</param>
/// <param name="Also">A condition that holds on every page; null for none.</param>
internal sealed record TicketPages(bool ByChange, string? Also = null) : IPagination
{
    public HttpToolRequest First(HttpToolRequest request) => request;

    public HttpToolRequest? Next(HttpPage page) => page.Items is [.., var last] ? From(page.Request, PositionOf(last)) : null;

    public HttpToolRequest From(HttpToolRequest request, Position position) => request.With("query", Also is null ? position.Query : $"{Also} AND {position.Query}");

    public Position PositionOf(ReadOnlyMemory<byte> item)
    {
        var json = JsonElement.Parse(item.Span);
        return new(ByChange ? json.GetProperty("LastUpdated").GetDateTimeOffset() : null, long.Parse(json.GetProperty("id").ToString(), CultureInfo.InvariantCulture));
    }
}
