using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>What a record came to mean, as a hash: records that differ in bytes alone have one meaning.</summary>
internal static class Meaning
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_text;

    public static string Of(MappingResult result)
    {
        if (result.Entities.Count == 0 && result.Links.Count == 0)
        {
            return "";
        }

        var text = s_text ??= new(4096);
        try
        {
            Write(text, result);
            return Convert.ToBase64String(SHA256.HashData(text.WrittenSpan));
        }
        finally
        {
            text.ResetWrittenCount();
        }
    }

    private static void Write(ArrayBufferWriter<byte> text, MappingResult result)
    {
        foreach (var entity in result.Entities)
        {
            Encoding.UTF8.GetBytes(entity.Id.ToString(), text);
            text.Write(entity.Deleted ? "\0deleted\n"u8 : "\n"u8);
            for (var n = 0; n < entity.Aliases.Count; n++)
            {
                Encoding.UTF8.GetBytes(entity.Aliases[n].Alias, text);
                text.Write("\0"u8);
                Encoding.UTF8.GetBytes(entity.Aliases[n].Scope ?? "", text);
                text.Write("\n"u8);
            }

            text.Write(entity.Fields.Span);
        }

        foreach (var link in result.Links)
        {
            Encoding.UTF8.GetBytes(link.Relation, text);
            text.Write("\n"u8);
            text.Write(link.From.Span);
            text.Write(link.To.Span);
        }
    }
}
