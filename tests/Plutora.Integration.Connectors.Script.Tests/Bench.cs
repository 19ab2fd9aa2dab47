using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.Script.Tests;

/// <summary>Real programs in a folder of their own, and the connector opened on them as the hub does.</summary>
public sealed class Bench : IAsyncDisposable
{
    private readonly List<ConnectorInstance> _opened = [];

    public Bench() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of these tests are shell scripts.");

    public string Folder { get; } = Directory.CreateTempSubdirectory("plutora-script-").FullName;

    /// <summary>Writes a shell script, which may be run.</summary>
    public string Script(string body, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, string interpreter = "/bin/sh")
    {
        var path = Path.Combine(Folder, Guid.NewGuid().ToString("N") + ".sh");
        if (!OperatingSystem.IsWindows())
        {
            ShellScript.Write(path, $"#!{interpreter}\n" + body.ReplaceLineEndings("\n") + "\n", mode);
        }

        return path;
    }

    public ConnectorInstance Open(string path, Action<JsonObject>? with = null, TimeProvider? time = null)
    {
        var program = new JsonObject { ["name"] = "tool", ["path"] = path, ["folder"] = Folder, ["maxArguments"] = 5 };
        with?.Invoke(program);
        using var services = new ServiceCollection().BuildServiceProvider();
        var instance = new ScriptConnector().Open(new("ops", new JsonObject { ["programs"] = new JsonArray(program) }, NullLogger.Instance, time ?? TimeProvider.System, Folder), services);
        _opened.Add(instance);
        return instance;
    }

    public static ActionRequest Asked(params string[] arguments) => AskedOf("tool", arguments);

    public static ActionRequest AskedOf(string program, params string[] arguments) => new()
    {
        ActionId = "a1",
        Action = ScriptConnector.RunScript,
        Arguments = JsonSerializer.SerializeToElement(new { program, arguments }),
    };

    public static async Task<JsonElement> RunAsync(ConnectorInstance instance, params string[] arguments) =>
        (await instance.ExecuteAsync(Asked(arguments), TestContext.Current.CancellationToken)).Values;

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _opened)
        {
            await instance.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
