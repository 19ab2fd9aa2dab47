using System.Text;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Names of members that came lately: records of one kind have the same ones, which so are made and kept once a thread.</summary>
internal static class NameCache
{
    private const int Size = 1_024, LongestName = 64;

    [ThreadStatic]
    private static string[]? _names;

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestName || utf8.Contains((byte)'\\'))
        {
            return JsonStrings.Read(utf8);
        }

        var names = _names ??= new string[Size];
        ref var known = ref names[HashOf(utf8) & (Size - 1)];
        return known is not null && Ascii.Equals(utf8, known) ? known : known = JsonStrings.Read(utf8);
    }

    private static int HashOf(ReadOnlySpan<byte> utf8)
    {
        var hash = (uint)utf8.Length;
        foreach (var value in utf8)
        {
            hash = (hash * 31) + value;
        }

        return (int)(hash ^ (hash >> 10));
    }
}
