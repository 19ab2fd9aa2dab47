using Plutora.Integration.Mapping;

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

        var alone = await shell.RunAsync("mapping", "lint", overlay);
        Assert.Equal(1, alone.Exit);
        Assert.Contains($"plutora mapping lint <base> --overlay {overlay}", alone.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--overlay", (await shell.RunAsync("mapping", "lint", await shell.WriteAsync("bad.yaml", Good.Replace("title: title", "titel: title", StringComparison.Ordinal)))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_is_evaluated_over_a_file_with_variables()
    {
        await using var shell = Shell.Alone();
        var input = await shell.WriteAsync("input.json", """{"items":[{"price":2},{"price":3}],"id":9007199254740993}""");
        var bindings = await shell.WriteAsync("bindings.json", """{"times":10}""");
        Assert.Equal("50", (await shell.OkAsync("mapping", "eval", "--expression", "$sum(items.price) * $times", "--input", input, "--bindings", bindings)).Out.Trim());
        Assert.Equal("9007199254740993", (await shell.OkAsync("mapping", "eval", "--expression", "id", "--input", input)).Out.Trim());
        Assert.Equal("", (await shell.OkAsync("mapping", "eval", "--expression", "missing", "--input", input)).Out);
        var marked = await shell.WriteAsync("marked.json", "\uFEFF{\"id\":1}");
        Assert.Equal("1", (await shell.OkAsync("mapping", "eval", "--expression", "id", "--input", marked)).Out.Trim());
        Assert.Contains("key: id", (await shell.OkAsync("mapping", "new", "--target", "person", "--sample", marked)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_no_sample_has_is_a_warning()
    {
        await using var shell = Shell.Alone();
        var file = await shell.WriteAsync("good.yaml", Good);
        var sample = await shell.WriteAsync("records.jsonl", """{"id":1,"titel":"a"}""" + "\n" + """{"id":2,"titel":"b"}""");
        Assert.Contains("warning: No sample record has 'title', which 'set.title' looks at. Did you mean 'titel'?", (await shell.OkAsync("mapping", "lint", file, "--sample", sample)).Out, StringComparison.Ordinal);
        var broken = await shell.WriteAsync("broken.jsonl", "{");
        Assert.Contains("neither JSON nor", (await shell.RunAsync("mapping", "lint", file, "--sample", broken)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_proposed_from_records_and_lints_clean()
    {
        await using var shell = Shell.Alone();
        var sample = await shell.WriteAsync("records.jsonl", """{"id":1,"summary":"a","status":"Open","type":"Bug"}""" + "\n" + """{"id":2,"summary":"b","status":"Done","type":"Story"}""");
        var file = Path.Combine(shell.Home, "issue.yaml");
        Assert.Contains($"plutora mapping lint {file}", (await shell.OkAsync("mapping", "new", "--target", "work-item", "--sample", sample, "--source", "desk/ticket", "--output", file)).Out, StringComparison.Ordinal);
        Assert.Contains("1 documents, 0 faults.", (await shell.OkAsync("mapping", "lint", file, "--sample", sample)).Out, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), (await shell.OkAsync("mapping", "new", "--target", "work-item", "--sample", sample, "--source", "desk/ticket", "--json")).Json.GetProperty("document").GetString());
        Assert.Contains("is there already", (await shell.RunAsync("mapping", "new", "--target", "work-item", "--sample", sample, "--output", file)).Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'work-item'?", (await shell.RunAsync("mapping", "new", "--target", "workitem", "--sample", sample)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_selected_within_an_answer_of_a_tool()
    {
        await using var shell = Shell.Alone();
        var sample = await shell.WriteAsync("answer.json", """{"total":2,"issues":[{"id":1,"summary":"a","status":"Open"},{"id":2,"summary":"b","status":"Done"}]}""");
        var file = Path.Combine(shell.Home, "issue.yaml");
        var made = await shell.OkAsync("mapping", "new", "--target", "work-item", "--sample", sample, "--select", "issues", "--output", file);
        Assert.Contains($"--sample {sample} --select 'issues'", made.Out, StringComparison.Ordinal);
        var document = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.StartsWith("# Proposed from 2 records", document, StringComparison.Ordinal);
        Assert.Contains("\n  title: summary\n", document, StringComparison.Ordinal);
        Assert.Contains("1 documents, 0 faults.", (await shell.OkAsync("mapping", "lint", file, "--sample", sample, "--select", "issues")).Out, StringComparison.Ordinal);
        // Without it the one document is the record.
        Assert.Contains("No sample record has 'summary'", (await shell.OkAsync("mapping", "lint", file, "--sample", sample)).Out, StringComparison.Ordinal);
        Assert.Contains("has nothing where 'items' looks", (await shell.RunAsync("mapping", "new", "--target", "work-item", "--sample", sample, "--select", "items")).Error, StringComparison.Ordinal);
        Assert.Contains("--select 'issues[' fails: S0", (await shell.RunAsync("mapping", "new", "--target", "work-item", "--sample", sample, "--select", "issues[")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lint", "0 faults.", "has no field 'titel'")]
    [InlineData("test", "1 passed, 0 failed.", "0 passed, 1 failed.")]
    public async Task Watched_documents_are_looked_at_again_when_they_change(string verb, string before, string after)
    {
        await using var shell = Shell.Alone();
        var file = await shell.WriteAsync("good.yaml", Good);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (output, watching) = shell.Start(stop.Token, "mapping", verb, file, "--watch");
        await output.SaysAsync(before);
        await shell.WriteAsync("good.yaml", Good.Replace("title: title", "titel: title", StringComparison.Ordinal));
        await output.SaysAsync(after);
        await shell.WriteAsync("good.yaml", Good + "\n");
        await output.SaysAsync(before, times: 2);
        await stop.CancelAsync();
        Assert.Equal(0, await watching.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_schema_that_editors_complete_by_is_written()
    {
        await using var shell = Shell.Alone();
        Assert.Equal(MappingSchema.Document, (await shell.OkAsync("mapping", "schema")).Out);
        var file = Path.Combine(shell.Home, "overlay.schema.json");
        Assert.Contains("$schema=overlay.schema.json", (await shell.OkAsync("mapping", "schema", "--overlay", "--output", file)).Out, StringComparison.Ordinal);
        Assert.Equal(MappingSchema.Overlay, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("1 + 'a'", "T2002 at 3: The right side of the \"+\" operator must evaluate to a number")]
    [InlineData("@x", "S0211 at 1: The symbol \"@\" cannot be used as a unary operator")]
    [InlineData("", "S0207 at 0: Unexpected end of expression")]
    public async Task An_expression_that_fails_ends_with_1_and_the_references_code(string expression, string said)
    {
        await using var shell = Shell.Alone();
        var ran = await shell.RunAsync("mapping", "eval", "--expression", expression);
        Assert.Equal((1, said, ""), (ran.Exit, ran.Error.Trim(), ran.Out));
    }
}
