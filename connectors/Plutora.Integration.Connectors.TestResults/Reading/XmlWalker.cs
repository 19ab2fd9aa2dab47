using System.Xml;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>
/// Walks an XML file forward, element by element, without holding it. Open an element, ask for its next child until there is none;
/// a child that nobody opens or reads is passed over.
/// </summary>
internal sealed class XmlWalker : IDisposable
{
    private const int MaxDepth = 256;
    private readonly XmlReader _xml;
    private readonly IXmlLineInfo _place;
    private readonly int _linesBefore;
    private readonly TextChecker _checker;
    private readonly char[] _chunk = new char[4_096];
    private readonly Func<XmlReader, int> _readChunk;
    private bool _untouched;
    private int _elementLine;
    private int _elementColumn;

    /// <summary>Opens a file and stands on its root.</summary>
    /// <exception cref="XmlException">Broken before the root.</exception>
    public XmlWalker(ReportFile file, Flaws flaws)
    {
        var (text, undecodable) = LenientText.Open(file.Open());
        _checker = new(flaws) { Undecodable = undecodable };
        // Some tools write a line break, or a second byte order mark, before the declaration.
        while (text.Peek() is var next and >= 0 && (next == '\uFEFF' || char.IsWhiteSpace((char)next)))
        {
            _linesBefore += text.Read() == '\n' ? 1 : 0;
        }

        _readChunk = xml => xml.ReadValueChunk(_chunk, 0, _chunk.Length);
        var outside = new Outside();
        _xml = XmlReader.Create(text, new XmlReaderSettings
        {
            // Entities of the file's own are read within a bound; nothing outside the file is ever opened.
            DtdProcessing = DtdProcessing.Parse,
            XmlResolver = outside,
            MaxCharactersFromEntities = 1_000_000,
            CheckCharacters = false,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
        _place = (IXmlLineInfo)_xml;
        _xml.MoveToContent();
        // A document type that stands elsewhere says how the file should look, and is not missed; an entity in the content is.
        outside.Asked = () => flaws.Tell("entity", $"An entity at line {Line}, column {Column} stands outside the file; nothing outside is read, and its text is missing.");
        _untouched = !_xml.IsEmptyElement;
    }

    /// <summary>Local name of the element that the walker stands on.</summary>
    public string Name => _xml.LocalName;

    public string Namespace => _xml.NamespaceURI;

    public int Line => _place.LineNumber + _linesBefore;

    public int Column => _place.LinePosition;

    /// <summary>An attribute of the element, null where it has none. To be asked before its content is read.</summary>
    public string? Attribute(string name)
    {
        var value = _xml.GetAttribute(name);
        if (value is not null)
        {
            _checker.Check(value, Line, Column);
        }

        return value;
    }

    /// <summary>All attributes but those named and the declarations of namespaces.</summary>
    public IEnumerable<Named> OtherAttributes(IReadOnlySet<string> known)
    {
        if (!_xml.MoveToFirstAttribute())
        {
            yield break;
        }

        do
        {
            if (_xml.Prefix is not ("xmlns" or "xsi" or "xml") && _xml.Name != "xmlns" && !known.Contains(_xml.LocalName))
            {
                yield return new(_xml.LocalName, _xml.Value);
            }
        }
        while (_xml.MoveToNextAttribute());
        _xml.MoveToElement();
    }

    /// <summary>Opens the element for its children.</summary>
    public int Open()
    {
        if (_xml.Depth > MaxDepth)
        {
            throw new XmlException($"Elements are nested deeper than {MaxDepth}.", null, Line, Column);
        }

        var level = _untouched ? _xml.Depth : -1;
        _untouched = false;
        return level;
    }

    /// <summary>Goes to the next child element of an opened one; false when there is none, and the walker stands at its end.</summary>
    public bool Next(int level, CutText? text = null)
    {
        if (level < 0)
        {
            return false;
        }

        if (_untouched)
        {
            _untouched = false;
            PassOver();
        }

        while (Read())
        {
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element:
                    (_elementLine, _elementColumn) = (Line, Column);
                    _untouched = !_xml.IsEmptyElement;
                    return true;
                case XmlNodeType.EndElement when _xml.Depth == level:
                    return false;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    Append(text);
                    break;
                default:
                    break;
            }
        }

        throw new XmlException("The file ends within an element.", null, Line, Column);
    }

    /// <summary>Reads the element's text, that of the elements in it too, up to its limit.</summary>
    public CutText Text(int limit)
    {
        var text = new CutText(limit);
        for (var level = Open(); Next(level, text);)
        {
            Nested(text);
        }

        return text;
    }

    /// <summary>Reads the element's text into another's, with that of the elements in it.</summary>
    public void Nested(CutText text)
    {
        for (var level = Open(); Next(level, text);)
        {
            Nested(text);
        }
    }

    /// <summary>Reads what follows the root, so that a broken end is noticed.</summary>
    public void ReadToEnd()
    {
        while (Read())
        {
        }
    }

    public void Dispose() => _xml.Dispose();

    private bool Read() => Placed(static xml => xml.Read());

    private T Placed<T>(Func<XmlReader, T> read)
    {
        try
        {
            return read(_xml);
        }
        catch (XmlException broken) when (broken.LineNumber == 0)
        {
            // Bounds that are reached are told without a place, within an entity above all: the element before is the nearest.
            throw new XmlException(broken.Message, broken, _elementLine, _elementColumn);
        }
    }

    // Passing over reads text too, so that it is checked no less than what is kept.
    private void PassOver()
    {
        var depth = _xml.Depth;
        while (Read() && !(_xml.NodeType == XmlNodeType.EndElement && _xml.Depth == depth))
        {
            if (_xml.Depth > MaxDepth)
            {
                throw new XmlException($"Elements are nested deeper than {MaxDepth}.", null, Line, Column);
            }
        }

        if (_xml.EOF)
        {
            throw new XmlException("The file ends within an element.", null, Line, Column);
        }
    }

    private void Append(CutText? text)
    {
        var (line, column) = (Line, Column);
        if (text is null)
        {
            return;
        }

        while (Placed(_readChunk) is var read and > 0)
        {
            var chunk = _chunk.AsSpan(0, read);
            _checker.Check(chunk, line, column);
            text.Append(chunk);
            var breaks = chunk.Count('\n');
            (line, column) = breaks == 0 ? (line, column + read) : (line + breaks, read - chunk.LastIndexOf('\n'));
        }
    }

    /// <summary>Stands for everything outside the file: empty.</summary>
    private sealed class Outside : XmlResolver
    {
        public Action Asked { get; set; } = static () => { };

        public override object GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn)
        {
            Asked();
            return new MemoryStream();
        }
    }
}
