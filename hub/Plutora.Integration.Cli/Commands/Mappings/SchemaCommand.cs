using System.CommandLine;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary><c>plutora mapping schema</c>: the JSON Schema by which an editor completes documents, without a hub.</summary>
internal static class SchemaCommand
{
    public static Command Create(Nouns nouns)
    {
        var overlay = new Option<bool>("--overlay") { Description = "The schema of overlays." };
        var output = new Option<string?>("--output") { Description = "File that it is written to; standard output by default.", HelpName = "file" };
        return nouns.Verb("schema", "JSON Schema of mapping documents, by which an editor completes them.", [overlay, output], async (session, ct) =>
        {
            var schema = session.Get(overlay) ? MappingSchema.Overlay : MappingSchema.Document;
            if (session.Get(output) is not { } file)
            {
                await session.Terminal.Out.WriteAsync(schema);
                return ExitCode.Done;
            }

            await File.WriteAllTextAsync(file, schema, ct);
            return session.Done($"The schema is in {file}. Begin a document with: # yaml-language-server: $schema={Path.GetFileName(file)}");
        });
    }
}
