using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>Reads of a document only what is needed, in one pass.</summary>
internal static class ProjectedReader
{
    public static JsonataValue Read(ReadOnlySpan<byte> utf8Json, Need need, int maxDepth)
    {
        var scanner = new JsonScanner(utf8Json, maxDepth);
        var value = ReadValue(ref scanner, need);
        scanner.End();
        return value;
    }

    private static JsonataValue ReadValue(ref JsonScanner scanner, Need need)
    {
        var first = need.Whole ? 0 : scanner.Peek();
        return first switch
        {
            (byte)'{' => ReadObject(ref scanner, need),
            (byte)'[' => ReadArray(ref scanner, need),
            _ => scanner.ReadValue(),
        };
    }

    private static JsonataValue ReadArray(ref JsonScanner scanner, Need need)
    {
        var items = new ArrayValue();
        scanner.Open();
        for (var first = true; !scanner.Closes(']', first); first = false)
        {
            items.Add(ReadValue(ref scanner, need));
        }

        return new(items);
    }

    private static JsonataValue ReadObject(ref JsonScanner scanner, Need need)
    {
        var value = need.LastNames is { } names ? new ObjectValue(names) : new ObjectValue(need.Members.Length);
        scanner.Open();
        if (need.Members.Length == 0)
        {
            value.HasMore = scanner.SkipRest('}');
            return new(value);
        }

        // Which members came already, as far as bits go; one that comes twice, as JSON allows, keeps its place and has its last value.
        var come = 0UL;
        for (var first = true; !scanner.Closes('}', first); first = false)
        {
            var name = scanner.ReadText(out var isEscaped);
            var member = need.Names.Find(name, isEscaped);
            scanner.Expect(':');
            if (member is null)
            {
                value.HasMore = true;
                scanner.Skip();
            }
            else
            {
                var inner = ReadValue(ref scanner, member.Need);
                if ((come & member.Bit) == 0 && member.Bit != 0)
                {
                    come |= member.Bit;
                    value.Append(member.Name, inner);
                }
                else
                {
                    value.Set(member.Name, inner);
                }

                if (value.Count == need.Members.Length)
                {
                    // All that is needed is there.
                    value.HasMore |= scanner.SkipRest('}');
                    break;
                }
            }
        }

        need.LastNames = value.ShareNames();
        return new(value);
    }
}
