using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Git.Tests.Support;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Tests.Remotes;

/// <summary>Credentials reach the host that they are for and nothing else: no command line, no file, no message.</summary>
public sealed class CredentialTests : IAsyncDisposable
{
    private const string Token = "t0ken-of-ann";
    private readonly Repository _repository = new();
    private readonly ServedFolder _served;
    private readonly string _commit;

    public CredentialTests()
    {
        _commit = _repository.Commit("first");
        _repository.Branch("main", _commit);
        _repository.Git("update-server-info");
        _served = new(Path.GetDirectoryName(_repository.Folder)!, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Token}")));
    }

    [Fact]
    public async Task The_token_of_the_host_lets_in()
    {
        await using var polled = new Polled(_served.Address("tool"), Account(_served.Host, Token));
        var check = await polled.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.True(check.Succeeded, check.Message);
        await polled.ReadAsync("commit");
        Assert.Equal([_commit], polled.Commits);
        Assert.DoesNotContain(Directory.EnumerateFiles(polled.WorkFolder, "*", SearchOption.AllDirectories), f => File.ReadAllText(f, Encoding.Latin1).Contains(Token, StringComparison.Ordinal));
        Assert.DoesNotContain(Token, polled.Cursor("commit").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong-token")]
    [InlineData(null)]
    public async Task A_wrong_or_missing_token_is_told_without_it(string? token)
    {
        await using var polled = new Polled(_served.Address("tool"), token is null ? null : Account(_served.Host, token));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync("commit"));
        Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
        Assert.DoesNotContain(token ?? Token, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_of_another_host_is_not_sent()
    {
        await using var polled = new Polled(_served.Address("tool"), Account("github.com", Token));
        await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync("commit"));
        Assert.NotEmpty(_served.Asked);
        Assert.All(_served.Asked, Assert.Null);
    }

    [Fact]
    public async Task The_token_stands_on_no_command_line()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Command lines are looked at in /proc.");
        }

        // Looked at while the host is being asked: then git and its helper run.
        var lines = new List<string>();
        _served.OnRequest = () => lines.AddRange(Directory.EnumerateDirectories("/proc").Select(CommandLine).Where(l => l.Contains(_served.Host, StringComparison.Ordinal)));
        await using var polled = new Polled(_served.Address("tool"), Account(_served.Host, Token));
        await polled.ReadAsync("commit");
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.DoesNotContain(Token, l, StringComparison.Ordinal));
        Assert.All(lines, l => Assert.DoesNotContain("Authorization", l, StringComparison.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        await _served.DisposeAsync();
        _repository.Dispose();
    }

    private static JsonObject Account(string host, string token) => new() { ["accounts"] = new JsonArray(new JsonObject { ["host"] = host, ["user"] = "ann", ["token"] = token }) };

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Serves files to those that send the right header; git reads repositories so since its beginnings.</summary>
    private sealed class ServedFolder : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public ServedFolder(string folder, string authorization)
        {
            // The listener takes no port 0, so that one which is free is asked for beside it.
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Host = free.LocalEndpoint.ToString()!;
            }

            _listener.Prefixes.Add($"http://{Host}/");
            _listener.Start();
            _serving = ServeAsync(folder, authorization);
        }

        public string Host { get; }

        public List<string?> Asked { get; } = [];

        public Action OnRequest { get; set; } = () => { };

        public string Address(string name) => $"http://{Host}/{name}";

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync(string folder, string authorization)
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                var sent = context.Request.Headers["Authorization"];
                Asked.Add(sent);
                OnRequest();
                var file = Path.Combine(folder, context.Request.Url!.AbsolutePath.TrimStart('/'));
                context.Response.StatusCode = sent != authorization ? 401 : File.Exists(file) ? 200 : 404;
                if (context.Response.StatusCode == 401)
                {
                    context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"test\"");
                }
                else if (context.Response.StatusCode == 200)
                {
                    await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
                }

                context.Response.Close();
            }
        }
    }
}
