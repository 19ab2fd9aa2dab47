using System.Text;

namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>An annotated tag as git stores it.</summary>
/// <param name="Target">What it names.</param>
/// <param name="TargetType"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
/// <param name="Tagger">Who made it; very old tags do not say.</param>
/// <param name="Headers">What stands beside, in its order.</param>
/// <param name="Message">Its message with the signature at its end, where it is signed.</param>
/// <param name="Exact">True when the members, with the tag's name, say all that git stores.</param>
internal sealed record TagObject(string Target, string TargetType, Ident? Tagger, IReadOnlyList<Header> Headers, string Message, bool Exact)
{
    /// <summary>Reads the content of a tag object; null when it is none.</summary>
    public static TagObject? Parse(ReadOnlySpan<byte> content)
    {
        var text = new GitText(null);
        var reader = new HeaderReader(content);
        string? target = null, type = null;
        Ident? tagger = null;
        var headers = new List<Header>();
        while (reader.Next(out var name, out var value))
        {
            if (name.SequenceEqual("object"u8) && target is null)
            {
                target = Encoding.ASCII.GetString(value);
            }
            else if (name.SequenceEqual("type"u8) && type is null)
            {
                type = Encoding.ASCII.GetString(value);
            }
            else if (name.SequenceEqual("tagger"u8) && tagger is null)
            {
                tagger = Ident.Parse(value, text);
            }
            else
            {
                headers.Add(new(GitText.Plain(name), HeaderReader.Joined(value, text)));
            }
        }

        var message = text.Read(reader.Message);
        return target is null || type is null ? null : new(target, type, tagger, headers, message, reader.Exact && (tagger?.Exact ?? true) && !text.Lossy);
    }
}
