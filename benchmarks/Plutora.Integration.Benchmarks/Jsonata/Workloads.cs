using System.Text.Json;

namespace Plutora.Integration.Benchmarks.Jsonata;

/// <summary>What is measured: pull requests, as bento's mapping makes 18 fields of them, and what shipped mappings make of the records that they are for.</summary>
internal static class Workloads
{
    /// <summary>The 18 fields of a webhook that bento's mapping in <c>../shared/tools</c> makes.</summary>
    public const string Fields18 = """
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

    /// <summary>The workloads over the payloads in a folder, with the mappings in another; files made from payloads go into a third.</summary>
    public static IEnumerable<Workload> Over(string payloads, string mappings, string made)
    {
        var webhooks = Directory.GetFiles(Path.Combine(payloads, "github-webhooks"), "pull_request.*.json").Order(StringComparer.Ordinal).ToList();
        yield return new("webhook to 18 fields", Fields18, webhooks, HandWritten.Fields18);

        var records = webhooks.Select(file => Extract(file, made)).ToList();
        yield return new("shipped pull-request", SetOf(mappings, "pull-request"), records, HandWritten.Shipped);
        foreach (var stream in (string[])["issue", "workflow-run"])
        {
            yield return new($"shipped {stream}", SetOf(mappings, stream), Split(Path.Combine(payloads, "github", stream + ".jsonl"), made), null);
        }
    }

    /// <summary>The records of a file of lines, each as a file.</summary>
    private static List<string> Split(string file, string folder) => [.. File.ReadLines(file).Select((line, index) =>
    {
        var record = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(file)}.{index}.json");
        File.WriteAllText(record, line);
        return record;
    })];

    /// <summary>The pull request within a webhook's payload, which is the record that the shipped mapping takes.</summary>
    private static string Extract(string file, string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var record = Path.Combine(folder, Path.GetFileName(file));
        File.WriteAllText(record, document.RootElement.GetProperty("pull_request").GetRawText());
        return record;
    }

    /// <summary>The expressions under <c>set</c> of a mapping document, as one object.</summary>
    private static string SetOf(string mappings, string stream)
    {
        var lines = File.ReadLines(Path.Combine(mappings, stream + ".yaml")).SkipWhile(line => line != "set:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        var members = lines.Where(line => !line.TrimStart().StartsWith('#')).Select(line => line.Trim().Split(": ", 2)).Select(member => $"\"{member[0]}\": {Unquoted(member[1])}");
        return "{" + string.Join(", ", members) + "}";
    }

    private static string Unquoted(string scalar) => scalar is ['\'', .. var inner, '\''] ? inner.Replace("''", "'", StringComparison.Ordinal) : scalar;
}
