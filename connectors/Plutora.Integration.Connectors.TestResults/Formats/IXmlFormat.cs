using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats;

/// <summary>A format of result files.</summary>
internal interface IReportFormat
{
    /// <summary>Name in records and messages.</summary>
    string Name { get; }
}

/// <summary>A format written as XML, known by its root element.</summary>
internal interface IXmlFormat : IReportFormat
{
    /// <summary>Whether the root that the walker stands on is this format's.</summary>
    bool Knows(XmlWalker root);

    /// <summary>Reads the file; records come as suites end.</summary>
    IEnumerable<SourceRecord> Read(XmlWalker xml, Report report);
}

/// <summary>A format written as JSON or as lines, known by its first bytes.</summary>
internal interface ITextFormat : IReportFormat
{
    /// <summary>Whether a file that begins so is this format's.</summary>
    bool Knows(Head head);

    /// <summary>Reads the file; records come as suites end.</summary>
    IEnumerable<SourceRecord> Read(Report report);
}
