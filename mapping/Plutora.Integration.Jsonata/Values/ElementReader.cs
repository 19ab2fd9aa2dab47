using System.Runtime.InteropServices;
using System.Text.Json;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Turns parsed JSON into values.</summary>
internal static class ElementReader
{
    public static JsonataValue Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Undefined:
                return default;
            case JsonValueKind.Null:
                return JsonataValue.Null;
            case JsonValueKind.True or JsonValueKind.False:
                return JsonataValue.From(element.ValueKind == JsonValueKind.True);
            case JsonValueKind.Number:
                return NumberText.FromSource(JsonMarshal.GetRawUtf8Value(element));
            case JsonValueKind.String:
                return JsonataValue.From(JsonStrings.Read(JsonMarshal.GetRawUtf8Value(element)[1..^1]));
            case JsonValueKind.Array:
                var items = new JsonataValue[element.GetArrayLength()];
                var at = 0;
                foreach (var item in element.EnumerateArray())
                {
                    items[at++] = Read(item);
                }

                return new JsonataValue(new ArrayValue(items));
            default:
                var value = new ObjectValue(element.GetPropertyCount());
                foreach (var member in element.EnumerateObject())
                {
                    value.Set(JsonStrings.Read(JsonMarshal.GetRawUtf8PropertyName(member)), Read(member.Value));
                }

                return new JsonataValue(value);
        }
    }
}
