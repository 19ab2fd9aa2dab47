using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Running;

/// <summary>
/// Fields whose values the model lists, by the name under which a value that is none of them is listed: <c>state</c>, or <c>steps.outcome</c> within
/// lists and objects. A table of that name says what such values become, without an expression that names it.
/// </summary>
internal static class FieldTables
{
    /// <summary>The fields that the plans set, by name; several entities may have one of the same name.</summary>
    public static ILookup<string, FieldDescriptor> Of(IEnumerable<EntityPlan> plans) =>
        plans.SelectMany(plan => plan.Fields).SelectMany(field => Within(field.Field, field.Field.Name)).ToLookup(field => field.Name, field => field.Field, StringComparer.Ordinal);

    /// <summary>The values that a table may lead to: those that all fields have which take it by an expression that names it, else those of the fields of its own name. Empty where any text will do.</summary>
    public static IReadOnlyList<string> ChoicesOf(string table, IReadOnlyList<EntityPlan> plans)
    {
        var taking = plans.SelectMany(plan => plan.Fields).SelectMany(field => Taking(field.Field, field.Value, table)).ToList();
        List<FieldDescriptor> listed = taking.Count > 0 ? [.. taking.Where(field => field.Kind == FieldKind.Enum)] : [.. Of(plans)[table]];
        return listed is [var first, .. var others] ? [.. first.EnumValues.Where(value => others.TrueForAll(field => field.EnumValues.Contains(value)))] : [];
    }

    private static IEnumerable<FieldDescriptor> Taking(FieldDescriptor field, ValuePlan value, string table)
    {
        var element = field.Kind == FieldKind.List ? field.Element! : field;
        return value switch
        {
            MembersPlan { Members: var members } => members.SelectMany(member => element.Members.Where(inner => inner.Name == member.Key).SelectMany(inner => Taking(inner, member.Value, table))),
            ExpressionPlan { Expression: var expression } when ExpressionScan.Calls(expression.Text).Exists(call => call.Function == "table" && call.Literal == table) => [element],
            _ => [],
        };
    }

    private static IEnumerable<(string Name, FieldDescriptor Field)> Within(FieldDescriptor field, string name) => field.Kind switch
    {
        FieldKind.Enum => [(name, field)],
        FieldKind.List => Within(field.Element!, name),
        FieldKind.Object => field.Members.SelectMany(member => Within(member, $"{name}.{member.Name}")),
        _ => [],
    };
}
