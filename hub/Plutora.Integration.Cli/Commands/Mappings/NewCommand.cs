using System.CommandLine;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary><c>plutora mapping new</c>: proposes a document from real records, without a hub.</summary>
internal static class NewCommand
{
    public static Command Create(Nouns nouns)
    {
        var target = new Option<string>("--target") { Description = "Entity of the common data model.", HelpName = "entity", Required = true };
        var sample = new Option<string>("--sample") { Description = "Records of the stream, one JSON document a line.", HelpName = "file", Required = true };
        var select = SampleFile.Select();
        var source = new Option<string>("--source") { Description = "The stream, <connector>/<stream>.", DefaultValueFactory = _ => "connector/stream", HelpName = "stream" };
        var output = new Option<string?>("--output") { Description = "File that it is written to; standard output by default. One that is there is left alone.", HelpName = "file" };
        return nouns.Verb("new", "Propose a mapping document from real records.", [target, sample, select, source, output], async (session, ct) =>
        {
            var document = Propose(session.Get(target)!, session.Get(source)!, await SampleFile.ReadAsync(session.Get(sample)!, session.Get(select), ct), ct);
            if (session.Get(output) is not { } file)
            {
                await session.Terminal.Out.WriteAsync(session.Json ? new JsonObject { ["document"] = document }.ToJsonString() + "\n" : document);
                return ExitCode.Done;
            }

            if (File.Exists(file))
            {
                throw new UsageException($"'{file}' is there already. Choose another name, or remove it.");
            }

            await File.WriteAllTextAsync(file, document, ct);
            return session.Done($"The proposal is in {file}. Check it: plutora mapping lint {file} --sample {session.Get(sample)}{(session.Get(select) is { } within ? $" --select '{within}'" : "")} --watch", Text.Element(new JsonObject { ["file"] = file }));
        });
    }

    private static string Propose(string target, string source, IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        try
        {
            return MappingProposal.Of(target, source.Split('/') is [var connector, var stream] ? new(connector, stream) : new(source, ""), records, cancellationToken);
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
