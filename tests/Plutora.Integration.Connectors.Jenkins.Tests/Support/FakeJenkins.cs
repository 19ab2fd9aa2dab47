using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Support;

/// <summary>A Jenkins over real HTTP, served under <c>/ci/</c>: jobs in folders, builds by range, stages, reports. What it does not know it answers with 404.</summary>
internal sealed partial class FakeJenkins : IAsyncDisposable
{
    private readonly Dictionary<string, FakeJob> _jobs = new(StringComparer.Ordinal);

    public FakeJenkins(JsonObject? options = null, TimeProvider? time = null, ILogger? logger = null)
    {
        Server = WireMockServer.Start();
        Server.Given(Request.Create().UsingAnyMethod()).AtPriority(100).RespondWith(Response.Create().WithCallback(Answer));
        var all = new JsonObject { ["address"] = Server.Url + "/ci", ["user"] = "ann", ["token"] = "s3cret-token" };
        foreach (var (name, value) in options ?? [])
        {
            all[name] = value?.DeepClone();
        }

        using var services = new ServiceCollection().BuildServiceProvider();
        Instance = new JenkinsConnector().Open(new ConnectorContext("test", all, logger ?? NullLogger.Instance, time ?? TimeProvider.System, Path.GetTempPath()), services);
    }

    public WireMockServer Server { get; }

    public ConnectorInstance Instance { get; }

    /// <summary>Folders that hold no job.</summary>
    public List<string> Folders { get; } = [];

    /// <summary>Done before a request is answered, by its path behind <c>/ci/</c> and its tree: what happens meanwhile.</summary>
    public Action<string, string>? Meanwhile { get; set; }

    /// <summary>True for a server as old as 1.x, which tells no full names.</summary>
    public bool IsOld { get; set; }

    public FakeJob Job(string fullName) => _jobs.TryGetValue(fullName, out var job) ? job : _jobs[fullName] = new(fullName);

    public void Remove(string fullName) => _jobs.Remove(fullName);

    public async Task<List<RecordPage>> ReadAsync(string stream, Cursor? cursor = null, DateTimeOffset? since = null, int pageSize = 100, ReadMode mode = ReadMode.Incremental)
    {
        var pages = new List<RecordPage>();
        await foreach (var page in Instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor, Since = since, PageSize = pageSize, Mode = mode }, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>The paths asked for since the last call, with the range of builds where there is one.</summary>
    public List<string> Asked()
    {
        var asked = Server.LogEntries.Select(entry => $"{entry.RequestMessage!.Method} {new Uri(entry.RequestMessage.Url).AbsolutePath["/ci/".Length..]}{Range().Match(TreeOf(entry.RequestMessage))}").ToList();
        Server.ResetLogEntries();
        return asked;
    }

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        Server.Stop();
        Server.Dispose();
    }

    public static ResponseMessage Json(JsonNode json, int status = 200) => new()
    {
        StatusCode = status,
        Headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json;charset=utf-8"), ["X-Jenkins"] = new("2.440.3") },
        BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = json.ToJsonString() },
    };

    private static string TreeOf(IRequestMessage request) => request.Query?.TryGetValue("tree", out var tree) == true ? string.Join(",", tree) : "";

    private ResponseMessage Answer(IRequestMessage request)
    {
        // As it was sent: the path that WireMock gives is decoded.
        var path = new Uri(request.Url).AbsolutePath["/ci/".Length..];
        var tree = TreeOf(request);
        Meanwhile?.Invoke(path, tree);
        var parts = path.Split('/');
        var names = new List<string>();
        while (parts is ["job", var name, .. var left])
        {
            // Of %252F the server leaves %2F, whatever else it decodes.
            names.Add(Uri.UnescapeDataString(name.Replace("%2F", "%252F", StringComparison.Ordinal)));
            parts = left;
        }

        var item = string.Join('/', names);
        var found = parts switch
        {
            ["api", "json"] when _jobs.TryGetValue(item, out var job) => tree.StartsWith("allBuilds[", StringComparison.Ordinal) ? Builds(job, tree) : Shown(job),
            ["api", "json"] => FolderOf(item, tree),
            [var number, "api", "json"] => Build(item, number),
            [var number, "wfapi", "describe"] when Build(item, number) is not null && _jobs[item].Stages.TryGetValue(Number(number), out var stages) => new JsonObject { ["id"] = number, ["stages"] = stages.DeepClone() },
            [var number, "testReport", "api", "json"] when Build(item, number) is not null && _jobs[item].Reports.TryGetValue(Number(number), out var report) => report.DeepClone(),
            _ => null,
        };
        return found is null ? Json(new JsonObject { ["message"] = "Not found" }, 404) : Json(found);
    }

    private JsonObject? FolderOf(string folder, string tree)
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var jobs = _jobs.Values.Where(job => job.FullName.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var folders = jobs.Select(job => job.FullName).Concat(Folders.Select(empty => empty + "/")).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..]).Where(name => name.Contains('/', StringComparison.Ordinal)).Select(name => prefix + name.Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        if (folder.Length > 0 && jobs.Count == 0 && !Folders.Contains(folder))
        {
            return null;
        }

        var answer = new JsonObject { ["_class"] = folder.Length == 0 ? "hudson.model.Hudson" : "com.cloudbees.hudson.plugins.folder.Folder", ["name"] = folder, ["fullName"] = folder };
        answer["jobs"] = new JsonArray(
        [
            .. folders.Select(name => Named(new JsonObject { ["_class"] = "com.cloudbees.hudson.plugins.folder.Folder", ["name"] = name[prefix.Length..], ["fullName"] = name, ["jobs"] = new JsonArray() })),
            .. jobs.Where(job => !job.FullName[prefix.Length..].Contains('/', StringComparison.Ordinal)).Select(Shown),
        ]);
        return answer;
    }

    private JsonObject Shown(FakeJob job) => Named(job.Json());

    private JsonObject Named(JsonObject item)
    {
        if (IsOld)
        {
            item.Remove("fullName");
        }

        return item;
    }

    private static JsonObject Builds(FakeJob job, string tree)
    {
        var range = Range().Match(tree);
        var (from, to) = (int.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture));
        return new() { ["_class"] = job.Class, ["allBuilds"] = new JsonArray([.. job.Builds.Values.Reverse().Take(from..to).Select(build => build.DeepClone())]) };
    }

    private JsonNode? Build(string job, string number) => _jobs.TryGetValue(job, out var found) && found.Builds.TryGetValue(Number(number), out var build) ? build.DeepClone() : null;

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    [GeneratedRegex(@"\{(\d+),(\d+)\}$")]
    private static partial Regex Range();
}
