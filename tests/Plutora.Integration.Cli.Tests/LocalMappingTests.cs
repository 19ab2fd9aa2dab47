namespace Plutora.Integration.Cli.Tests;

/// <summary>Mapping documents are checked and tested without a hub.</summary>
public sealed class LocalMappingTests
{
    private const string Good = """
        version: 1
        source: tool/issue
        target: work-item
        key: id
        set: { title: title, state: '"proposed"', kind: '"bug"' }
        tests:
          - name: one
            record: { id: 7, title: Hello }
            expect: { key: "7", title: Hello }
        """;

    [Fact]
    public async Task Faults_are_told_with_file_line_and_column_and_end_with_1()
    {
        await using var shell = Shell.Alone();
        var file = await shell.WriteAsync("bad.yaml", Good.Replace("title: title", "titel: title", StringComparison.Ordinal));
        var ran = await shell.RunAsync("mapping", "lint", file);
        Assert.Equal(1, ran.Exit);
        Assert.Contains($"{file}(5,", ran.Out, StringComparison.Ordinal);
        var json = await shell.RunAsync("mapping", "lint", file, "--json");
        Assert.Contains(json.Json.EnumerateArray(), f => f.GetProperty("line").GetInt32() == 5 && f.GetProperty("severity").GetString() == "error");
    }

    [Fact]
    public async Task Tests_that_stand_in_a_document_are_run_and_told()
    {
        await using var shell = Shell.Alone();
        var file = await shell.WriteAsync("good.yaml", Good);
        await shell.OkAsync("mapping", "lint", file);
        Assert.Contains("1 passed, 0 failed.", (await shell.OkAsync("mapping", "test", file)).Out, StringComparison.Ordinal);

        var failing = await shell.WriteAsync("failing.yaml", Good.Replace("title: Hello }", "title: Goodbye }", StringComparison.Ordinal).Replace("record: { id: 7, title: Goodbye }", "record: { id: 7, title: Hello }", StringComparison.Ordinal));
        var ran = await shell.RunAsync("mapping", "test", failing, file);
        Assert.Equal(1, ran.Exit);
        Assert.Contains("1 passed, 1 failed.", ran.Out, StringComparison.Ordinal);
        Assert.Contains("title: expected \"Goodbye\", found \"Hello\"", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overlay_is_laid_over_one_document_and_a_folder_stands_for_its_documents()
    {
        await using var shell = Shell.Alone();
        var file = await shell.WriteAsync("good.yaml", Good);
        var folder = Directory.CreateDirectory(Path.Combine(shell.Home, "mappings")).FullName;
        Assert.Contains("holds no mapping document", (await shell.RunAsync("mapping", "test", folder)).Error, StringComparison.Ordinal);
        File.Copy(file, Path.Combine(folder, "a.yaml"));
        File.Copy(file, Path.Combine(folder, "b.yaml"));
        Assert.Contains("2 passed", (await shell.OkAsync("mapping", "test", folder)).Out, StringComparison.Ordinal);

        var overlay = await shell.WriteAsync("overlay.yaml", "version: 1\nsource: tool/issue\ntarget: work-item\nset: { title: '\"X \" & title' }\n");
        Assert.Contains("found \"X Hello\"", (await shell.RunAsync("mapping", "test", file, "--overlay", overlay)).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await shell.RunAsync("mapping", "lint", folder, "--overlay", overlay)).Exit);
    }
}
