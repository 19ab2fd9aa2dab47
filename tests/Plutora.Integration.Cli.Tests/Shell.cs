using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Cli.Tests;

/// <summary>What one command did.</summary>
internal sealed record Ran(int Exit, string Out, string Error)
{
    public JsonElement Json => JsonElement.Parse(Out);
}

/// <summary>A hub as <c>plutora up</c> starts it, on a home folder of its own and a free port, and a shell beside it.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private CancellationTokenSource _stop = new();
    private Task<Ran>? _up;

    private Shell()
    {
    }

    public string Home { get; } = Directory.CreateTempSubdirectory("plutora-cli-").FullName;

    public string Address { get; private set; } = "http://127.0.0.1:1";

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A shell without a hub.</summary>
    public static Shell Alone() => new();

    /// <summary>A shell beside a running hub.</summary>
    public static async Task<Shell> StartAsync(string? settings = null)
    {
        var shell = new Shell();
        // Without settings the first start would take the repository of the tests in.
        await shell.WriteAsync("plutora.yaml", settings ?? "instances: []\n");
        await shell.UpAsync();
        return shell;
    }

    /// <summary>Starts the hub, again after it was stopped.</summary>
    public async Task UpAsync()
    {
        while (true)
        {
            _stop.Dispose();
            _stop = new();
            Address = $"http://127.0.0.1:{FreePorts.InARow(1)}";
            var ready = new ReadyWriter("The hub listens on");
            _up = RunAsync(Terminal("", ready, new StringWriter()), ["up", "--urls", Address, "--home", Home], _stop.Token);
            await Task.WhenAny(ready.Ready, _up);
            if (!_up.IsCompleted)
            {
                return;
            }

            // A port that was free a moment ago may be another's by now.
            if ((await _up).Error is var error && !error.Contains("address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(error);
            }
        }
    }

    public async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Home, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    public Task<Ran> RunAsync(params string[] args) => RunAsync("", TestContext.Current.CancellationToken, args);

    public Task<Ran> RunAsync(string input, CancellationToken cancellationToken, params string[] args) =>
        RunAsync(Terminal(input, new StringWriter(), new StringWriter()), args, cancellationToken);

    public async Task<Ran> OkAsync(params string[] args)
    {
        var ran = await RunAsync(args);
        Assert.True(ran.Exit == 0, $"plutora {string.Join(' ', args)} ended with {ran.Exit}: {ran.Out}{ran.Error}");
        return ran;
    }

    /// <summary>Starts a command that goes on until it is stopped.</summary>
    public (SaidWriter Output, Task<int> Running) Start(CancellationToken stop, params string[] args)
    {
        var output = new SaidWriter();
        return (output, Task.Run(() => PlutoraCommand.RunAsync(args, Terminal("", output, TextWriter.Null), stop), CancellationToken.None));
    }

    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return (await _up!).Exit;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_up is not null)
        {
            await _up;
        }

        _stop.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private static async Task<Ran> RunAsync(Terminal terminal, string[] args, CancellationToken cancellationToken)
    {
        var exit = await PlutoraCommand.RunAsync(args, terminal, cancellationToken);
        return new(exit, terminal.Out.ToString()!, terminal.Error.ToString()!);
    }

    private Terminal Terminal(string input, TextWriter output, TextWriter error) => new(
        output, error, new StringReader(input), false,
        name => Environment.TryGetValue(name, out var set) ? set : name switch { "PLUTORA_HOME" => Home, "PLUTORA_HUB" => Address, _ => null },
        TimeProvider.System);

    private sealed class ReadyWriter(string word) : StringWriter
    {
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ready => _ready.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(word, StringComparison.Ordinal) == true)
            {
                _ready.TrySetResult();
            }
        }
    }
}
