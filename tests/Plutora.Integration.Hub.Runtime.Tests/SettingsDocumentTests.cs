using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Runtime.Tests;

/// <summary>Holds <c>docs/administrators/settings.md</c> against the settings; PLUTORA_WRITE_SETTINGS=1 rewrites it.</summary>
public sealed partial class SettingsDocumentTests
{
    [Fact]
    public async Task Each_setting_is_documented_with_its_default_and_range()
    {
        var file = Path.Combine(Shared.Root, "docs", "administrators", "settings.md");
        var text = Write();
        if (Environment.GetEnvironmentVariable("PLUTORA_WRITE_SETTINGS") is not null) await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private static string Write()
    {
        var text = new StringBuilder("""
            # Settings
            They stand in `plutora.yaml` in the home folder; an environment variable `PLUTORA__SECTION__NAME` overrides each. The hub reads them at its start and says everything that is wrong with them at once.

            | setting | default | range | what |
            | --- | --- | --- | --- |

            """);
        Rows(text, typeof(HubSettings), new HubSettings(), "");
        text.Append("\n## instances\nA list; each item is also what `POST /api/v1/instances` takes.\n\n| setting | default | range | what |\n| --- | --- | --- | --- |\n");
        Rows(text, typeof(InstanceSettings), new InstanceSettings(), "");
        text.Append("\n## cdEvents.receivers\nA list; see [CDEvents](cdevents.md).\n\n| setting | default | range | what |\n| --- | --- | --- | --- |\n");
        Rows(text, typeof(ReceiverSettings), new ReceiverSettings(), "");
        text.Append("\n## rules\nA list of [link rules](rules.md); each item is also what `PUT /api/v1/links/rules/{id}` takes.\n\n| setting | default | range | what |\n| --- | --- | --- | --- |\n");
        Rows(text, typeof(LinkRule), new LinkRule(), "");
        text.Append("\n### from and to of a rule\n| setting | default | range | what |\n| --- | --- | --- | --- |\n");
        Rows(text, typeof(RuleSide), new RuleSide(), "");
        return text.ToString();
    }

    private static void Rows(StringBuilder text, Type type, object? settings, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            var name = prefix + char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            var value = settings is null ? null : property.GetValue(settings);
            if (property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal))
            {
                Rows(text, property.PropertyType, value, name + ".");
            }
            else if (type != typeof(HubSettings) || name is not ("instances" or "rules"))
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {Default(value)} | {Range(property)} | {Summary(property)} |\n");
            }
        }
    }

    private static string Default(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        Enum one => $"`{Spelled(one.ToString())}`",
        IEnumerable or RuleSide => "",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    private static string Spelled(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static string Range(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
        : property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern ? $"`{pattern.Pattern}`"
        : property.GetCustomAttribute<RequiredAttribute>() is not null ? "required"
        : property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(property.PropertyType).Select(name => $"`{Spelled(name)}`"))
        : "";

    private static string Summary(PropertyInfo property)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(HubSettings).Assembly.Location, ".xml"));
        var summary = documentation.Descendants("member").First(m => m.Attribute("name")!.Value == $"P:{property.DeclaringType!.FullName}.{property.Name}").Element("summary")!;
        return Space().Replace(string.Concat(summary.Nodes().Select(n => n is XElement { Name.LocalName: "c" } code ? $"`{code.Value}`" : n is XElement other ? other.Value : n.ToString())), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
