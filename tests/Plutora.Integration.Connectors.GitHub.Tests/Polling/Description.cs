using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>GitHub's published description of its REST API: judges requests and holds real answers as examples.</summary>
internal sealed class Description : IDisposable
{
    private readonly JsonDocument _document;
    private readonly List<(Regex Path, JsonElement Item)> _paths;

    public Description(string file)
    {
        _document = JsonDocument.Parse(File.ReadAllBytes(file));
        // Fixed paths before those with more parameters.
        _paths = [.. _document.RootElement.GetProperty("paths").EnumerateObject()
            .OrderBy(p => p.Name.Count(c => c == '{'))
            .Select(p => (new Regex("^" + Regex.Replace(p.Name, @"\{[^}]+\}", "[^/]+") + "$"), p.Value))];
    }

    /// <summary>The example of the answer 200, and what is wrong with the request.</summary>
    public (string? Example, IReadOnlyList<string> Faults) Answer(string path, string query)
    {
        var item = _paths.FirstOrDefault(p => p.Path.IsMatch(path)).Item;
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("get", out var get))
        {
            return (null, [$"GET {path} is not described"]);
        }

        var parameters = get.GetProperty("parameters").EnumerateArray().Select(Resolve).Where(p => p.GetProperty("in").GetString() == "query")
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => Resolve(p.GetProperty("schema")));
        var faults = new List<string>();
        var sent = HttpUtility.ParseQueryString(query);
        foreach (var name in sent.AllKeys.OfType<string>())
        {
            if (!parameters.TryGetValue(name, out var schema))
            {
                faults.Add($"{path}: parameter '{name}' is not described");
            }
            else if (schema.TryGetProperty("enum", out var known) && !known.EnumerateArray().Any(k => k.GetString() == sent[name]))
            {
                faults.Add($"{path}: '{sent[name]}' is no value of '{name}'");
            }
        }

        var content = Resolve(get.GetProperty("responses").GetProperty("200")).GetProperty("content").GetProperty("application/json");
        return (Example(content), faults);
    }

    public void Dispose() => _document.Dispose();

    private string? Example(JsonElement content)
    {
        if (content.TryGetProperty("examples", out var examples))
        {
            return Resolve(examples.EnumerateObject().First().Value).GetProperty("value").GetRawText();
        }

        return content.TryGetProperty("example", out var example) ? example.GetRawText() : null;
    }

    private JsonElement Resolve(JsonElement element)
    {
        if (!element.TryGetProperty("$ref", out var reference))
        {
            return element;
        }

        return reference.GetString()!.Split('/').Skip(1).Aggregate(_document.RootElement, (at, name) => at.GetProperty(name));
    }
}
