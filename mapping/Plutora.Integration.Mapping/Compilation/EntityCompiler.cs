using System.Text.Json;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Compiles the rule of one entity against its descriptor.</summary>
internal sealed class EntityCompiler(ExpressionCompiler expressions, FaultList faults)
{
    private const string Link = "link";

    /// <summary>The plan, or null when something is wrong with the rule; then the reasons are among the faults.</summary>
    /// <param name="rule">The rule as written.</param>
    /// <param name="prefix">What members are named by: empty for the entity the record is about, else for example <c>mentions[0].</c>.</param>
    /// <param name="role">What the entity is to the record.</param>
    /// <param name="missingRequired">What it weighs that a required field is not set; null not to look.</param>
    public EntityPlan? Compile(EntityRule rule, string prefix, EntityRole role, MappingSeverity? missingRequired)
    {
        var each = expressions.Compile(rule.Each, prefix + "each");
        var when = expressions.Compile(rule.When, prefix + "when");
        var key = expressions.Compile(rule.Key, prefix + "key");
        var deleted = expressions.Compile(rule.Deleted, prefix + "deleted");
        LiteralCheck.CheckCondition(rule.When, prefix + "when", faults);
        LiteralCheck.CheckCondition(rule.Deleted, prefix + "deleted", faults);
        LiteralCheck.CheckKey(rule.Key, prefix + "key", faults);
        var aliases = rule.Aliases.Select((alias, index) => Compile(alias, $"{prefix}aliases[{index}]")).ToList();
        if (Target(rule.Target) is not { } type)
        {
            return null;
        }

        var fields = Fields(rule.Set, type, prefix + "set");
        if (missingRequired is { } severity)
        {
            ReportMissing(rule, type, severity);
        }

        return key is null ? null : new EntityPlan(type.Name, role, each, when, key, deleted, [.. aliases.OfType<AliasPlan>()], [.. fields]);
    }

    private EntityDescriptor? Target(YamlScalar? target)
    {
        if (target is null)
        {
            return null;
        }

        if (!EntityTypes.TryGet(target.Value, out var type))
        {
            faults.Error(
                target.Place,
                $"The model has no entity '{target.Value}'. {Nearest.Suggest(target.Value, EntityTypes.All.Select(known => known.Name))}");
        }
        else if (type.Name == Link)
        {
            faults.Error(
                target.Place,
                "Links are no target of their own, since the hub makes their ids. State them under 'links' of the stream that tells of them.");
            return null;
        }

        return type;
    }

    private AliasPlan? Compile(AliasRule rule, string member)
    {
        var alias = expressions.Compile(rule.Alias, member + ".alias");
        var hubWide = rule.Scope?.Value.Trim() == "*";
        var scope = hubWide ? null : expressions.Compile(rule.Scope, member + ".scope");
        return alias is null ? null : new AliasPlan(alias, scope, hubWide ? "*" : null);
    }

    private List<FieldPlan> Fields(YamlMap? set, EntityDescriptor type, string prefix)
    {
        var plans = new List<FieldPlan>();
        foreach (var (name, node) in set?.Members ?? [])
        {
            var member = $"{prefix}.{name.Value}";
            if (type.Field(name.Value) is not { } field)
            {
                var settable = type.Fields.Where(known => !known.SetByHub).Select(known => known.Name);
                faults.Error(
                    name.Place,
                    $"A {type.Name} has no field '{name.Value}'. {Nearest.Suggest(name.Value, settable)} What the model lacks goes under 'extensions'.");
            }
            else if (field.SetByHub)
            {
                faults.Error(name.Place, $"The hub sets '{name.Value}' itself. Remove it here; ids come from 'key', further names from 'aliases'.");
            }
            else if (Value(node, field, member) is { } value)
            {
                plans.Add(new FieldPlan(field, JsonEncodedText.Encode(field.Name), value));
            }
        }

        return plans;
    }

    private ValuePlan? Value(YamlNode node, FieldDescriptor field, string member)
    {
        switch (node)
        {
            case YamlScalar scalar when string.IsNullOrWhiteSpace(scalar.Value):
                faults.Error(scalar.Place, $"'{member}' is empty. Give a JSONata expression, or remove the member.");
                return null;
            case YamlScalar scalar:
                return expressions.Compile(scalar, member, field) is { } expression ? new ExpressionPlan(expression) : null;
            case YamlMap map:
                return Members(map, field, member);
            default:
                faults.Error(node.Place, $"'{member}' takes a JSONata expression, not a list of YAML. Write a list as '[first, second]' in quotes.");
                return null;
        }
    }

    private MembersPlan? Members(YamlMap map, FieldDescriptor field, string member)
    {
        var element = field.Kind == FieldKind.List ? field.Element! : field;
        if (element.Kind is not (FieldKind.Object or FieldKind.Map or FieldKind.Any or FieldKind.Reference))
        {
            faults.Error(
                map.Place,
                $"'{member}' takes {FieldWords.Of(element.Kind)} and has no members. Give one JSONata expression; quote it when it begins with a brace.");
            return null;
        }

        var members = new List<KeyValuePair<string, ValuePlan>>();
        foreach (var (name, node) in map.Members)
        {
            if (MemberOf(element, name.Value) is not { } inner)
            {
                faults.Error(
                    name.Place,
                    $"'{member}' has no member '{name.Value}'. {Nearest.Suggest(name.Value, element.Members.Select(known => known.Name))}");
            }
            else if (Value(node, inner, $"{member}.{name.Value}") is { } value)
            {
                members.Add(new(name.Value, value));
            }
        }

        return members.Count == 0 ? null : new MembersPlan(members);
    }

    private static FieldDescriptor? MemberOf(FieldDescriptor element, string name) => element.Kind switch
    {
        FieldKind.Map => element.Element,
        FieldKind.Any => element,
        _ => element.Member(name),
    };

    private void ReportMissing(EntityRule rule, EntityDescriptor type, MappingSeverity severity)
    {
        foreach (var field in type.Fields.Where(field => field is { Required: true, SetByHub: false } && rule.Set?.Member(field.Name) is null))
        {
            faults.Add(rule.Set?.Place ?? rule.Place, severity, $"A {type.Name} cannot be without '{field.Name}', which is never set. Add it under 'set'.");
        }
    }
}
