using System.Text.Json;

namespace Plutora.Integration.Benchmarks.Jsonata;

/// <summary>What is measured: pull requests, as bento's mapping makes 18 fields of them, and as the shipped mapping does.</summary>
internal static class Workloads
{
    private const string Fields18 = """
        (
          $pr := pull_request;
          {
            "id": "github:" & repository.full_name & ":" & $string($pr.number), "number": $pr.number, "title": $pr.title, "url": $pr.html_url,
            "state": $pr.merged = true ? "merged" : $pr.state = "closed" ? "closed" : "open", "sourceState": $pr.state, "author": $pr.user.login,
            "repository": repository.full_name, "baseRef": $pr.base.ref, "headRef": $pr.head.ref, "headSha": $pr.head.sha, "createdAt": $pr.created_at,
            "updatedAt": $pr.updated_at, "mergedAt": $pr.merged_at, "additions": $pr.additions, "deletions": $pr.deletions, "commits": $pr.commits,
            "labels": [$pr.labels.name]
          }
        )
        """;

    /// <summary>The workloads over the payloads in a folder; files made from them go into another.</summary>
    public static IEnumerable<Workload> Over(string payloads, string mapping, string made)
    {
        var webhooks = Directory.GetFiles(payloads, "pull_request.*.json").Order(StringComparer.Ordinal).ToList();
        yield return new("webhook to 18 fields", Fields18, webhooks, HandWritten.Fields18);

        var records = webhooks.Select(file => Extract(file, made)).ToList();
        yield return new("shipped mapping, its 31 fields", SetOf(mapping), records, HandWritten.Shipped);
    }

    /// <summary>The pull request within a webhook's payload, which is the record that the shipped mapping takes.</summary>
    private static string Extract(string file, string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var record = Path.Combine(folder, Path.GetFileName(file));
        File.WriteAllText(record, document.RootElement.GetProperty("pull_request").GetRawText());
        return record;
    }

    /// <summary>The expressions under <c>set</c> of a mapping document, as one object.</summary>
    private static string SetOf(string mapping)
    {
        var lines = File.ReadLines(mapping).SkipWhile(line => line != "set:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        var members = lines.Where(line => !line.TrimStart().StartsWith('#')).Select(line => line.Trim().Split(": ", 2)).Select(member => $"\"{member[0]}\": {Unquoted(member[1])}");
        return "{" + string.Join(", ", members) + "}";
    }

    private static string Unquoted(string scalar) => scalar is ['\'', .. var inner, '\''] ? inner.Replace("''", "'", StringComparison.Ordinal) : scalar;
}
