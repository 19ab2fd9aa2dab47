using System.Globalization;
using System.Text.Json;
using System.Xml;
using Plutora.Integration.Connectors.TestResults.Formats;
using Plutora.Integration.Connectors.TestResults.Formats.Allure2;
using Plutora.Integration.Connectors.TestResults.Formats.Bdd;
using Plutora.Integration.Connectors.TestResults.Formats.DotNet;
using Plutora.Integration.Connectors.TestResults.Formats.JUnit;
using Plutora.Integration.Connectors.TestResults.Formats.Lines;
using Plutora.Integration.Connectors.TestResults.Formats.Other;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>Recognises a file by its content and reads it. Whatever is wrong with it is told; nothing but what is documented is thrown.</summary>
internal static class ReportReader
{
    /// <summary>Formats that are read, for people.</summary>
    public const string Known =
        "JUnit XML, TRX, xUnit.net XML, NUnit 2 and 3 XML, Robot Framework output.xml, Allure 1 and 2, CTest Test.xml, CppUnit XML, "
        + "Cucumber JSON and messages, Behave JSON, Playwright JSON, go test -json, TAP";

    private static readonly IXmlFormat[] XmlFormats =
        [new JUnitFormat(), new TrxFormat(), new XunitFormat(), new Allure1Format(), new NUnitFormat(), new RobotFormat(), new CTestFormat(), new CppUnitFormat()];

    private static readonly ITextFormat[] TextFormats =
        [new GoTestFormat(), new MessagesFormat(), new PlaywrightFormat(), new Allure2Format(), new CucumberFormat(), new TapFormat()];

    /// <summary>Reads a file; what could not be read stands in <see cref="Report.Flaws"/> when the reading has ended.</summary>
    /// <exception cref="UnreadableException">Nothing of it can be read.</exception>
    /// <exception cref="NothingToldException">It is known, and tells nothing of tests.</exception>
    public static IEnumerable<SourceRecord> Read(Report report)
    {
        var any = false;
        using var records = Start(report).GetEnumerator();
        while (true)
        {
            SourceRecord? record = null;
            string? broken = null;
            try
            {
                record = records.MoveNext() ? records.Current : null;
            }
            catch (Exception fault) when (Broken(fault, report.File.Name) is { } told)
            {
                broken = told;
            }

            if (broken is not null)
            {
                var reason = $"'{report.File.Name}' is broken: {broken}";
                foreach (var rest in report.CloseBroken(reason))
                {
                    any = true;
                    yield return rest;
                }

                if (!any)
                {
                    throw new UnreadableException(reason);
                }

                report.Flaws.Tell("broken", $"{reason} What stands before was read.");
                yield break;
            }

            if (record is null)
            {
                break;
            }

            any = true;
            yield return record;
        }

        if (!any)
        {
            throw new NothingToldException($"'{report.File.Name}' holds no suite.");
        }
    }

    private static IEnumerable<SourceRecord> Start(Report report)
    {
        var head = Head.Of(report.File);
        if (head.First == '\0')
        {
            throw new UnreadableException($"'{report.File.Name}' is empty.");
        }

        // As an iterator, so that whatever breaks does so while it is read.
        foreach (var record in head.First == '<' ? ReadXml(report) : ReadText(report, head))
        {
            yield return record;
        }
    }

    private static IEnumerable<SourceRecord> ReadXml(Report report)
    {
        using var xml = new XmlWalker(report.File, report.Flaws);
        var format = Array.Find(XmlFormats, f => f.Knows(xml)) ?? throw Unknown(report, $"its root is the element '{xml.Name}'");
        report.Format = format.Name;
        foreach (var record in format.Read(xml, report))
        {
            yield return record;
        }

        xml.ReadToEnd();
    }

    private static IEnumerable<SourceRecord> ReadText(Report report, Head head)
    {
        var format = Array.Find(TextFormats, f => f.Knows(head));
        if (format is null)
        {
            var begins = head.Text.Trim().ReplaceLineEndings(" ");
            throw Unknown(report, $"it begins with '{(begins.Length > 60 ? begins[..60] + "…" : begins)}'");
        }

        report.Format = format.Name;
        return format.Read(report);
    }

    private static UnreadableException Unknown(Report report, string found) =>
        new($"'{report.File.Name}' is in no known format of test results: {found}. Known are {Known}.");

    private static string? Broken(Exception fault, string name) => fault switch
    {
        UnreadableException part when !part.Message.StartsWith($"'{name}' ", StringComparison.Ordinal) => part.Message,
        // Most messages of the reader name the place themselves.
        XmlException { LineNumber: > 0 } xml when !xml.Message.Contains("position", StringComparison.Ordinal) => Sentence(xml.Message) + Place(xml.LineNumber, xml.LinePosition),
        XmlException xml => Sentence(xml.Message),
        JsonException json => string.Create(CultureInfo.InvariantCulture, $"{JsonSentence(json)} (line {(json.LineNumber ?? 0) + 1}, byte {(json.BytePositionInLine ?? 0) + 1})."),
        _ => null,
    };

    private static string Place(int line, int column) => string.Create(CultureInfo.InvariantCulture, $" Line {line}, position {column}.");

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";

    private static string JsonSentence(JsonException json)
    {
        var end = json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? json.Message : json.Message[..end]).TrimEnd('.', ' ');
    }
}
