using System.Diagnostics;
using System.Text.Json;

namespace Plutora.Integration.Benchmarks.Jsonata;

/// <summary>The reference implementation under node, as one child process.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private readonly Process _node;

    private ReferenceProcess(Process node) => _node = node;

    /// <summary>Starts it; null where node or the package is not there.</summary>
    public static ReferenceProcess? TryStart()
    {
        var folder = Environment.GetEnvironmentVariable("JSONATA_REFERENCE") ?? Path.Combine(Path.GetTempPath(), "plutora-jsonata-reference");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "jsonata")))
        {
            return null;
        }

        try
        {
            return new(Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Jsonata", "reference.js"), folder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Records a second over so many seconds.</summary>
    public double Measure(Workload work, double seconds) => Ask(work, seconds).GetProperty("rate").GetDouble();

    /// <summary>The result of the first record.</summary>
    public JsonElement Sample(Workload work) => Ask(work, 0).GetProperty("result");

    public void Dispose()
    {
        _node.Kill();
        _node.Dispose();
    }

    private JsonElement Ask(Workload work, double seconds)
    {
        _node.StandardInput.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object> { ["expression"] = work.Expression, ["files"] = work.Files, ["seconds"] = seconds }));
        _node.StandardInput.Flush();
        return JsonElement.Parse(_node.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The reference ended."));
    }
}
