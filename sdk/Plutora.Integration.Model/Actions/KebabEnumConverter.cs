using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Model.Actions;

/// <summary>Enums of arguments by name, in kebab-case. Unlike an entity's they are closed: what is not known is refused, not taken for <c>other</c>.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
internal sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
