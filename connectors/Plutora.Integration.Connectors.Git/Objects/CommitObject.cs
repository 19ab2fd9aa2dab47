using System.Text;

namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>A commit as git stores it.</summary>
internal sealed record CommitObject
{
    /// <summary>The tree it records.</summary>
    public required string Tree { get; init; }

    /// <summary>What it builds on, in its own order.</summary>
    public required IReadOnlyList<string> Parents { get; init; }

    /// <summary>Who wrote the change.</summary>
    public required Ident Author { get; init; }

    /// <summary>Who recorded it.</summary>
    public required Ident Committer { get; init; }

    /// <summary>What stands after the committer, in its order: <c>encoding</c>, <c>gpgsig</c>, <c>mergetag</c> and others.</summary>
    public required IReadOnlyList<Header> Headers { get; init; }

    /// <summary>Its message, whole; may be empty.</summary>
    public required string Message { get; init; }

    /// <summary>True when the members above say all that git stores, so that its bytes follow from them.</summary>
    public required bool Exact { get; init; }

    /// <summary>Reads the content of a commit object; null when it is none.</summary>
    public static CommitObject? Parse(ReadOnlySpan<byte> content)
    {
        var text = new GitText(DeclaredEncoding(content));
        var reader = new HeaderReader(content);
        string? tree = null;
        var parents = new List<string>();
        Ident? author = null;
        Ident? committer = null;
        var headers = new List<Header>();
        var inOrder = true;
        while (reader.Next(out var name, out var value))
        {
            if (name.SequenceEqual("tree"u8) && tree is null)
            {
                tree = Encoding.ASCII.GetString(value);
            }
            else if (name.SequenceEqual("parent"u8))
            {
                inOrder &= tree is not null && author is null;
                parents.Add(Encoding.ASCII.GetString(value));
            }
            else if (name.SequenceEqual("author"u8) && author is null)
            {
                inOrder &= tree is not null && headers.Count == 0;
                author = Ident.Parse(value, text);
            }
            else if (name.SequenceEqual("committer"u8) && committer is null)
            {
                inOrder &= author is not null && headers.Count == 0;
                committer = Ident.Parse(value, text);
            }
            else
            {
                inOrder &= committer is not null;
                headers.Add(new(GitText.Plain(name), HeaderReader.Joined(value, text)));
            }
        }

        if (tree is null || author is null || committer is null)
        {
            return null;
        }

        var message = text.Read(reader.Message);
        return new()
        {
            Tree = tree,
            Parents = parents,
            Author = author,
            Committer = committer,
            Headers = headers,
            Message = message,
            Exact = reader.Exact && inOrder && author.Exact && committer.Exact && !text.Lossy,
        };
    }

    // Needed before the names can be read, though it stands after them.
    private static string? DeclaredEncoding(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("\n\n"u8);
        var headers = end < 0 ? content : content[..end];
        var at = headers.IndexOf("\nencoding "u8);
        if (at < 0)
        {
            return null;
        }

        var value = headers[(at + "\nencoding ".Length)..];
        var line = value.IndexOf((byte)'\n');
        return Encoding.Latin1.GetString(line < 0 ? value : value[..line]);
    }
}
