using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>What the actions share: the address of a thing, a look at it, a change, a result.</summary>
internal sealed partial class RepositoryAccess(GitHubApi api)
{
    /// <summary>Address of something in a repository, which is named by its id: its name may have changed since the record was read.</summary>
    public Uri At(string repository, string path) => new(api.Base, $"repositories/{Uri.EscapeDataString(repository)}{path}");

    /// <summary>A look at what is there.</summary>
    /// <exception cref="ConnectorException">Not found, when GitHub has it no longer, hides it, or has switched it off.</exception>
    public async Task<JsonDocument> LookAsync(Uri uri, CancellationToken cancellationToken) =>
        await api.GetAsync(uri, null, cancellationToken).ConfigureAwait(false) is { } answer
            ? PageReader.Parse(answer.Body, uri)
            : throw ConnectorException.NotFound($"The repository has nothing at {uri.AbsolutePath}: it is empty, archived, or has this switched off.");

    /// <summary>A look at what may not be there.</summary>
    public async Task<JsonDocument?> FindAsync(Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(uri, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>A look at an issue or pull request, which GitHub addresses by a number that it keeps while the thing itself may have moved away.</summary>
    public async Task<JsonDocument> LookAsync(ActionRequest request, string kind, CancellationToken cancellationToken)
    {
        var uri = At(Repository(request), $"/{kind}/{Number(request)}");
        var found = await LookAsync(uri, cancellationToken).ConfigureAwait(false);
        if (found.RootElement.RequiredId("id", uri.AbsolutePath) == request.Target)
        {
            return found;
        }

        found.Dispose();
        throw ConnectorException.NotFound($"Under {uri.AbsolutePath} there is another by now: what the action was asked of has moved to another repository.");
    }

    /// <summary>A change.</summary>
    public async Task<JsonDocument?> ChangeAsync(HttpMethod method, Uri uri, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await api.ChangeAsync(method, uri, body, cancellationToken).ConfigureAwait(false);
        try
        {
            return answer.IsEmpty ? null : JsonDocument.Parse(answer);
        }
        catch (JsonException)
        {
            // It was done: an answer that says it in other words must not look like a refusal.
            return null;
        }
    }

    /// <summary>A change that makes something new, whose answer says what.</summary>
    /// <exception cref="ConnectorException">Ambiguous, when it was made and the answer does not name it.</exception>
    public async Task<JsonDocument> CreateAsync(Uri uri, JsonObject body, CancellationToken cancellationToken)
    {
        var made = await ChangeAsync(HttpMethod.Post, uri, body, cancellationToken).ConfigureAwait(false);
        if (made?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number)
        {
            return made;
        }

        made?.Dispose();
        throw ConnectorException.Ambiguous($"GitHub took POST {uri.AbsolutePath}, and its answer does not name what it made.");
    }

    /// <summary>The result of what was done.</summary>
    /// <param name="values">What is told of it.</param>
    /// <param name="type">How that is written.</param>
    /// <param name="version">Version of the target's record by now; null where it is not known.</param>
    public static ActionResult Result<TValues>(TValues values, JsonTypeInfo<TValues> type, string? version = null) =>
        new() { Values = JsonSerializer.SerializeToElement(values, type), RecordVersion = version };

    /// <summary>Version of an object as its record has it.</summary>
    public static string? VersionOf(JsonElement item, string stream) => item.ValueKind == JsonValueKind.Object ? RecordMaker.VersionOf(stream, item) : null;

    /// <summary>Version of the target by a look at it afterwards. What was done stays done where it cannot be looked at.</summary>
    public async Task<string?> VersionAsync(ActionRequest request, string kind, string stream, CancellationToken cancellationToken)
    {
        try
        {
            using var now = await LookAsync(request, kind, cancellationToken).ConfigureAwait(false);
            return VersionOf(now.RootElement, stream);
        }
        catch (ConnectorException)
        {
            return null;
        }
    }

    /// <summary>Id of the repository that the target is in.</summary>
    public static string Repository(ActionRequest request) =>
        request is { TargetStream: GitHubStreams.Repository, Target: { Length: > 0 } itself } ? itself
        : request.Container is { Length: > 0 } container && container.All(char.IsAsciiDigit) ? container
        : throw ConnectorException.Permanent($"The hub does not know in which repository the target of '{request.Action}' is: its record has not been read yet, or is no longer kept.");

    /// <summary>Number of an issue or pull request, by what the hub knows of it.</summary>
    public static string Number(ActionRequest request)
    {
        if (request.Known is { Length: > 0 } bytes)
        {
            using var known = JsonDocument.Parse(bytes);
            var item = known.RootElement.TryObject("issue", out var issue) ? issue : known.RootElement;
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("number", out var number) && number.TryGetInt64(out var found))
            {
                return found.ToString(CultureInfo.InvariantCulture);
            }
        }

        throw ConnectorException.Permanent($"The hub has no record of the target of '{request.Action}' that holds its number. It comes with the next read or webhook, unless the instance drops the path 'number'.");
    }

    /// <summary>A repository that a caller names by id or as <c>owner/name</c>.</summary>
    public async Task<JsonDocument> RepositoryAsync(string action, string? named, CancellationToken cancellationToken) => named switch
    {
        { Length: > 0 } when named.All(char.IsAsciiDigit) => await LookAsync(At(named, ""), cancellationToken).ConfigureAwait(false),
        { Length: > 0 } when FullName().IsMatch(named) => await LookAsync(new(api.Base, $"repos/{named}"), cancellationToken).ConfigureAwait(false),
        _ => throw ConnectorException.Permanent($"The action '{action}' needs a repository, by id or as owner/name{(named is null ? "" : $"; '{named}' is none")}."),
    };

    /// <summary>A repository's default branch.</summary>
    public static string DefaultBranch(JsonElement repository) =>
        repository.Text("default_branch") ?? throw ConnectorException.Permanent("GitHub does not say what the repository's default branch is. Say the branch or tag.");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")]
    private static partial Regex FullName();
}
