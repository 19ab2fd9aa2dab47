using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>A scalar of one form.</summary>
/// <param name="what">The form in words.</param>
internal abstract class ScalarForm(string what) : Form
{
    public override void Check(YamlNode node, string member, Checking checking)
    {
        if (node is not YamlScalar scalar || scalar.Value.Trim().Length == 0)
        {
            Expected(what, node, member, checking);
        }
        else if (!Accepts(scalar, member, checking))
        {
            Expected(what, node, member, checking);
        }
    }

    /// <summary>False when the scalar is not of the form; what is told in more detail is told here, and true returned.</summary>
    protected abstract bool Accepts(YamlScalar scalar, string member, Checking checking);
}

/// <summary>A text.</summary>
internal sealed class TextForm(string? pattern = null, string what = "a text") : ScalarForm(what)
{
    public override JsonObject Schema() => pattern is null ? new() { ["type"] = "string", ["minLength"] = 1 } : new() { ["type"] = "string", ["pattern"] = pattern };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking) =>
        pattern is null || Regex.IsMatch(scalar.Value, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}

/// <summary>One of several words.</summary>
internal sealed class WordForm(params IReadOnlyList<string> words) : ScalarForm($"one of {string.Join(", ", words)}")
{
    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking)
    {
        if (!words.Contains(scalar.Value))
        {
            checking.Error(scalar.Place, $"'{scalar.Value}' is none of the words of '{member}'. {Mapping.Compilation.Nearest.Suggest(scalar.Value, words)}");
        }

        return true;
    }
}

/// <summary>A whole number within bounds.</summary>
internal sealed class NumberForm(long least, long most) : ScalarForm(string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"))
{
    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking) =>
        long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
}

/// <summary>True or false.</summary>
internal sealed class FlagForm() : ScalarForm("true or false")
{
    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking) => scalar is { Plain: true, Value: "true" or "false" };
}

/// <summary>A duration with its unit.</summary>
internal sealed class DurationForm() : ScalarForm("a duration such as 500ms, 30s, 5m or 24h")
{
    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$" };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking) => !double.TryParse(scalar.Value, out _) && DurationText.TryParse(scalar.Value, 1, out _);
}

/// <summary>JSONata: any scalar, since <c>5</c> and <c>true</c> are expressions too.</summary>
/// <param name="variables">The variables that are bound in this place.</param>
internal sealed class ExpressionForm(params IReadOnlyList<string> variables) : ScalarForm("a JSONata expression")
{
    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["title"] = "JSONata" };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking)
    {
        if (Expression.Compile(scalar, scalar.Value, 0, member, checking.Error) is { } expression)
        {
            checking.Add(scalar, expression);
            VariableCheck.Check(expression, variables, checking);
        }

        return true;
    }
}

/// <summary>Text in which <c>${…}</c> holds JSONata.</summary>
/// <param name="variables">The variables that are bound in this place.</param>
internal sealed class TemplateForm(params IReadOnlyList<string> variables) : ScalarForm("a text, with JSONata in ${…}")
{
    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean"), ["title"] = "Text with JSONata in ${…}" };

    protected override bool Accepts(YamlScalar scalar, string member, Checking checking)
    {
        if (Template.Read(scalar, member, checking.Error) is { } template)
        {
            checking.Add(scalar, template);
            foreach (var expression in template.Expressions)
            {
                VariableCheck.Check(expression, variables, checking);
            }
        }

        return true;
    }
}

/// <summary>Names that an expression reads and that nothing binds.</summary>
internal static class VariableCheck
{
    public static void Check(Expression expression, IReadOnlyList<string> variables, Checking checking)
    {
        foreach (var use in expression.Variables.Where(u => !variables.Contains(u.Name) && !HostFunctions.Names.Contains(u.Name)))
        {
            var told = use.Name == "secrets"
                ? "'$secrets' is bound in 'auth' alone, so that no secret gets into a record, a cursor or an error."
                : $"Nothing binds '${use.Name}' here. {Mapping.Compilation.Nearest.Suggest(use.Name, variables)}";
            checking.Error(expression.PlaceOf(use.Offset), told);
        }
    }
}
