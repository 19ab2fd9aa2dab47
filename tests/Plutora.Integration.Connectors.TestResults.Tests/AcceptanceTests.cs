using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>The acceptance kit on folders into which result files are written.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(Describe);

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Test_results_have(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);

    private static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool();
        tool.Keeps(new SimulatedStream("suite", _ => [])
        {
            Rendered = true,
            Changes = false,
            Deletes = false,
            Most = 300,
            Added = async (record, cancellationToken) =>
            {
                // Written before the instance looks, or it would count as still being written.
                var path = Path.Combine(tool.Folder, $"TEST-{record.Number:0000}.xml");
                await File.WriteAllTextAsync(path, Suite(record.Number), cancellationToken);
                record.Id = (await Opened.Receive(Path.GetFileName(path), Suite(record.Number))).Records[0].Id;
                File.SetLastWriteTimeUtc(path, record.CreatedAt.AddMinutes(-1).UtcDateTime);
            },
        });
        return new()
        {
            Connector = new TestResultsConnector(),
            Tool = tool,
            Options = _ => new() { ["folders"] = new JsonArray(tool.Folder) },
            Waivers = [new("partial-leaves", "What the connector itself writes (format, file, totals) is in every record, and extensions tell of one file, which is never told in parts; only what an upload says beside it may be missing.")],
            Uploads = [new("TEST-checkout.xml", Encoding.UTF8.GetBytes(Suite(1)))],
        };
    }

    private static string Suite(int number) => $"<testsuite name='suite {number}' timestamp='2026-01-01T00:00:00Z'><testcase name='adds' classname='Sum'/></testsuite>";
}
