using System.IO.Compression;

namespace Plutora.Integration.Cli.Tests;

/// <summary>Connectors that are a document are checked and packed without a hub.</summary>
public sealed class LocalConnectorTests
{
    private const string Good = """
        format: 1
        id: sheet
        version: 1.0.0
        name: Sheet
        description: A sheet.
        streams:
          row: { description: A row., id: key, push: {} }
        """;

    private const string Mapping = """
        version: 1
        source: sheet/row
        target: work-item
        key: key
        set: { title: title, state: '"proposed"', kind: '"bug"' }
        """;

    [Fact]
    public async Task Faults_are_told_all_at_once_with_file_line_and_column_and_end_with_1()
    {
        await using var shell = Shell.Alone();
        var file = await shell.WriteAsync("connector.yaml", Good.Replace("id: key", "di: key", StringComparison.Ordinal).Replace("1.0.0", "1", StringComparison.Ordinal));

        var ran = await shell.RunAsync("connector", "lint", file);
        Assert.Equal(1, ran.Exit);
        Assert.Contains($"{file}(3,10): error: 'version'", ran.Out, StringComparison.Ordinal);
        Assert.Contains($"{file}(7,31): error: 'di' is no member", ran.Out, StringComparison.Ordinal);
        Assert.Contains((await shell.RunAsync("connector", "lint", file, "--json")).Json.EnumerateArray(), f => f.GetProperty("line").GetInt32() == 3 && f.GetProperty("severity").GetString() == "error");
    }

    [Fact]
    public async Task A_folder_is_checked_with_its_mappings_and_packed()
    {
        await using var shell = Shell.Alone();
        var folder = Directory.CreateDirectory(Path.Combine(shell.Home, "sheet")).FullName;
        await shell.WriteAsync("sheet/connector.yaml", Good);
        Assert.Contains("'row' has no mapping", (await shell.OkAsync("connector", "lint", folder)).Out, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder, "mappings"));
        await shell.WriteAsync("sheet/mappings/row.yaml", Mapping);
        Assert.Contains("0 faults", (await shell.OkAsync("connector", "lint", folder)).Out, StringComparison.Ordinal);

        var package = (await shell.OkAsync("connector", "pack", folder, "--output", Path.Combine(shell.Home, "a"), "--json")).Json.GetProperty("package").GetString()!;
        Assert.Equal("Plutora.Connector.sheet.1.0.0.nupkg", Path.GetFileName(package));
        using (var archive = ZipFile.OpenRead(package))
        {
            Assert.Contains(archive.Entries, e => e.FullName == "connector.yaml");
            Assert.Contains(archive.Entries, e => e.FullName == "mappings/row.yaml");
            Assert.Contains(archive.Entries, e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        }

        await shell.WriteAsync("sheet/mappings/other.yaml", Mapping.Replace("sheet/row", "sheet/other", StringComparison.Ordinal));
        var ran = await shell.RunAsync("connector", "lint", folder);
        Assert.Equal(1, ran.Exit);
        Assert.Contains("The connector has no stream 'other'.", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_for_editors_is_written()
    {
        await using var shell = Shell.Alone();
        Assert.Contains("\"urn:plutora:connector:1\"", (await shell.OkAsync("connector", "schema")).Out, StringComparison.Ordinal);
    }
}
