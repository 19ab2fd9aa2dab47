using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>One result file while it is read: what all its suites share, which of them are open, and what could not be read.</summary>
internal sealed class Report(ReportFile file, ReadSettings settings, RunContext context)
{
    private readonly List<SuiteWriter> _open = [];
    private int _roots;

    public ReportFile File => file;

    public ReadSettings Settings => settings;

    public RunContext Context => context;

    /// <summary>Name of the recognised format.</summary>
    public string Format { get; set; } = "";

    public string FileKey { get; } = Identity.OfFile(file.Sha256, context.PipelineRun);

    public Flaws Flaws { get; } = new();

    /// <summary>What the file tells above its suites: a name, a tool, properties.</summary>
    public Capped<Named> Told { get; } = new();

    /// <summary>Opens a suite; it is to be closed by <see cref="Close"/>.</summary>
    public SuiteWriter Open(SuiteHeader header, SuiteWriter? parent = null)
    {
        var index = parent?.NextChild() ?? (_roots++).ToString(CultureInfo.InvariantCulture);
        var suite = new SuiteWriter(this, parent, header, index);
        _open.Add(suite);
        return suite;
    }

    public SourceRecord Close(SuiteWriter suite)
    {
        _open.Remove(suite);
        return suite.Close();
    }

    /// <summary>Drops a suite of which there is nothing to tell.</summary>
    public void Forget(SuiteWriter suite) => _open.Remove(suite);

    /// <summary>Closes what was still open when the reading broke off, the innermost first; a suite of which nothing was told is dropped.</summary>
    public IEnumerable<SourceRecord> CloseBroken(string reason)
    {
        for (var index = _open.Count - 1; index >= 0; index--)
        {
            if (_open[index].IsTold)
            {
                yield return _open[index].Close(reason);
            }
        }

        _open.Clear();
    }

    /// <summary>A text of the file, cut to the limit; what is cut is counted under the member's name.</summary>
    public string? Text(string? text, Dictionary<string, long> cut, string member, int? limit = null)
    {
        var kept = CutText.Of(text, limit ?? settings.TextLimit, out var left);
        cut[member] = cut.GetValueOrDefault(member) + left;
        return kept;
    }

    /// <summary>The value of a property, cut to what a property needs.</summary>
    public static Named Property(string name, string? value) => new(name, CutText.Of(value, 1_024, out _) ?? "");

    public void WriteFile(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("file");
        writer.Text("name", file.Name);
        writer.WriteString("sha256", file.Sha256);
        writer.WriteEndObject();
    }

    public void WriteTold(Utf8JsonWriter writer) => writer.Map("report", Told);

    public void WriteContext(Utf8JsonWriter writer)
    {
        var given = context.Given().ToList();
        if (given.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("context");
        foreach (var (member, value, reference) in given)
        {
            if (!reference)
            {
                writer.Text(member, value);
                continue;
            }

            writer.WriteStartObject(member);
            // <instance>/<entity>/<key> names an entity; anything else is what people call it.
            writer.Text(Reference.IsId(value) ? "id" : "alias", value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
