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

    /// <summary>Whether a change needs a crumb, and the session that it was issued in.</summary>
    public FakeCrumbs Crumbs { get; set; } = FakeCrumbs.WithSession;

    /// <summary>The crumb that is valid now.</summary>
    public string Crumb { get; set; } = "c0ffee-crumb";

    /// <summary>Builds that were asked for: their job and what was given.</summary>
    public List<(string Job, System.Collections.Specialized.NameValueCollection Given)> Queue { get; } = [];

    /// <summary>How often an item of the queue is looked at before its build begins; less than zero for never.</summary>
    public int Looks { get; set; }

    /// <summary>True to forget items of the queue once they left it.</summary>
    public bool Forgets { get; set; }

    /// <summary>True where somebody takes each item out of the queue.</summary>
    public bool Cancels { get; set; }

    public FakeJob Job(string fullName) => _jobs.TryGetValue(fullName, out var job) ? job : _jobs[fullName] = new(fullName);

    public void Remove(string fullName) => _jobs.Remove(fullName);

    public async Task<List<RecordPage>> ReadAsync(string stream, Cursor? cursor = null, DateTimeOffset? since = null, int pageSize = 100, ReadMode mode = ReadMode.Incremental) =>
        await Instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor, Since = since, PageSize = pageSize, Mode = mode }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

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

    public static ResponseMessage Json(JsonNode json, int status = 200) => ToolAnswers.Json(json.ToJsonString(), status, ("X-Jenkins", "2.440.3"));

    private static string TreeOf(IRequestMessage request) => request.Query?.TryGetValue("tree", out var tree) == true ? string.Join(",", tree) : "";

    private ResponseMessage Answer(IRequestMessage request)
    {
        // As it was sent: the path that WireMock gives is decoded.
        var path = new Uri(request.Url).AbsolutePath["/ci/".Length..];
        var tree = TreeOf(request);
        Meanwhile?.Invoke(path, tree);
        if (request.Method == "POST")
        {
            return Changed(request, path);
        }

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
            ["queue", "api", "json"] => new JsonObject { ["items"] = new JsonArray([.. Enumerable.Range(0, Queue.Count).Where(at => !Begun(at)).Select(at => new JsonObject { ["id"] = at + 100, ["actions"] = Parameters(at) })]) },
            ["queue", "item", var number, "api", "json"] => Item((int)Number(number) - 100),
            ["crumbIssuer", "api", "json"] when Crumbs != FakeCrumbs.None => new JsonObject { ["crumb"] = Crumb, ["crumbRequestField"] = Crumbs == FakeCrumbs.Old ? ".crumb" : "Jenkins-Crumb" },
            ["api", "json"] when _jobs.TryGetValue(item, out var job) => tree.StartsWith("allBuilds[", StringComparison.Ordinal) ? Builds(job, tree) : Shown(job),
            ["api", "json"] => FolderOf(item, tree),
            [var number, "api", "json"] => Build(item, number),
            [var number, "wfapi", "describe"] when Build(item, number) is not null && _jobs[item].Stages.TryGetValue(Number(number), out var stages) => new JsonObject { ["id"] = number, ["stages"] = stages.DeepClone() },
            [var number, "testReport", "api", "json"] when Build(item, number) is not null && _jobs[item].Reports.TryGetValue(Number(number), out var report) => report.DeepClone(),
            _ => null,
        };
        if (found is not null && path.StartsWith("crumbIssuer", StringComparison.Ordinal) && Crumbs == FakeCrumbs.WithSession)
        {
            var answer = Json(found);
            answer.Headers!["Set-Cookie"] = new("JSESSIONID.1a2b=node0-session; Path=/ci; Expires=Wed, 21 Oct 2099 07:28:00 GMT; HttpOnly", "screenResolution=1x1; Path=/");
            return answer;
        }

        return found is null ? Json(new JsonObject { ["message"] = "Not found" }, 404) : Json(found);
    }

    private ResponseMessage Changed(IRequestMessage request, string path)
    {
        string? Header(string name) => request.Headers!.TryGetValue(name, out var values) ? values[0] : null;
        var allowed = Crumbs switch
        {
            FakeCrumbs.None => true,
            FakeCrumbs.Old => Header(".crumb") == Crumb,
            _ => Header("Jenkins-Crumb") == Crumb && Header("Cookie") == "JSESSIONID.1a2b=node0-session; screenResolution=1x1",
        };
        if (!allowed)
        {
            return new() { StatusCode = 403, BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = "<html>No valid crumb was included in the request</html>" } };
        }

        var parts = path.Split('/');
        var job = Uri.UnescapeDataString(string.Join('/', parts.Where((_, at) => at % 2 == 1 && parts[at - 1] == "job")));
        if (parts[^1] is "build" or "buildWithParameters")
        {
            Queue.Add((job, System.Web.HttpUtility.ParseQueryString(request.Body ?? "")));
            return Sent(201, $"http://elsewhere/ci/queue/item/{Queue.Count + 99}/");
        }

        if (parts[^1] == "stop" && _jobs[job].Builds[Number(parts[^2])] is { } build)
        {
            if (build["building"]!.GetValue<bool>())
            {
                _jobs[job].End(Number(parts[^2]), "ABORTED");
            }

            return Sent(302, $"http://elsewhere/ci/{_jobs[job].Path}");
        }

        return Json(new JsonObject(), 404);
    }

    private static ResponseMessage Sent(int status, string location) => new() { StatusCode = status, Headers = new Dictionary<string, WireMockList<string>> { ["Location"] = new(location) } };

    private JsonArray Parameters(int at) => [new JsonObject { ["_class"] = "hudson.model.ParametersAction", ["parameters"] = new JsonArray([.. Queue[at].Given.AllKeys.Select(name => new JsonObject { ["name"] = name, ["value"] = Queue[at].Given[name] })]) }];

    private bool Begun(int at) => _jobs.TryGetValue(Queue[at].Job, out var job) && job.Builds.Values.Any(build => build["queueId"]?.GetValue<int>() == at + 100);

    private JsonObject? Item(int at)
    {
        if (at < 0 || at >= Queue.Count || (Forgets && Begun(at)))
        {
            return null;
        }

        if (Cancels)
        {
            return new() { ["id"] = at + 100, ["cancelled"] = true };
        }

        if (!Begun(at) && Looks-- == 0)
        {
            Begin(at);
            if (Forgets)
            {
                return null;
            }
        }

        var build = Begun(at) ? _jobs[Queue[at].Job].Builds.Values.First(b => b["queueId"]?.GetValue<int>() == at + 100) : null;
        return build is null
            ? new() { ["id"] = at + 100, ["why"] = "Waiting for next available executor" }
            : new() { ["id"] = at + 100, ["executable"] = new JsonObject { ["number"] = build["number"]!.DeepClone(), ["url"] = build["url"]!.DeepClone() } };
    }

    /// <summary>Lets an item of the queue become a build.</summary>
    public void Begin(int at)
    {
        var job = _jobs[Queue[at].Job];
        var build = job.Build(job.Next, running: true);
        build["queueId"] = at + 100;
        build["actions"] = Parameters(at);
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

/// <summary>How a server guards against forged requests.</summary>
internal enum FakeCrumbs
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As 2.60 does: a crumb, whatever the session.</summary>
    Old,

    /// <summary>As servers do since 2.176.2: a crumb that counts in the session that it was issued in alone.</summary>
    WithSession,
}
