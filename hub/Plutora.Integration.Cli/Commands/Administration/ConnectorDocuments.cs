using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Commands.Mappings;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora connector lint|schema|pack</c>: connectors that are one YAML file, without a hub.</summary>
internal static class ConnectorDocuments
{
    public static IEnumerable<Command> Create(Nouns nouns)
    {
        var files = new Argument<string[]>("file") { Description = $"A connector's {ConnectorDocument.FileName}, or the folder that holds it: then its mappings too.", Arity = ArgumentArity.OneOrMore };
        var watch = new Option<bool>("--watch") { Description = "Do it again whenever one of the files, or a file beside it, changes, until it is interrupted." };
        var output = new Option<string?>("--output") { Description = "File that it is written to; standard output by default.", HelpName = "file" };
        var folder = new Argument<string>("folder") { Description = $"Folder with {ConnectorDocument.FileName} and its mappings." };
        var packages = new Option<string>("--output") { Description = "Folder that the package is written to.", HelpName = "folder", DefaultValueFactory = _ => "." };
        yield return nouns.Verb("lint", $"Check a connector that is a {ConnectorDocument.FileName}, and the mappings beside it.", [files, watch], (s, ct) =>
            Watching.RunAsync(s, s.Get(watch), s.Get(files), () => LintAsync(s, s.Get(files), ct), ct));
        yield return nouns.Verb("schema", $"JSON Schema of {ConnectorDocument.FileName}, by which an editor completes it.", [output], (s, ct) => SchemaAsync(s, s.Get(output), ct));
        yield return nouns.Verb("pack", $"Make a .nupkg of a connector that is a {ConnectorDocument.FileName}.", [folder, packages], (s, ct) => PackAsync(s, s.Get(folder), s.Get(packages) ?? ".", ct));
    }

    private static async Task<int> LintAsync(Session session, string[] paths, CancellationToken cancellationToken)
    {
        var (rows, failed) = (new JsonArray(), false);
        foreach (var path in paths)
        {
            var (document, file) = await ReadAsync(path, cancellationToken);
            failed |= !document.IsValid;
            foreach (var fault in document.Faults)
            {
                Tell(session, rows, fault.ToString(), new() { ["file"] = fault.File, ["line"] = fault.Line, ["column"] = fault.Column, ["severity"] = fault.IsError ? "error" : "warning", ["message"] = fault.Message });
            }

            foreach (var fault in Directory.Exists(path) && document.Descriptor is { } descriptor ? await MappingsAsync(path, descriptor, cancellationToken) : [])
            {
                failed |= fault.Severity == MappingSeverity.Error;
                Tell(session, rows, fault.ToString(), new() { ["file"] = fault.File, ["line"] = fault.Line, ["column"] = fault.Column, ["severity"] = fault.Severity == MappingSeverity.Error ? "error" : "warning", ["message"] = fault.Message });
            }
        }

        session.Done($"{paths.Length} connectors, {rows.Count} faults.", JsonElement.Parse(rows.ToJsonString()));
        return failed ? ExitCode.Refused : ExitCode.Done;
    }

    private static async Task<IReadOnlyList<MappingFault>> MappingsAsync(string folder, Sdk.Connectors.ConnectorDescriptor connector, CancellationToken cancellationToken)
    {
        var mappings = Path.Combine(folder, "mappings");
        var faults = new List<MappingFault>();
        var streams = connector.Streams.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var file in (Directory.Exists(mappings) ? Directory.GetFiles(mappings, "*.yaml") : []).Order(StringComparer.Ordinal))
        {
            var compilation = MappingCompiler.Compile(await File.ReadAllTextAsync(file, cancellationToken), file);
            faults.AddRange(compilation.Faults);
            var stream = Path.GetFileNameWithoutExtension(file);
            if (!streams.Remove(stream))
            {
                faults.Add(new(file, 1, 1, MappingSeverity.Error, $"The connector has no stream '{stream}'. Name the file after one of: {string.Join(", ", connector.Streams.Select(s => s.Id))}."));
            }
        }

        // One that is read on demand alone may be there as the parent of others.
        streams.ExceptWith(connector.Streams.Where(s => s.CanRead && s.DefaultInterval is null).Select(s => s.Id));
        faults.AddRange(streams.Select(s => new MappingFault(Path.Combine(folder, ConnectorDocument.FileName), 1, 1, MappingSeverity.Warning, $"The stream '{s}' has no mapping: its records are kept and become nothing. Add mappings/{s}.yaml.")));
        return faults;
    }

    private static async Task<int> SchemaAsync(Session session, string? output, CancellationToken cancellationToken)
    {
        if (output is null)
        {
            await session.Terminal.Out.WriteAsync(ConnectorDocument.Schema);
            return ExitCode.Done;
        }

        await File.WriteAllTextAsync(output, ConnectorDocument.Schema, cancellationToken);
        return session.Done($"The schema is in {output}. Begin a document with: # yaml-language-server: $schema={Path.GetFileName(output)}");
    }

    private static async Task<int> PackAsync(Session session, string folder, string output, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder '{folder}'.");
        }

        var (document, _) = await ReadAsync(folder, cancellationToken);
        if (document.Descriptor is not { } descriptor)
        {
            return await LintAsync(session, [folder], cancellationToken);
        }

        var package = await ConnectorPackage.WriteAsync(folder, descriptor, output, cancellationToken);
        return session.Done($"Connector '{descriptor.Id}' {descriptor.Version} is packed: {package}. Install it: plutora connector install {package}", JsonElement.Parse(new JsonObject { ["package"] = package }.ToJsonString()));
    }

    private static async Task<(ConnectorDocument Document, string File)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, ConnectorDocument.FileName) : path;
        return (ConnectorDocument.Read(await LocalMappings.ReadAsync(file, cancellationToken), file), file);
    }

    private static void Tell(Session session, JsonArray rows, string line, JsonObject row)
    {
        rows.Add(row);
        if (!session.Json)
        {
            session.Terminal.Out.WriteLine(Text.Clean(line));
        }
    }
}
