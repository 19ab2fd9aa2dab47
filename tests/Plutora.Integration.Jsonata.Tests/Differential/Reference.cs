using System.Diagnostics;
using System.Text;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>The reference implementation, run by node as one process for many programs.</summary>
internal sealed class Reference : IDisposable
{
    private const string Package = "jsonata@2.2.2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Func<Process?> _start;
    private Process _node;

    private Reference(Func<Process?> start, Process node) => (_start, _node) = (start, node);

    /// <summary>Starts the reference; null, with the reason, where node or the package cannot be had.</summary>
    public static Reference? TryStart(out string reason)
    {
        // The package is installed once, into a folder of its own, unless the environment names one.
        var folder = Environment.GetEnvironmentVariable("JSONATA_REFERENCE") ?? Path.Combine(Path.GetTempPath(), "plutora-jsonata-reference");
        reason = "node and the npm package jsonata are needed to compare with the reference";
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "jsonata")) && !Install(folder))
        {
            return null;
        }

        Process? Start() => TryRun("node", ["--max-old-space-size=300", Path.Combine(AppContext.BaseDirectory, "Differential", "reference.js"), folder]);
        return Start() is { } node ? new Reference(Start, node) : null;
    }

    /// <summary>What the reference answers; undefined where the program ends its process, which is then started anew.</summary>
    /// <param name="expression">The program.</param>
    /// <param name="inputJson">Its input; empty where it has none.</param>
    /// <param name="bindingsJson">Its bindings, an object; empty where it has none.</param>
    public JsonataValue Evaluate(string expression, string inputJson, string bindingsJson = "")
    {
        var request = new StringBuilder("{\"e\":").Append(JsonataValue.From(expression).ToJson());
        foreach (var (name, json) in new[] { ("i", inputJson), ("b", bindingsJson) }.Where(part => part.Item2.Length > 0))
        {
            request.Append(",\"").Append(name).Append("\":").Append(json);
        }

        request.Append('}');
        _node.StandardInput.WriteLine(request.ToString());
        _node.StandardInput.Flush();
        if (ReadAnswer() is { } answer)
        {
            return JsonataInput.Parse(Encoding.UTF8.GetBytes(answer)).Value;
        }

        _node.Kill();
        _node.Dispose();
        _node = _start() ?? throw new InvalidOperationException("The reference cannot be started again.");
        return default;
    }

    /// <summary>The answer; null where the process ends, or runs for ever without looking at its time limit.</summary>
    private string? ReadAnswer()
    {
        var reading = Task.Run(_node.StandardOutput.ReadLine);
        return reading.Wait(Patience) ? reading.Result : null;
    }

    public void Dispose()
    {
        _node.Kill();
        _node.Dispose();
    }

    private static bool Install(string folder)
    {
        Directory.CreateDirectory(folder);
        using var npm = TryRun("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, Package]);
        return npm is not null && npm.WaitForExit(120_000) && npm.ExitCode == 0;
    }

    private static Process? TryRun(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
