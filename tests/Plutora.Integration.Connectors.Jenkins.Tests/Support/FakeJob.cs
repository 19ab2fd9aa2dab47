using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Support;

/// <summary>A job of <see cref="FakeJenkins"/>, with what a test changes of it.</summary>
/// <param name="fullName">Its full name.</param>
internal sealed class FakeJob(string fullName)
{
    public string FullName { get; } = fullName;

    public string Class { get; set; } = "org.jenkinsci.plugins.workflow.job.WorkflowJob";

    public bool Buildable { get; set; } = true;

    public long Next { get; set; } = 1;

    public SortedDictionary<long, JsonObject> Builds { get; } = [];

    public Dictionary<long, JsonArray> Stages { get; } = [];

    public Dictionary<long, JsonObject> Reports { get; } = [];

    public List<JsonObject> Parameters { get; } = [];

    /// <summary>Builds of these numbers, each ten minutes after the one before.</summary>
    public FakeJob Built(int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            Build(number);
        }

        return this;
    }

    public JsonObject Build(long number, bool running = false)
    {
        Next = Math.Max(Next, number + 1);
        return Builds[number] = new()
        {
            ["_class"] = "org.jenkinsci.plugins.workflow.job.WorkflowRun",
            ["actions"] = new JsonArray(new JsonObject()),
            ["building"] = running,
            ["duration"] = running ? 0 : 60_000,
            ["fullDisplayName"] = $"{FullName} #{number}",
            ["number"] = number,
            ["result"] = running ? null : "SUCCESS",
            ["timestamp"] = 1_700_000_000_000 + (number * 600_000),
            ["url"] = $"https://ci.example.com/{Path}{number}/",
        };
    }

    public void End(long number, string result)
    {
        var build = Builds[number];
        (build["building"], build["result"], build["duration"]) = (false, result, 90_000);
    }

    public string Path => string.Concat(FullName.Split('/').Select(part => $"job/{Uri.EscapeDataString(part)}/"));

    public JsonObject Json() => new()
    {
        ["_class"] = Class,
        ["name"] = FullName[(FullName.LastIndexOf('/') + 1)..],
        ["fullName"] = FullName,
        ["url"] = $"https://ci.example.com/{Path}",
        ["buildable"] = Buildable,
        ["color"] = "blue",
        ["nextBuildNumber"] = Next,
        ["lastBuild"] = Builds.Count == 0 ? null : new JsonObject { ["number"] = Builds.Keys.Max() },
        ["property"] = Parameters.Count == 0 ? [] : new JsonArray(new JsonObject { ["_class"] = "hudson.model.ParametersDefinitionProperty", ["parameterDefinitions"] = new JsonArray([.. Parameters.Select(p => p.DeepClone())]) }),
    };
}
