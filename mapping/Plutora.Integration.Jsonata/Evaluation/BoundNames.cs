using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>The names that an expression binds somewhere, which therefore may hide a function of that name.</summary>
internal static class BoundNames
{
    /// <summary>Stands for every name: <c>$eval</c> may bind what no one can tell beforehand.</summary>
    public const string Any = "eval";

    public static HashSet<string> Of(Node tree)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Gather(tree, names);
        return names;
    }

    private static void Gather(Node? node, HashSet<string> names)
    {
        if (node is null)
        {
            return;
        }

        if (node.Type == NodeType.Bind || node.Is(NodeType.Variable, Any))
        {
            names.Add(node.Text);
        }

        if (node.Type == NodeType.Lambda)
        {
            names.UnionWith(node.Items.Select(item => item.Text));
        }

        Add(node.Focus, names);
        Add(node.Index, names);
        Gather(node.Left, names);
        Gather(node.Right, names);
        Gather(node.Third, names);
        Gather(node.Group, names);
        node.Items.ForEach(item => Gather(item, names));
        node.Steps.ForEach(step => Gather(step, names));
        node.Terms.ForEach(term => Gather(term.Key, names));
        node.Pairs.ForEach(pair =>
        {
            Gather(pair.Key, names);
            Gather(pair.Value, names);
        });
        foreach (var stage in (node.Stages ?? []).Concat(node.Predicates ?? []))
        {
            Gather(stage.Filter, names);
            Add(stage.Index, names);
        }
    }

    private static void Add(string? name, HashSet<string> names)
    {
        if (name is not null)
        {
            names.Add(name);
        }
    }
}
