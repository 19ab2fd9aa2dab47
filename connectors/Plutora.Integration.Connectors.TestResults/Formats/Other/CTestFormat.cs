using System.Globalization;
using System.IO.Compression;
using System.Text;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>CTest's Test.xml: the file is one suite.</summary>
internal sealed class CTestFormat : IXmlFormat
{
    private static readonly HashSet<string> Known = ["BuildName", "Name", "Generator", "Hostname"];

    public string Name => "ctest";

    public bool Knows(XmlWalker root) => root.Name == "Site";

    public IEnumerable<SourceRecord> Read(XmlWalker xml, Report report)
    {
        var build = xml.Attribute("BuildName") is { Length: > 0 } named && named != "(empty)" ? named : null;
        var generator = xml.Attribute("Generator");
        var header = new SuiteHeader
        {
            Name = build ?? report.Context.Suite ?? "CTest",
            Identity = build ?? "",
            Kind = "Site",
            Host = xml.Attribute("Hostname") ?? xml.Attribute("Name"),
            Tool = "CTest",
            ToolVersion = generator?.StartsWith("ctest-", StringComparison.Ordinal) == true ? generator[6..] : generator,
        };
        header.Properties.AddRange(xml.OtherAttributes(Known).Select(a => Report.Property(a.Name, a.Value)));
        SuiteWriter? suite = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name != "Testing")
            {
                header.Unread.Add(xml.Name);
                continue;
            }

            suite ??= report.Open(header);
            for (var inner = xml.Open(); xml.Next(inner);)
            {
                switch (xml.Name)
                {
                    case "Test":
                        if (suite.Add(CTestCase.Read(xml, report)) is { } part)
                        {
                            yield return part;
                        }

                        break;
                    case "StartTestTime":
                        header.StartedAt = ReportTimes.Instant(xml.Text(64).Text(), report.Settings.Zone);
                        break;
                    case "EndTestTime":
                        header.FinishedAt = ReportTimes.Instant(xml.Text(64).Text(), report.Settings.Zone);
                        break;
                    case "ElapsedMinutes":
                        header.DurationMs = ReportTimes.SecondsToMs(xml.Text(64).Text()) * 60;
                        break;
                    default:
                        break;
                }
            }
        }

        if (suite is null)
        {
            throw new NothingToldException($"'{report.File.Name}' is a CTest file that holds {string.Join(", ", header.Unread)} and no tests.");
        }

        yield return report.Close(suite);
    }

    /// <summary>An output of CTest, which may be packed.</summary>
    internal static string Unpack(string text, string? encoding, string? compression, int limit)
    {
        if (encoding != "base64")
        {
            return text;
        }

        try
        {
            var bytes = Convert.FromBase64String(text);
            if (compression is null)
            {
                return Encoding.UTF8.GetString(bytes);
            }

            // What CTest calls gzip is a zlib stream.
            using var unpacked = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var buffer = new byte[Math.Min(limit * 4L, 4 << 20)];
            var read = unpacked.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception broken) when (broken is FormatException or InvalidDataException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"[the output is packed as {encoding} {compression} and cannot be unpacked: {broken.Message}]");
        }
    }
}
