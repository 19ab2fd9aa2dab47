using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Plutora.Integration.Mapping.Yaml;

/// <summary>Reads one YAML document into nodes that know their places. What it refuses, it reports.</summary>
internal sealed class YamlReader
{
    private const int MaximumDepth = 32;

    private readonly string _file;
    private readonly string _text;
    private readonly YamlDocumentKind _kind;
    private readonly Action<Place, string> _error;

    private YamlReader(string file, string text, YamlDocumentKind kind, Action<Place, string> error) => (_file, _text, _kind, _error) = (file, text, kind, error);

    /// <summary>The document's root, or null when the text is no usable YAML; the reason was told.</summary>
    /// <param name="file">Name of the file, for places.</param>
    /// <param name="text">Its text.</param>
    /// <param name="kind">What it should hold, in words for a message.</param>
    /// <param name="error">Where faults are told.</param>
    public static YamlNode? Read(string file, string text, YamlDocumentKind kind, Action<Place, string> error)
    {
        // Marks count line ends of one character; a carriage return would shift every place after it.
        var reader = new YamlReader(file, text.ReplaceLineEndings("\n"), kind, error);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException broken)
        {
            error(
                reader.PlaceOf(broken.Start),
                $"The text is not valid YAML: {FirstSentence(broken)}. "
                + "Mend the syntax here or just before; text with ': ', '#' or a leading quote needs quotes around it.");
            return null;
        }
    }

    private YamlNode? ReadDocument()
    {
        var parser = new Parser(new Scanner(new StringReader(_text), skipComments: true));
        try
        {
            return ReadDocument(parser);
        }
        catch (InvalidOperationException) when (parser.Current is not null)
        {
            // The scanner loses its state at a text in braces or brackets that a comment cuts off.
            throw new YamlException(parser.Current.Start, parser.Current.End, "within braces or brackets, a text after this ends in a comment");
        }
    }

    private YamlNode? ReadDocument(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            _error(new Place(_file, 1, 1), $"The document is empty. It needs at least {_kind.Needs}.");
            return null;
        }

        var root = ReadNode(parser, 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            _error(PlaceOf(second.Start), $"A second document begins here. A file holds one {_kind.Name}; put the other into a file of its own.");
        }

        return root;
    }

    private YamlNode? ReadNode(Parser parser, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"it nests deeper than {MaximumDepth} levels");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            _error(
                PlaceOf(alias.Start),
                $"The alias '*{alias.Value}' is not supported. Write the value out, or quote it when a text beginning with * is meant.");
            return null;
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return ToScalar(scalar);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            return new YamlList(PlaceOf(sequence.Start), ReadItems(parser, depth));
        }

        var map = parser.Consume<MappingStart>();
        return new YamlMap(PlaceOf(map.Start), ReadMembers(parser, depth));
    }

    private List<YamlNode> ReadItems(Parser parser, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (ReadNode(parser, depth + 1) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private List<YamlMember> ReadMembers(Parser parser, int depth)
    {
        var members = new List<YamlMember>();
        var names = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(parser, depth + 1);
            var value = ReadNode(parser, depth + 1);
            if (key is not YamlScalar name)
            {
                if (key is not null)
                {
                    _error(key.Place, $"A member's name must be a text, not {key.Describe()}. Quote it when a text is meant.");
                }
            }
            else if (!names.TryAdd(name.Value, name))
            {
                _error(
                    name.Place,
                    $"'{name.Value}' stands here a second time; the first is in line {names[name.Value].Place.Line}. Remove one of them.");
            }
            else if (value is not null)
            {
                members.Add(new YamlMember(name, value));
            }
        }

        return members;
    }

    private YamlScalar ToScalar(Scalar scalar)
    {
        var form = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => ScalarSpan.Form.SingleQuoted,
            ScalarStyle.DoubleQuoted => ScalarSpan.Form.DoubleQuoted,
            ScalarStyle.Literal or ScalarStyle.Folded => ScalarSpan.Form.Block,
            _ => ScalarSpan.Form.Plain,
        };
        var span = new ScalarSpan(_file, _text, (int)scalar.Start.Index, (int)scalar.End.Index, form);
        return new YamlScalar(PlaceOf(scalar.Start), scalar.Value, form == ScalarSpan.Form.Plain, span);
    }

    private Place PlaceOf(Mark mark) => new(_file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static string FirstSentence(YamlException broken)
    {
        var message = (broken.InnerException ?? broken).Message;
        var end = message.IndexOfAny(['\n', '\r']);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}

/// <summary>What a file should hold, in words for a message.</summary>
/// <param name="Name">What it is, such as <c>mapping</c>.</param>
/// <param name="Needs">What it needs at least.</param>
internal sealed record YamlDocumentKind(string Name, string Needs);
