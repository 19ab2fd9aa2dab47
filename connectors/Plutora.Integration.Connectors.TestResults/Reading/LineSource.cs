using System.Text;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>Reads a text file line by line; of a line without end no more than a bound is held.</summary>
internal sealed class LineSource : IDisposable
{
    private const int MaxLine = 1 << 20;
    private readonly StreamReader _reader;
    private readonly char[] _buffer = new char[16_384];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _filled;

    public LineSource(ReportFile file) => (_reader, _) = LenientText.Open(file.Open());

    /// <summary>Number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether the line read last was longer than the bound and cut.</summary>
    public bool WasCut { get; private set; }

    public string? Next()
    {
        _line.Clear();
        WasCut = false;
        var any = false;
        while (true)
        {
            if (_at == _filled)
            {
                (_at, _filled) = (0, _reader.Read(_buffer, 0, _buffer.Length));
                if (_filled == 0)
                {
                    return any ? Told() : null;
                }
            }

            any = true;
            var rest = _buffer.AsSpan(_at, _filled - _at);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            var room = MaxLine - _line.Length;
            WasCut |= part.Length > room;
            _line.Append(part[..Math.Min(part.Length, room)]);
            _at += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                return Told();
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    private string Told()
    {
        Number++;
        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        return _line.ToString();
    }
}
