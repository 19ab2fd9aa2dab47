using System.Text.Json.Nodes;

namespace Acme.Company.Tools.Jenkins;

/// <summary>
/// What Jenkins shows of one thing: members that are made when they are asked for. A value is a JSON node, another thing, or a list of things.
/// </summary>
/// <param name="Class">Its class, which Jenkins tells of each thing that has one.</param>
/// <param name="Members">Its members.</param>
internal sealed record Exported(string? Class, IReadOnlyDictionary<string, Func<object?>> Members)
{
    // Without a tree Jenkins names what hangs on a thing and tells no more of it.
    private static readonly Tree Brief = Tree.Read("name,url,number,color,fileName,relativePath,displayPath");

    /// <summary>Writes the members that a tree asks for; all, and of other things the names, without one.</summary>
    public JsonObject Write(Tree? tree)
    {
        var written = Class is null ? [] : new JsonObject { ["_class"] = Class };
        foreach (var (name, make) in Members)
        {
            if (tree is not null && !tree.Members.ContainsKey(name))
            {
                continue;
            }

            var below = tree is null ? Brief : tree.Members[name];
            switch (make())
            {
                case Exported other:
                    written[name] = other.Write(below);
                    break;
                case IReadOnlyList<Exported> list:
                    written[name] = new JsonArray([.. (below.Range is var (from, to) ? list.Skip(from).Take(to - from) : list).Select(item => (JsonNode)item.Write(below))]);
                    break;
                case JsonNode node:
                    written[name] = node;
                    break;
                case null:
                    written[name] = null;
                    break;
                case var other:
                    throw new InvalidOperationException($"Member '{name}' is a {other.GetType().Name}, which Jenkins cannot show.");
            }
        }

        return written;
    }
}

/// <summary>The members that a request asks for, as <c>jobs[name,lastBuild[number]],allBuilds[number]{0,50}</c>.</summary>
internal sealed record Tree(IReadOnlyDictionary<string, Tree> Members, (int From, int To)? Range)
{
    private const int Deepest = 20;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Tree Read(string text)
    {
        var at = 0;
        var tree = Inner(text, ref at, 0);
        return at == text.Length ? tree : throw new FormatException($"Unexpected '{text[at]}' at {at} of the tree.");
    }

    private static Tree Inner(string text, ref int at, int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatException("The tree is too deep.");
        }

        var members = new Dictionary<string, Tree>(StringComparer.Ordinal);
        while (at < text.Length && text[at] != ']')
        {
            var begin = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '*'))
            {
                at++;
            }

            var name = text[begin..at];
            if (name.Length == 0)
            {
                throw new FormatException($"A member is missing at {at} of the tree.");
            }

            var below = new Tree(new Dictionary<string, Tree>(), null);
            if (at < text.Length && text[at] == '[')
            {
                at++;
                below = Inner(text, ref at, depth + 1);
                at = at < text.Length ? at + 1 : throw new FormatException("The tree ends within a bracket.");
            }

            if (at < text.Length && text[at] == '{')
            {
                var end = text.IndexOf('}', at);
                if (end < 0 || text[(at + 1)..end].Split(',') is not [var from, var to] || !int.TryParse(from, out var first) || !int.TryParse(to, out var last))
                {
                    throw new FormatException($"The range at {at} of the tree is none.");
                }

                (below, at) = (below with { Range = (Math.Max(0, first), Math.Max(0, last)) }, end + 1);
            }

            members[name] = below;
            if (at < text.Length && text[at] == ',')
            {
                at++;
            }
        }

        return new(members, null);
    }
}
