using System.Text;
using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;

namespace Plutora.Integration.Connectors.TestResults.Formats;

/// <summary>The beginning of a file, by which its format is known.</summary>
internal sealed class Head
{
    private const int Bytes = 262_144;

    private Head(string text)
    {
        Text = text;
        First = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').FirstOrDefault();
        Lines = [.. text.Split('\n').Select(l => l.TrimEnd('\r')).Take(2_000)];
        Members = First is '{' or '[' ? MembersOf(text) : new HashSet<string>();
    }

    public string Text { get; }

    /// <summary>First character that is not white space; NUL for an empty file.</summary>
    public char First { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Names of members of the root object, or of the first object of the root list, then of what they hold, as <c>suites.title</c>.</summary>
    public IReadOnlySet<string> Members { get; }

    public static Head Of(ReportFile file)
    {
        var bytes = file.Beginning(Bytes);
        using var reader = new StreamReader(new MemoryStream(bytes), LenientText.Detect(bytes));
        return new(reader.ReadToEnd());
    }

    // Reads as far as the beginning goes; what is cut off does not matter.
    private static HashSet<string> MembersOf(string text)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new(new JsonReaderOptions { MaxDepth = 256 }));
        try
        {
            while (reader.Read() && members.Count < 500)
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var depth = reader.CurrentDepth;
                while (path.Count > 0 && path.Count >= depth)
                {
                    path.RemoveAt(path.Count - 1);
                }

                while (path.Count < depth - 1)
                {
                    path.Add("");
                }

                path.Add(reader.GetString() ?? "");
                var parts = path.Where(p => p.Length > 0).ToList();
                if (parts.Count <= 3)
                {
                    members.Add(string.Join('.', parts));
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The reading itself will tell what is broken, and where.
        }

        return members;
    }
}
