using System.Globalization;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Identity;
using YamlDotNet.RepresentationModel;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Reads what belongs to an entry, and makes link rules of it.</summary>
internal static class CatalogBindings
{
    private static readonly string[] Known = ["match", "instances", "labels"];

    /// <summary>The bindings below <c>bind</c>.</summary>
    public static IReadOnlyList<CatalogBinding> Read(string file, CatalogKind kind, YamlNode node, List<CatalogFault> faults)
    {
        CatalogPlace At(YamlNode at) => new(file, at.Start.Line, at.Start.Column);
        var names = string.Join(", ", BindingTarget.All.Select(t => t.Name));
        if (node is not YamlMappingNode map)
        {
            faults.Add(new(At(node), $"expected what belongs to this {kind.Entity}: {names}."));
            return [];
        }

        var bindings = new List<CatalogBinding>();
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (BindingTarget.All.FirstOrDefault(t => t.Name == name) is not { } target)
            {
                faults.Add(new(At(key), $"'{name}' cannot be bound: expected one of {names}."));
                continue;
            }

            var items = value is YamlSequenceNode list ? list.Children : [value];
            var fields = new CatalogFields(file, faults);
            var plain = items.OfType<YamlScalarNode>().SelectMany(s => fields.Texts(s, name)).ToList();
            if (plain.Count > 0)
            {
                bindings.Add(new(target, plain, [], [], At(value)));
            }

            bindings.AddRange(items.Where(i => i is not YamlScalarNode).Select(i => One(target, i, fields, At, faults)).OfType<CatalogBinding>());
        }

        return bindings;
    }

    /// <summary>The link rules of an entry: from it to what belongs to it; for a team, from what it looks after to the team.</summary>
    public static IEnumerable<(LinkRule Rule, CatalogPlace Place)> Rules(string instance, CatalogEntry entry)
    {
        var id = new EntityId(instance, entry.Kind.Entity, entry.Id).ToString();
        var one = new RuleSide { Entity = entry.Kind.Entity, Id = id };
        for (var place = 0; place < entry.Bindings.Count; place++)
        {
            var binding = entry.Bindings[place];
            var many = new RuleSide
            {
                Entity = binding.Target.Entity,
                Fields = binding.Target.Fields,
                Match = binding.Match,
                Instances = binding.Instances,
                Where = binding.Labels.Count == 0 ? new Dictionary<string, IReadOnlyList<string>>() : new() { [binding.Target.LabelField!] = binding.Labels },
            };
            var team = entry.Kind.Entity == "team";
            var rule = new LinkRule
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{instance}:{entry.Kind.Entity}:{entry.Id}:{binding.Target.Name}{(place == 0 ? "" : $":{place + 1}")}"),
                Relation = team ? "owned-by" : entry.Kind.Entity == "environment" && binding.Target.Name == "environments" ? "same-as" : "contains",
                Confidence = 1,
                From = team ? many : one,
                To = team ? one : many,
            };
            yield return (rule, binding.Place);
        }
    }

    private static CatalogBinding? One(BindingTarget target, YamlNode item, CatalogFields fields, Func<YamlNode, CatalogPlace> at, List<CatalogFault> faults)
    {
        if (item is not YamlMappingNode map)
        {
            faults.Add(new(at(item), $"expected a pattern, or match, instances and labels, in '{target.Name}'."));
            return null;
        }

        var said = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!Known.Contains(name, StringComparer.Ordinal))
            {
                faults.Add(new(at(key), $"a binding has no '{name}': expected one of {string.Join(", ", Known)}."));
            }
            else if (name == "labels" && target.LabelField is null)
            {
                faults.Add(new(at(key), $"{target.Name} have no labels to tell them apart by; use 'match' or 'instances'."));
            }
            else
            {
                said[name] = fields.Texts(value, name);
            }
        }

        IReadOnlyList<string> Of(string name) => said.GetValueOrDefault(name) ?? [];
        return new(target, Of("match"), Of("instances"), target.LabelField is null ? [] : Of("labels"), at(item));
    }
}
