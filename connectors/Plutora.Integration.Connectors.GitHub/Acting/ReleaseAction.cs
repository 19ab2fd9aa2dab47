using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Creates a release, and its tag where there is none. A published release of the tag stands in its way, unless the action made it.</summary>
internal sealed class ReleaseAction(RepositoryAccess access) : RepositoryAction
{
    public static ActionDescriptor Offer { get; } = ActionDescriptor.Common<CreateRelease, CreatedResult>("Creates a release, with its tag where there is none yet.") with { CanPreview = true, CanSettle = true };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.CreateRelease);
        if (await FindAsync(request, asked, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return Mark.IsOn(known, request) ? Result(known) : throw Taken(known);
        }

        var body = new JsonObject { ["tag_name"] = asked.Tag, ["body"] = Mark.On(asked.Notes, request), ["draft"] = asked.Draft, ["prerelease"] = asked.Prerelease };
        if (asked.Title is { Length: > 0 } title)
        {
            body["name"] = title;
        }

        if (asked.Commit is { Length: > 0 } commit)
        {
            body["target_commitish"] = commit;
        }

        using var made = await access.CreateAsync(access.At(RepositoryAccess.Repository(request), "/releases"), body, cancellationToken).ConfigureAwait(false);
        return Result(made.RootElement);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.CreateRelease);
        if (await FindAsync(request, asked, cancellationToken).ConfigureAwait(false) is { } known)
        {
            throw Taken(known);
        }

        (string Field, string? Value)[] fields = [("tag_name", asked.Tag), ("name", asked.Title), ("body", asked.Notes), ("target_commitish", asked.Commit)];
        return new($"A {(asked.Draft ? "draft of a release" : asked.Prerelease ? "prerelease" : "release")} {asked.Tag} would be created.", [.. fields.Where(f => f.Value is { Length: > 0 }).Select(f => new FieldChange(f.Field, null, f.Value))]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.CreateRelease);
        return await FindAsync(request, asked, cancellationToken).ConfigureAwait(false) switch
        {
            { } known when Mark.IsOn(known, request) => new(SettlementOutcome.Done, Result(known)),

            // GitHub publishes no second release of a tag, so that asking again is safe; of drafts it keeps any number.
            _ => asked.Draft ? ActionSettlement.Unknown : new(SettlementOutcome.NotDone),
        };
    }

    // A draft has no address by its tag.
    private async Task<JsonElement?> FindAsync(ActionRequest request, CreateRelease asked, CancellationToken cancellationToken)
    {
        var repository = RepositoryAccess.Repository(request);
        if (!asked.Draft)
        {
            using var published = await access.FindAsync(access.At(repository, $"/releases/tags/{Uri.EscapeDataString(asked.Tag)}"), cancellationToken).ConfigureAwait(false);
            return published?.RootElement.Clone();
        }

        var uri = access.At(repository, "/releases?per_page=100");
        using var found = await access.LookAsync(uri, cancellationToken).ConfigureAwait(false);
        foreach (var release in PageReader.Items(found.RootElement, null, uri))
        {
            if (Mark.IsOn(release, request))
            {
                return release.Clone();
            }
        }

        return null;
    }

    private static ConnectorException Taken(JsonElement release) => ConnectorException.Conflict($"There is a release of {release.Text("tag_name")} already: {release.Text("html_url")}");

    private static ActionResult Result(JsonElement release) => RepositoryAccess.Result(
        new CreatedResult { Id = release.RequiredId("id", "release"), Key = release.Text("tag_name"), Url = release.Text("html_url") }, ActionJson.Default.CreatedResult);
}
