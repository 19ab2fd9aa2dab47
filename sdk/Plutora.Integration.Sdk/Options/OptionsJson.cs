using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Plutora.Integration.Sdk.Options;

/// <summary>How options are written: camelCase, enums by name, nothing unknown accepted.</summary>
internal static class OptionsJson
{
    // A serializer remembers every type it has seen. A plugin's types get one that goes with the plugin, or it could never be unloaded.
    private static readonly ConditionalWeakTable<Assembly, JsonSerializerOptions> Unloadable = [];

    private static readonly JsonSerializerOptions Lasting = Make();

    public static JsonNamingPolicy Names => JsonNamingPolicy.CamelCase;

    public static JsonSerializerOptions For(Type type) => type.IsCollectible ? Unloadable.GetValue(type.Assembly, static _ => Make()) : Lasting;

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }
}
