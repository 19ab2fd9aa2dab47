using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>Reads a list of properties, whose values stand in an attribute or as text.</summary>
internal static class JUnitProperties
{
    public static IEnumerable<Named> Read(XmlWalker xml)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name == "property" && xml.Attribute("name") is { Length: > 0 } name)
            {
                var value = xml.Attribute("value");
                yield return Report.Property(name, value ?? xml.Text(2_048).Text());
            }
        }
    }
}
