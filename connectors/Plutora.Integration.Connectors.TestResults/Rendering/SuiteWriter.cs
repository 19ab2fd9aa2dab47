using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>
/// One suite while it is read. Its tests are written as they come; when they fill a record, that part is handed out before the suite
/// ends, so that neither memory nor a record grows with the file. The suite's own record comes last and holds its remaining tests.
/// </summary>
internal sealed class SuiteWriter
{
    private const int PartBytes = 1 << 20;
    private const int PartCases = 500;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Report _report;
    private readonly SuiteWriter? _parent;
    private readonly ArrayBufferWriter<byte> _cases = new();
    private int _inPart;
    private int _parts;
    private int _children;
    private int _number;
    private bool _hasToldChild;

    public SuiteWriter(Report report, SuiteWriter? parent, SuiteHeader header, string index)
    {
        (_report, _parent, Header) = (report, parent, header);
        Index = index;
        Run = $"{report.FileKey}.{index}";
    }

    public SuiteHeader Header { get; }

    public Tally Tally { get; } = new();

    /// <summary>Place among the file's suites, such as <c>0.2</c>.</summary>
    public string Index { get; }

    /// <summary>Key of the run: the same file gives the same.</summary>
    public string Run { get; }

    /// <summary>True once something was told of it: it may then not be dropped, since parts or children point to it.</summary>
    public bool IsTold => _number > 0 || _hasToldChild;

    public string NextChild() => string.Create(CultureInfo.InvariantCulture, $"{Index}.{_children++}");

    /// <summary>Adds a test; the part that it filled comes back, or null.</summary>
    public SourceRecord? Add(CaseEntry one)
    {
        _cases.Write(_inPart == 0 ? "["u8 : ","u8);
        using (var writer = new Utf8JsonWriter(_cases, Options))
        {
            CaseJson.Write(writer, one, ++_number, Header.Identity ?? Header.Name);
        }

        Tally.Add(one);
        return ++_inPart >= PartCases || _cases.WrittenCount >= PartBytes ? Part() : null;
    }

    /// <summary>The suite's own record.</summary>
    /// <param name="broken">Why it is told before its end; null when it was read whole.</param>
    public SourceRecord Close(string? broken = null)
    {
        var verdict = broken is not null ? Verdict.Error : Header.Verdict ?? Tally.Worst ?? Verdict.Passed;
        if (_parent is not null)
        {
            _parent._hasToldChild = true;
            _parent.Tally.Add(Tally);
            _parent.Tally.Judge(verdict);
        }

        return Record(Run, Header.FinishedAt ?? Tally.Last ?? Header.StartedAt, writer =>
        {
            _report.WriteTold(writer);
            writer.WriteStartObject("suite");
            SuiteJson.Write(writer, Header, Tally, verdict, broken);
            writer.WriteEndObject();
            if (_parts > 0)
            {
                writer.WriteNumber("parts", _parts);
            }
        });
    }

    private SourceRecord Part()
    {
        _parts++;
        return Record(string.Create(CultureInfo.InvariantCulture, $"{Run}~{_parts}"), Header.StartedAt ?? Tally.First, writer =>
        {
            writer.WriteStartObject("suite");
            writer.Text("name", Header.Name);
            writer.WriteEndObject();
            writer.WriteNumber("part", _parts);
        });
    }

    private SourceRecord Record(string id, DateTimeOffset? time, Action<Utf8JsonWriter> head)
    {
        var buffer = new ArrayBufferWriter<byte>(_cases.WrittenCount + 1_024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("rendering", 1);
            writer.WriteString("format", _report.Format);
            writer.WriteString("run", Run);
            writer.Text("parent", _parent?.Run);
            _report.WriteFile(writer);
            head(writer);
            _report.WriteContext(writer);
            writer.WritePropertyName("cases");
            WriteCases(writer);
            writer.WriteEndObject();
        }

        return new() { Stream = ResultStreams.Suite, Id = id, Json = buffer.WrittenSpan.ToArray(), Time = time };
    }

    private void WriteCases(Utf8JsonWriter writer)
    {
        if (_inPart == 0)
        {
            writer.WriteStartArray();
            writer.WriteEndArray();
            return;
        }

        _cases.Write("]"u8);
        writer.WriteRawValue(_cases.WrittenSpan, skipInputValidation: true);
        _cases.ResetWrittenCount();
        _inPart = 0;
    }
}
