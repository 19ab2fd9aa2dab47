using System.Globalization;
using System.Text;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Webhooks of issues, sent as a tool sends them.</summary>
internal static class IssueDeliveries
{
    public static byte[] Body(int number) => Encoding.UTF8.GetBytes($$$"""
        {"action":"opened","repository":{"id":1,"full_name":"o/r","url":"https://api.github.com/repos/o/r"},
         "issue":{"id":{{{number}}},"number":{{{number}}},"title":"Issue {{{number}}}","state":"open","user":{"id":5,"login":"ann","type":"User"},"labels":[],"assignees":[],
         "url":"https://api.github.com/repos/o/r/issues/{{{number}}}","html_url":"https://github.com/o/r/issues/{{{number}}}","repository_url":"https://api.github.com/repos/o/r",
         "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"} }
        """);

    /// <summary>Issues and pull requests in turn, all by one person, whose name is another each time: so several streams feed one entity.</summary>
    public static (string Event, byte[] Body) OfOnePerson(int number)
    {
        var person = $$"""{"id":5,"login":"ann{{number}}","type":"User"}""";
        var at = DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        const string repository = """{"id":1,"full_name":"o/r","url":"https://api.github.com/repos/o/r"}""";
        return number % 2 == 0
            ? ("issues", Encoding.UTF8.GetBytes($$$"""
                {"action":"opened","repository":{{{repository}}},
                 "issue":{"id":{{{number}}},"number":{{{number}}},"title":"Issue {{{number}}}","state":"open","user":{{{person}}},"labels":[],"assignees":[],
                 "url":"https://api.github.com/repos/o/r/issues/{{{number}}}","html_url":"https://github.com/o/r/issues/{{{number}}}","repository_url":"https://api.github.com/repos/o/r",
                 "created_at":"2026-01-01T00:00:00Z","updated_at":"{{{at}}}"} }
                """))
            : ("pull_request", Encoding.UTF8.GetBytes($$$"""
                {"action":"opened","number":{{{number}}},"repository":{{{repository}}},
                 "pull_request":{"id":{{{number}}},"number":{{{number}}},"title":"Change {{{number}}}","state":"open","draft":false,"user":{{{person}}},"labels":[],"assignees":[],"requested_reviewers":[],"milestone":null,
                 "url":"https://api.github.com/repos/o/r/pulls/{{{number}}}","html_url":"https://github.com/o/r/pull/{{{number}}}","merge_commit_sha":null,"closed_at":null,"merged_at":null,
                 "head":{"ref":"topic","sha":"h1","repo":{"id":1} },"base":{"ref":"main","sha":"b1","repo":{{{repository}}} },
                 "created_at":"2026-01-01T00:00:00Z","updated_at":"{{{at}}}"} }
                """));
    }
}
