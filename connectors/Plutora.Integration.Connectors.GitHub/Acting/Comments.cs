using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Comments at issues and pull requests, which GitHub keeps alike.</summary>
internal sealed class Comments(RepositoryAccess access)
{
    private const int PageSize = 100;

    /// <summary>Adds one, with the mark of the action.</summary>
    public Task<JsonDocument> AddAsync(ActionRequest request, string text, CancellationToken cancellationToken) =>
        access.CreateAsync(Of(request), new JsonObject { ["body"] = Mark.On(text, request) }, cancellationToken);

    /// <summary>Looks for that of an action among the newest 100 or more.</summary>
    /// <param name="request">The action.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<JsonElement?> FindAsync(ActionRequest request, int count, CancellationToken cancellationToken)
    {
        // They come the oldest first; one that came meanwhile begins another page.
        for (var page = count / PageSize + 1; page >= Math.Max(1, count / PageSize); page--)
        {
            var uri = new Uri(Of(request).AbsoluteUri + string.Create(CultureInfo.InvariantCulture, $"?per_page={PageSize}&page={page}"));
            using var found = await access.LookAsync(uri, cancellationToken).ConfigureAwait(false);
            foreach (var comment in PageReader.Items(found.RootElement, null, uri))
            {
                if (Mark.IsOn(comment, request))
                {
                    return comment.Clone();
                }
            }
        }

        return null;
    }

    /// <summary>How many an issue or pull request says that it has.</summary>
    public static int Count(JsonElement item) => item.TryGetProperty("comments", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var found) ? found : 0;

    private Uri Of(ActionRequest request) => access.At(RepositoryAccess.Repository(request), $"/issues/{RepositoryAccess.Number(request)}/comments");
}
