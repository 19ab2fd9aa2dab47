using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.GitHub;

/// <summary>The things of the company in the forms of GitHub's REST API, which its webhooks share.</summary>
internal sealed partial class GitHubForms(CompanyWorld world)
{
    /// <summary>Root of the addresses in records; requests go wherever the stand-in listens.</summary>
    public const string Api = "https://api.github.com";

    /// <summary>Login of the hub's own account.</summary>
    public const string HubLogin = "plutora";

    /// <summary>File name of the workflow that each repository has.</summary>
    public const string WorkflowFile = "build.yml";

    /// <summary>Name of that workflow.</summary>
    public const string WorkflowName = "Build";

    private const string Web = "https://github.com";

    // A repository of the world keeps its name.
    private readonly ConcurrentDictionary<long, string> _names = new();

    public static long RepositoryId(long id) => 700_000 + id;

    public static long PullRequestId(long id) => 5_000_000 + id;

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonNode? Time(DateTimeOffset? at) => at is { } known ? Time(known) : null;

    public JsonObject User(string login)
    {
        var (person, url) = (world.All<Person>().FirstOrDefault(p => p.Login == login), $"{Api}/users/{login}");
        var id = person is not null ? 1_000 + person.Id : login switch { HubLogin => 900, "scm" => 901, "argo" => 902, _ => 903 };
        return new JsonObject
        {
            ["login"] = login,
            ["id"] = id,
            ["node_id"] = Node("U", id),
            ["avatar_url"] = string.Create(CultureInfo.InvariantCulture, $"https://avatars.githubusercontent.com/u/{id}?v=4"),
            ["gravatar_id"] = "",
            ["url"] = url,
            ["html_url"] = $"{Web}/{login}",
            ["followers_url"] = url + "/followers",
            ["following_url"] = url + "/following{/other_user}",
            ["gists_url"] = url + "/gists{/gist_id}",
            ["starred_url"] = url + "/starred{/owner}{/repo}",
            ["subscriptions_url"] = url + "/subscriptions",
            ["organizations_url"] = url + "/orgs",
            ["repos_url"] = url + "/repos",
            ["events_url"] = url + "/events{/privacy}",
            ["received_events_url"] = url + "/received_events",
            ["type"] = person is null ? "Bot" : "User",
            ["site_admin"] = false,
        };
    }

    /// <summary>Address of a repository in the API.</summary>
    public string At(long repository) => $"{Api}/repos/{NameOf(repository)}";

    private string NameOf(long repository) => _names.GetOrAdd(repository, id => world.Get<Repository>(id) is var found ? $"{found.Owner}/{found.Name}" : "");

    private static JsonObject Link(string href) => new() { ["href"] = href };

    private static string Node(string kind, long id) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}_{id}")));
}
