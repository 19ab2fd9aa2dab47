using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary>Checks and tests mapping documents on this machine, without a hub.</summary>
internal static class LocalMappings
{
    public static async Task<int> LintAsync(Session session, IReadOnlyList<string> paths, string? overlay, string? sample, string? select, CancellationToken cancellationToken)
    {
        var options = new MappingCompilerOptions { Samples = sample is null ? null : await SampleFile.ShapeAsync(sample, select, cancellationToken) };
        var (rows, failed, count, alone) = (new JsonArray(), false, 0, (string?)null);
        await foreach (var (file, document, compilation) in CompileAsync(paths, overlay, options, cancellationToken))
        {
            count++;
            failed |= !compilation.Succeeded;
            alone ??= !compilation.Succeeded && overlay is null && !HasKey(document) ? file : null;
            foreach (var fault in compilation.Faults)
            {
                rows.Add(Fault(fault));
                Line(session, fault.ToString());
            }
        }

        End(session, rows, $"{count} documents, {rows.Count} faults.");
        if (alone is not null)
        {
            session.Note($"'{alone}' has no key: is it an overlay? Lay it over its base: plutora mapping lint <base> --overlay {alone}. A hub gives the base: plutora mapping base <instance> <stream>.");
        }

        return failed ? ExitCode.Refused : ExitCode.Done;
    }

    public static async Task<int> TestAsync(Session session, IReadOnlyList<string> paths, string? overlay, CancellationToken cancellationToken)
    {
        var (rows, failed) = (new JsonArray(), 0);
        await foreach (var (file, _, compilation) in CompileAsync(paths, overlay, MappingCompilerOptions.Default, cancellationToken))
        {
            if (compilation.Mapping is not { } mapping)
            {
                failed++;
                rows.Add(new JsonObject { ["file"] = file, ["test"] = "(compiles)", ["passed"] = false, ["faults"] = new JsonArray([.. compilation.Faults.Select(f => (JsonNode)f.ToString())]) });
                compilation.Faults.ToList().ForEach(f => Line(session, f.ToString()));
                continue;
            }

            var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            foreach (var result in MappingTestRunner.Run(mapping, input => File.ReadAllBytes(Path.Combine(folder, input)), cancellationToken))
            {
                string[] faults = result.Error is { } error ? [error] : [.. result.Differences.Select(d => d.ToString())];
                failed += result.Passed ? 0 : 1;
                rows.Add(new JsonObject { ["file"] = file, ["line"] = result.Test.Line, ["test"] = result.Test.Name, ["passed"] = result.Passed, ["faults"] = new JsonArray([.. faults.Select(f => (JsonNode)f)]) });
                Line(session, $"{(result.Passed ? "passed" : "FAILED")}  {file}({result.Test.Line}): {result.Test.Name}{string.Concat(faults.Select(f => "\n        " + f))}");
            }
        }

        End(session, rows, $"{rows.Count - failed} passed, {failed} failed.");
        return failed > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : throw new UsageException($"There is no file '{file}'.");

    private static async IAsyncEnumerable<(string File, string Document, MappingCompilation Compilation)> CompileAsync(IReadOnlyList<string> paths, string? overlay, MappingCompilerOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = paths.SelectMany(Files).ToArray();
        if (overlay is not null && files.Length != 1)
        {
            throw new UsageException($"An overlay is laid over one document; {files.Length} are named.");
        }

        var over = overlay is null ? null : await ReadAsync(overlay, cancellationToken);
        foreach (var file in files)
        {
            var document = await ReadAsync(file, cancellationToken);
            yield return (file, document, MappingCompiler.Compile(document, file, options, over, overlay));
        }
    }

    private static IReadOnlyList<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new UsageException($"Folder '{path}' holds no mapping document (*.yaml).");
    }

    private static void Line(Session session, string line)
    {
        if (!session.Json)
        {
            session.Terminal.Out.WriteLine(Text.Clean(line));
        }
    }

    private static void End(Session session, JsonArray rows, string sentence) => session.Done(sentence, JsonElement.Parse(rows.ToJsonString()));

    // A document without a key may be one that only the base completes; one that names further entities alone needs none, and has no fault then.
    private static bool HasKey(string document) => document.Split('\n').Any(line => line.StartsWith("key:", StringComparison.Ordinal));

    private static JsonObject Fault(MappingFault fault) => new()
    {
        ["file"] = fault.File,
        ["line"] = fault.Line,
        ["column"] = fault.Column,
        ["severity"] = fault.Severity == MappingSeverity.Error ? "error" : "warning",
        ["message"] = fault.Message,
    };
}
