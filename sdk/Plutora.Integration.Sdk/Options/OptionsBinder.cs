using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Plutora.Integration.Sdk.Options;

/// <summary>Binds JSON to an annotated class and reports every fault at once.</summary>
public static class OptionsBinder
{
    /// <summary>Binds the options of an instance.</summary>
    /// <typeparam name="TOptions">The annotated class.</typeparam>
    /// <param name="json">The options as JSON; member names in camelCase.</param>
    public static OptionsBinding<TOptions> Bind<TOptions>(JsonObject json)
        where TOptions : class, new()
    {
        var faults = new List<OptionFault>();
        var bound = (TOptions)BindObject(typeof(TOptions), json, "", OptionsJson.For(typeof(TOptions)), faults);
        return new(bound, faults);
    }

    private static object BindObject(Type type, JsonObject json, string path, JsonSerializerOptions serializer, List<OptionFault> faults)
    {
        var info = serializer.GetTypeInfo(type);
        var target = Activator.CreateInstance(type)!;
        var known = info.Properties.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in json)
        {
            if (!known.TryGetValue(name, out var property) || property.Set is null)
            {
                faults.Add(new(Join(path, name), $"is not known. Known are: {string.Join(", ", info.Properties.Select(p => p.Name))}."));
                continue;
            }

            BindProperty(target, property, value, Join(path, property.Name), serializer, faults);
        }

        Annotations(target, info, path, faults);
        return target;
    }

    private static void BindProperty(object target, JsonPropertyInfo property, JsonNode? value, string path, JsonSerializerOptions serializer, List<OptionFault> faults)
    {
        if (value is JsonObject nested && serializer.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object)
        {
            property.Set!(target, BindObject(property.PropertyType, nested, path, serializer, faults));
            return;
        }

        try
        {
            property.Set!(target, value.Deserialize(property.PropertyType, serializer));
        }
        catch (JsonException fault)
        {
            var inner = fault.Path is { Length: > 1 } at ? at.TrimStart('$') : "";
            faults.Add(new(path + inner, $"expected {Expected(property.PropertyType)}, found {Found(value)}."));
        }
    }

    private static void Annotations(object target, JsonTypeInfo info, string path, List<OptionFault> faults)
    {
        foreach (var property in info.Properties)
        {
            var at = Join(path, property.Name);
            if (faults.Any(f => f.Path == at || f.Path.StartsWith(at + ".", StringComparison.Ordinal)))
            {
                continue;
            }

            var attributes = property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true) ?? [];
            var value = property.Get?.Invoke(target);
            foreach (var attribute in attributes.Cast<ValidationAttribute>())
            {
                var context = new ValidationContext(target) { MemberName = property.Name, DisplayName = property.Name };
                if (attribute.GetValidationResult(value, context) is { } result)
                {
                    faults.Add(new(at, Sentence(attribute, result)));
                }
            }
        }
    }

    private static string Sentence(ValidationAttribute attribute, ValidationResult result) => attribute switch
    {
        RequiredAttribute => "is required.",
        RangeAttribute range => $"must lie between {range.Minimum} and {range.Maximum}.",
        UrlAttribute => "must be an absolute http, https or ftp address.",
        _ => result.ErrorMessage ?? "is not valid.",
    };

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => "a text",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) || type == typeof(decimal) => "a number",
            _ when type == typeof(TimeSpan) => "a duration such as 00:05:00",
            _ when type == typeof(Uri) => "an address",
            _ when type == typeof(DateTimeOffset) => "an ISO 8601 instant",
            _ when type.IsEnum => "one of " + string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)),
            _ when typeof(System.Collections.IEnumerable).IsAssignableFrom(type) => "a list",
            _ => "an object",
        };
    }

    // The kind alone, never the value: it may be a secret put in the wrong place.
    private static string Found(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "nothing",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

/// <summary>Options bound from JSON, with every fault found.</summary>
/// <typeparam name="TOptions">The annotated class.</typeparam>
/// <param name="Value">What could be bound; not to be used while there are faults.</param>
/// <param name="Faults">Everything that is wrong; empty when nothing is.</param>
public sealed record OptionsBinding<TOptions>(TOptions? Value, IReadOnlyList<OptionFault> Faults);
