using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>The real Request Tracker of <c>../shared/servers</c>, on a port of the test's own.</summary>
internal sealed class RequestTrackerServer : IAsyncDisposable
{
    private const string Libraries = "/usr/share/request-tracker5/lib";

    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-rt-").FullName;
    private readonly string _script = Path.Combine(Shared.Folder("servers"), "request-tracker");

    private RequestTrackerServer()
    {
    }

    public HttpClient Http { get; } = new();

    /// <summary>Address as people open it.</summary>
    public string Address { get; private set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<RequestTrackerServer> StartAsync()
    {
        var server = new RequestTrackerServer();
        if (!Directory.Exists(Libraries)) Assert.Skip("Request Tracker is not installed: run 'request-tracker install' of ../shared/servers.");
        try
        {
            var port = FreePorts.InARow(1);
            server.Address = $"http://127.0.0.1:{port}/";
            await server.RunAsync(server._script, "start", "--port", $"{port}");
            server.Http.BaseAddress = new($"{server.Address}REST/2.0/");
            server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("root:secretpw"u8));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a token, as the page of Request Tracker does.</summary>
    public async Task<string> TokenAsync() => (await RunAsync(
        "perl", $"-I{Libraries}", "-e", "use RT -init; my $t = RT::AuthToken->new(RT->SystemUser); my $u = RT::User->new(RT->SystemUser); $u->Load('root'); my ($ok, $said, $token) = $t->Create(Owner => $u->id, Description => 'plutora'); die $said unless $ok; print $token")).Trim();

    /// <summary>Makes a ticket.</summary>
    /// <returns>Its number.</returns>
    public async Task<string> OpenTicketAsync(string subject)
    {
        using var answer = await Http.PostAsJsonAsync("ticket", new { Queue = "General", Subject = subject, Content = "It smokes.", Status = "open" }, JsonSerializerOptions.Default, Ct);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Ct)).GetProperty("id").GetString()!;
    }

    /// <summary>A ticket as it is now.</summary>
    public async Task<JsonElement> TicketAsync(string id) => JsonElement.Parse(await Http.GetByteArrayAsync($"ticket/{id}", Ct));

    /// <summary>How many transactions of a type a ticket has.</summary>
    public async Task<int> CountAsync(string id, string type) =>
        JsonElement.Parse(await Http.GetByteArrayAsync($"transactions?query={Uri.EscapeDataString($"ObjectType = 'RT::Ticket' AND ObjectId = {id} AND Type = '{type}'")}", Ct)).GetProperty("items").GetArrayLength();

    public async ValueTask DisposeAsync()
    {
        await RunAsync(_script, "stop");
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // What it writes goes to a file: the server that the script leaves behind would keep a pipe open.
    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var output = Path.Combine(_folder, "output");
        var start = new ProcessStartInfo("bash") { ArgumentList = { "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>\"$out.errors\" </dev/null", "run", output, program } };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["TMPDIR"] = _folder;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(Ct);
        var said = await File.ReadAllTextAsync(output, Ct);
        Assert.True(process.ExitCode == 0, new StringBuilder().Append(program).Append(' ').AppendJoin(' ', arguments).AppendLine().AppendLine(said).Append(await File.ReadAllTextAsync(output + ".errors", Ct)).ToString());
        return said;
    }
}
