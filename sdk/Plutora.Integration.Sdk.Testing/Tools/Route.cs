namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>A way in which the tool answers.</summary>
internal sealed class Route(string method, string pattern, Func<ToolRequest, ToolAnswer> answer)
{
    private readonly string[] _parts = Split(pattern);

    public Func<ToolRequest, ToolAnswer> Answer => answer;

    public IReadOnlyDictionary<string, string>? Match(ToolRequest request)
    {
        var parts = Split(request.Path);
        if (request.Method != method || !(parts.Length == _parts.Length || (_parts is [.., ['{', '*', ..]] && parts.Length > _parts.Length)))
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < _parts.Length; at++)
        {
            if (_parts[at] is ['{', '*', .. var rest, '}'])
            {
                values[rest] = string.Join('/', parts[at..]);
            }
            else if (_parts[at] is ['{', .. var name, '}'])
            {
                values[name] = Uri.UnescapeDataString(parts[at]);
            }
            else if (!string.Equals(_parts[at], Uri.UnescapeDataString(parts[at]), StringComparison.Ordinal))
            {
                return null;
            }
        }

        return values;
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
