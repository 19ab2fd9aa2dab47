using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Plutora.Integration.Model.Tests.Schemas;

/// <summary>The summaries of the model's types and members, from the documentation file that the compiler writes beside the assembly.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, string> _summaries;

    public XmlDocumentation(Type within)
    {
        var file = XDocument.Load(Path.ChangeExtension(within.Assembly.Location, ".xml"));
        _summaries = file.Descendants("member").Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));
    }

    public string Of(Type type) => _summaries[$"T:{Name(type)}"];

    public string Of(Type type, string property) => _summaries[$"P:{Name(type.GetProperty(property)!.DeclaringType!)}.{property}"];

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!;

    private static string Text(XElement summary) => Space().Replace(string.Concat(summary.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => other.Attribute("cref")?.Value.Split('.')[^1] ?? other.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
