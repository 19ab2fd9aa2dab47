using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Reads the YAML of a document, within limits that no declared catalog reaches.</summary>
internal static class CatalogYaml
{
    private const int Deepest = 20;

    /// <summary>The documents in a text; faults where it is no YAML that is taken.</summary>
    public static IReadOnlyList<YamlNode> Read(string file, string text, List<CatalogFault> faults)
    {
        try
        {
            if (Refused(text) is { } refused)
            {
                faults.Add(new(new(file, refused.Event.Start.Line, refused.Event.Start.Column), refused.Reason));
                return [];
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return [.. stream.Documents.Select(d => d.RootNode)];
        }
        catch (YamlException fault)
        {
            faults.Add(new(new(file, fault.Start.Line, fault.Start.Column), $"is no YAML: {fault.Message}"));
            return [];
        }
    }

    // Before anything is built of it: deep nesting would end the process, and anchors can make much of little.
    private static (ParsingEvent Event, string Reason)? Refused(string text)
    {
        var depth = 0;
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias or NodeEvent { Anchor.IsEmpty: false }:
                    return (parser.Current, "Anchors and aliases of YAML are not taken; write it out.");
                case MappingStart or SequenceStart when ++depth > Deepest:
                    return (parser.Current, $"It is nested deeper than {Deepest} levels.");
                case MappingEnd or SequenceEnd:
                    depth--;
                    break;
                default:
                    break;
            }
        }

        return null;
    }
}
