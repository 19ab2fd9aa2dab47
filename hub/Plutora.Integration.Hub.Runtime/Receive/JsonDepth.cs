namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>How deep JSON is nested, found without a parser and so without a stack: whatever reads it later is spared what it could not bear.</summary>
internal static class JsonDepth
{
    /// <summary>Whether a body is JSON that is nested deeper than a limit; what is no JSON is not.</summary>
    public static bool Exceeds(ReadOnlySpan<byte> body, int limit)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0 || body[start] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        var depth = 0;
        for (var at = start; at < body.Length; at++)
        {
            var next = body[at..].IndexOfAny("{}[]\""u8);
            if (next < 0)
            {
                return false;
            }

            at += next;
            switch (body[at])
            {
                case (byte)'"':
                    at = EndOfString(body, at);
                    break;
                case (byte)'{' or (byte)'[':
                    if (++depth > limit)
                    {
                        return true;
                    }

                    break;
                default:
                    depth--;
                    break;
            }
        }

        return false;
    }

    private static int EndOfString(ReadOnlySpan<byte> body, int at)
    {
        while (++at < body.Length && body[at] != (byte)'"')
        {
            if (body[at] == (byte)'\\')
            {
                at++;
            }
        }

        return at;
    }
}
