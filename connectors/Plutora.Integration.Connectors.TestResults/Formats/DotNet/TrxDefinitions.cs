using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>What a TRX file defines of its tests, by their id: class, owner, categories. Texts that repeat are held once.</summary>
internal sealed class TrxDefinitions
{
    private readonly Dictionary<Guid, TrxDefinition> _byId = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>File name of the tested assembly, when all tests have the same.</summary>
    public string? Storage { get; private set; }

    public TrxDefinition? Find(string? testId) => Guid.TryParse(testId, out var id) ? _byId.GetValueOrDefault(id) : null;

    public static TrxDefinitions Read(Report report)
    {
        var definitions = new TrxDefinitions();
        // What is wrong with the text is told by the main walk.
        using var xml = new XmlWalker(report.File, new Flaws());
        try
        {
            for (var level = xml.Open(); xml.Next(level);)
            {
                if (xml.Name == "TestDefinitions")
                {
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        definitions.Add(xml);
                    }
                }
            }
        }
        catch (System.Xml.XmlException)
        {
            // The main walk meets it at the same place, and keeps the results before it.
        }

        return definitions;
    }

    private void Add(XmlWalker xml)
    {
        var (id, name) = (xml.Attribute("id"), xml.Attribute("name"));
        var storage = ReportFile.BaseName(xml.Attribute("storage"));
        var definition = new TrxDefinition { Priority = xml.Attribute("priority") };
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "TestMethod":
                    // Newer files write the type's full name with its assembly.
                    definition.ClassName = Once(xml.Attribute("className")?.Split(',')[0].Trim());
                    definition.Method = Once(xml.Attribute("name"));
                    break;
                case "Description":
                    definition.Description = xml.Text(1_024).Text();
                    break;
                case "Owners":
                    definition.Owner = Once(Children(xml, "name").FirstOrDefault());
                    break;
                case "TestCategory":
                    definition.Categories = [.. Children(xml, "TestCategory").Select(c => Once(c)!)];
                    break;
                default:
                    break;
            }
        }

        if (storage.Length > 0)
        {
            Storage = _byId.Count == 0 || string.Equals(Storage, storage, StringComparison.OrdinalIgnoreCase) ? storage : null;
        }

        if (Guid.TryParse(id, out var guid))
        {
            definition.Method ??= Once(name);
            _byId[guid] = definition;
        }
    }

    private static List<string> Children(XmlWalker xml, string attribute)
    {
        var values = new List<string>();
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Attribute(attribute) is { Length: > 0 } value && values.Count < 100)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private string? Once(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!_texts.TryGetValue(text, out var known))
        {
            _texts[text] = known = text;
        }

        return known;
    }
}

/// <summary>What is defined of one test.</summary>
internal sealed class TrxDefinition
{
    public string? ClassName { get; set; }

    public string? Method { get; set; }

    public string? Description { get; set; }

    public string? Owner { get; set; }

    public string? Priority { get; set; }

    public IReadOnlyList<string> Categories { get; set; } = [];
}
