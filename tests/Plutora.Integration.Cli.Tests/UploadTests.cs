namespace Plutora.Integration.Cli.Tests;

/// <summary>Records that are posted to an instance as JSON, JSON Lines or CSV, from the shell through a running hub to entities.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const string Sheet = """
        format: 1
        id: sheet
        version: 1.0.0
        name: Sheet
        description: Rows of a sheet.
        streams:
          row: { description: A row., id: key, version: changed, push: { delimiter: ";" } }
          team: { description: A team., id: name, push: {} }
        """;

    private Shell _shell = null!;

    public async ValueTask InitializeAsync()
    {
        _shell = await Shell.StartAsync();
        Directory.CreateDirectory(Path.Combine(_shell.Home, "sheet", "mappings"));
        await _shell.WriteAsync("sheet/connector.yaml", Sheet);
        await _shell.WriteAsync("sheet/mappings/row.yaml", "version: 1\nsource: sheet/row\ntarget: work-item\nkey: key\nset: { title: title, state: '\"proposed\"', kind: '\"bug\"' }\n");
        await _shell.WriteAsync("sheet/mappings/team.yaml", "version: 1\nsource: sheet/team\ntarget: team\nkey: name\nset: { title: name, name: name }\n");
        await _shell.OkAsync("connector", "install", Path.Combine(_shell.Home, "sheet"));
        await _shell.OkAsync("instance", "add", "sheet", "--connector", "sheet");

        // The instance opens beside the call: until it has, the hub asks to come back.
        var nothing = await _shell.WriteAsync("nothing.json", "[]");
        await Waiting.UntilAsync("the instance takes rows", async () => (await _shell.RunAsync("upload", "sheet", nothing, "--stream", "row")).Exit == 0);
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    [Fact]
    public async Task Files_of_each_form_become_entities_of_the_stream_that_is_named()
    {
        var csv = await _shell.WriteAsync("rows.csv", "key;title;changed\nA;First;2026-03-01T10:00:00Z\nB;\"Second; of two\";2026-03-01T10:00:00Z\n");
        var lines = await _shell.WriteAsync("rows.jsonl", "{\"key\":\"C\",\"title\":\"Third\"}\n{\"key\":\"D\",\"title\":\"Fourth\"}\n");
        var team = await _shell.WriteAsync("teams.json", """[{"name":"Web"}]""");

        var uploaded = (await _shell.OkAsync("upload", "sheet", csv, lines, "--stream", "row", "--json")).Json;
        Assert.Equal([("stored", "2"), ("stored", "2")], uploaded.EnumerateArray().Select(u => (u.GetProperty("status").GetString()!, u.GetProperty("records").ToString())));
        await _shell.OkAsync("upload", "sheet", team, "--parameter", "stream=team");

        Assert.Equal("Second; of two", await TitleAsync("sheet/work-item/B"));
        Assert.Equal("Fourth", await TitleAsync("sheet/work-item/D"));
        Assert.Equal("Web", await TitleAsync("sheet/team/Web"));
    }

    [Fact]
    public async Task A_row_that_is_wrong_is_told_by_its_number_and_the_others_are_taken()
    {
        var csv = await _shell.WriteAsync("wrong.csv", "key;title;changed\nE;Fifth;2026-03-01T10:00:00Z\n;No key;2026-03-01T10:00:00Z\nF;Sixth;yesterday\n");

        var ran = await _shell.RunAsync("upload", "sheet", csv, "--stream", "row", "--json");
        var told = Assert.Single(ran.Json.EnumerateArray());
        Assert.Equal((1, "setaside", "1"), (ran.Exit, told.GetProperty("status").GetString(), told.GetProperty("records").ToString()));
        Assert.Collection(
            told.GetProperty("faults").EnumerateArray().Select(f => f.GetString()!),
            f => Assert.StartsWith("Row 3: streams.row.id", f, StringComparison.Ordinal),
            f => Assert.StartsWith("Row 4: streams.row.version", f, StringComparison.Ordinal));
        Assert.Contains("wrong.csv: Row 4: streams.row.version", (await _shell.RunAsync("upload", "sheet", csv, "--stream", "row")).Error, StringComparison.Ordinal);
        Assert.Equal("Fifth", await TitleAsync("sheet/work-item/E"));
        var letters = (await _shell.OkAsync("dead-letter", "list", "--json")).Out;
        Assert.Contains("Row 3: streams.row.id at connector.yaml(7,", letters, StringComparison.Ordinal);
        Assert.Contains("'yesterday' is no instant", letters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nothing_can_be_made_of_is_refused_with_the_remedy()
    {
        var csv = await _shell.WriteAsync("rows2.csv", "key;title\nA;First\n");

        Assert.Contains("The parameter 'stream' is missing. These do: row, team.", (await _shell.RunAsync("upload", "sheet", csv, "--json")).Out, StringComparison.Ordinal);
        Assert.Contains("Stream 'rows' takes no pushes. These do: row, team.", (await _shell.RunAsync("upload", "sheet", csv, "--stream", "rows", "--json")).Out, StringComparison.Ordinal);
        var wrong = await _shell.RunAsync("upload", "sheet", csv, "--parameter", "stream", "--parameter", "name=x");
        Assert.Equal(2, wrong.Exit);
        Assert.Contains("'--parameter stream' lacks its name or value. Write it as name=value.", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("'--parameter name=…' is the name of the file", wrong.Error, StringComparison.Ordinal);
    }

    private async Task<string?> TitleAsync(string id)
    {
        string? title = null;
        await Waiting.UntilAsync($"'{id}' is there", async () =>
        {
            var shown = await _shell.RunAsync("entity", "show", id, "--json");
            title = shown.Exit == 0 ? shown.Json.GetProperty("entity").GetProperty("title").GetString() : null;
            return shown.Exit == 0;
        });
        return title;
    }
}
