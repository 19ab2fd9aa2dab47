using System.Text.Json;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Api;

/// <summary>The projects that the instance reads.</summary>
/// <param name="Found">Those that Jira shows, by id.</param>
/// <param name="Missing">Keys of the options that it does not.</param>
/// <param name="SentAt">When they were asked for.</param>
internal sealed record Projects(IReadOnlyList<SourceRecord> Found, IReadOnlyList<string> Missing, DateTimeOffset SentAt)
{
    private const string Expand = "description,lead,url,projectKeys";

    /// <summary>Asks for the projects of the options one by one, or for all that the account sees.</summary>
    public static async Task<Projects> FindAsync(JiraApi api, IReadOnlyList<string> keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        if (keys.Count == 0)
        {
            return new(Ordered(await AllAsync(api, cancellationToken).ConfigureAwait(false)), [], sentAt);
        }

        var (found, missing) = (new List<SourceRecord>(), new List<string>());
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            try
            {
                using var project = await api.GetAsync(api.Platform($"project/{JiraApi.Part(key)}"), [("expand", Expand)], cancellationToken).ConfigureAwait(false);
                found.Add(RecordMaker.Make(JiraStreams.Project, project.RootElement, $"project {key}"));
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
            {
                missing.Add(key);
            }
        }

        return new(Ordered(found), missing, sentAt);
    }

    /// <summary>Tells what was missing, after the others were read, so that a project that is gone does not hold them up.</summary>
    /// <exception cref="ConnectorException">Not found, when any is missing.</exception>
    public void TellMissing(JiraApi api)
    {
        if (Missing.Count > 0)
        {
            throw ConnectorException.NotFound(
                $"Jira has no project {string.Join(", ", Missing)} at {api.Base}, or hides it from this account. Correct the option 'projects', or give the account the permission to browse it; the other projects were read.");
        }
    }

    private static async Task<List<SourceRecord>> AllAsync(JiraApi api, CancellationToken cancellationToken)
    {
        if (!api.IsCloud)
        {
            using var all = await api.GetAsync(api.Platform("project"), [("expand", Expand)], cancellationToken).ConfigureAwait(false);
            return all.RootElement.ValueKind == JsonValueKind.Array
                ? [.. all.RootElement.EnumerateArray().Select((p, i) => RecordMaker.Make(JiraStreams.Project, p, $"project[{i}]"))]
                : throw ConnectorException.Permanent($"The answer of {api.Platform("project")} is no list of projects.");
        }

        var found = new List<SourceRecord>();
        var request = new HttpToolRequest(api.Platform("project/search")) { Query = new Dictionary<string, string> { ["orderBy"] = "key", ["expand"] = Expand } };
        await foreach (var page in Lists.ReadAsync(api, request, "values", 50, cancellationToken).ConfigureAwait(false))
        {
            found.AddRange(page.Items.Select((item, i) => Record(item, $"project/search[{i}]")));
        }

        return found;
    }

    private static SourceRecord Record(ReadOnlyMemory<byte> json, string place)
    {
        using var project = ToolJson.Parse(json, place);
        return RecordMaker.Make(JiraStreams.Project, project.RootElement, place);
    }

    private static List<SourceRecord> Ordered(IEnumerable<SourceRecord> projects) =>
        [.. projects.DistinctBy(p => p.Id, StringComparer.Ordinal).OrderBy(p => p.Id.Length).ThenBy(p => p.Id, StringComparer.Ordinal)];
}
