using System.Text;
using System.Text.Json;
using CsCheck;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Declarative.Tests.Receiving;

public sealed class PushTests : IAsyncDisposable
{
    private const string Document = """
        format: 1
        id: sheet
        version: 1.0.0
        name: Sheet
        description: What a spreadsheet holds.
        streams:
          deployment: { description: A row., id: number, version: changed, push: {} }
          other: { description: Another., id: '"Id" ~> $lookup($, ?)', push: { delimiter: ";" } }
          unread: { description: Not pushed., id: id }
        """;

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_connector_of_pushes_alone_needs_no_tool()
    {
        Assert.True(Bench.Spec(Document).Descriptor.AcceptsUploads);
        Assert.True((await Open().CheckAsync(TestContext.Current.CancellationToken)).Succeeded);
    }

    [Theory]
    [InlineData("rows.json", """[{"number":1,"changed":"2026-03-01"}, {"number":2}]""")]
    [InlineData("rows.jsonl", "{\"number\":1,\"changed\":\"2026-03-01\"}\r\n\n  {\"number\":2}")]
    [InlineData("rows.ndjson", "\uFEFF{\"number\":1,\"changed\":\"2026-03-01\"}\n{\"number\":2}\n")]
    [InlineData("rows.csv", "number,changed\r\n1,2026-03-01\r\n\r\n2,\r\n")]
    public async Task Rows_of_each_format_become_records(string name, string body)
    {
        var told = await Bench.PushAsync(Open(), name, body, ("stream", "deployment"));

        Assert.Empty(told.Faults);
        Assert.Equal([("1", "2026-03-01T00:00:00Z"), ("2", null)], told.Records.Select(r => (r.Id, r.Version)));
    }

    [Fact]
    public async Task Faults_are_told_by_row_and_the_other_rows_are_taken()
    {
        var told = await Bench.PushAsync(Open(), "rows.csv", "number,changed\n1,2026-03-01\n2\n,2026-03-02\n4,soon\n5,\"a \"b\"\"\n6,2026-03-03\n", ("stream", "deployment"));

        Assert.Equal(["1", "6"], told.Records.Select(r => r.Id));
        Assert.Equal(
            [
                "Row 3: it has 1 cells, and the first row names 2 columns.",
                "Row 4: streams.deployment.id at connector.yaml(7,42): the record has no id.",
                "Row 5: streams.deployment.version at connector.yaml(7,59): 'soon' is no instant (ISO 8601, or Unix time in seconds or milliseconds).",
            ],
            told.Faults.Select(f => f.Reason).Take(3));
        Assert.StartsWith("Row 6: the quotes of", told.Faults[3].Reason, StringComparison.Ordinal);
        Assert.Equal("2\n", Bench.Text(told.Faults[0].Payload));

        var lines = await Bench.PushAsync(Open(), "rows.jsonl", "{\"number\":1}\n[2]\n{\"number\":\n{\"number\":4} x\n{\"number\":5}", ("stream", "deployment"));
        Assert.Equal(["1", "5"], lines.Records.Select(r => r.Id));
        Assert.Equal(["Line 2: a record is a JSON object.", "Line 3: it is not JSON (byte 11).", "Line 4: it is not JSON (byte 14)."], lines.Faults.Select(f => f.Reason));
    }

    [Theory]
    [InlineData("rows.txt", "x", "What format 'rows.txt' has cannot be told. Name it .json, .jsonl or .csv, or say format=json, jsonl or csv.")]
    [InlineData("rows.json", "[{\"number\":1", "What was posted is no whole JSON")]
    [InlineData("rows.csv", "a,a\n1,2", "The first row names the column 'a' twice.")]
    public async Task What_cannot_be_read_at_all_is_refused_with_its_reason(string name, string body, string reason)
    {
        var instance = Open();

        var fault = await Assert.ThrowsAsync<ConnectorException>(async () => await Bench.PushAsync(instance, name, body, ("stream", "deployment")));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_is_named_where_several_take_pushes_and_a_mistyped_parameter_is_no_silence()
    {
        var instance = Open();

        Assert.Equal("The parameter 'stream' is missing. These do: deployment, other.", (await Assert.ThrowsAsync<ConnectorException>(async () => await Bench.PushAsync(instance, "a.csv", "a"))).Message);
        Assert.Equal("Stream 'unread' takes no pushes. These do: deployment, other.", (await Assert.ThrowsAsync<ConnectorException>(async () => await Bench.PushAsync(instance, "a.csv", "a", ("stream", "unread")))).Message);
        Assert.Equal("There is no parameter 'straem'. Known are: stream, format, container.", (await Assert.ThrowsAsync<ConnectorException>(async () => await Bench.PushAsync(instance, "a.csv", "a", ("straem", "other")))).Message);
        Assert.Equal("7", Assert.Single((await Bench.PushAsync(instance, "a", "Id;x\n7;1", ("stream", "other"), ("format", "csv"), ("container", "c"))).Records, r => r.Container == "c").Id);
    }

    [Fact]
    public void Whatever_stands_in_the_cells_of_a_csv_comes_out_of_it_unchanged()
    {
        var instance = Open();
        Gen.Char["a\",\n ä;"].Array[1, 8].Select(c => new string(c)).Array[1, 5].Sample(cells =>
        {
            var csv = $"number,text\n{string.Concat(cells.Select((cell, i) => $"{i + 1},\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"))}";
            var told = Bench.PushAsync(instance, "a.csv", csv, ("stream", "deployment")).AsTask().GetAwaiter().GetResult();
            return told.Faults.Count == 0 && told.Records.Select(r => JsonDocument.Parse(r.Json).RootElement.GetProperty("text").GetString()).SequenceEqual(cells);
        });
    }

    private Sdk.Connectors.ConnectorInstance Open() => _bench.Open(Document, []);
}
