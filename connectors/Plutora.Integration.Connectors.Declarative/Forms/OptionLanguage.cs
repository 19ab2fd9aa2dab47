namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>Options of instances, arguments and results of actions: JSON Schema's words, with <c>required</c> and <c>secret</c> beside the property itself.</summary>
internal static class OptionLanguage
{
    public const string Definition = "option";

    public static ObjectForm Option { get; } = new(
        new("type", new WordForm("string", "integer", "number", "boolean", "array", "object"), "What the value is.", true),
        new("title", Language.Text, "Short name for people."),
        new("description", Language.Text, "What it means, with unit and default."),
        new("required", new FlagForm(), "True when it must be given."),
        new("secret", new FlagForm(), "True for what must never be shown; given as a reference, and seen in 'auth' alone."),
        new("default", new AnyForm(), "What it is when it is not given."),
        new("enum", new ListForm(new AnyForm()), "The values that it may have."),
        new("format", new WordForm("uri", "date-time", "date", "email"), "What form a text has."),
        new("pattern", Language.Text, "Regular expression that a text must match."),
        new("minLength", new NumberForm(0, int.MaxValue), "Characters at least."),
        new("maxLength", new NumberForm(0, int.MaxValue), "Characters at most."),
        new("minimum", new NumberForm(long.MinValue, long.MaxValue), "Least number."),
        new("maximum", new NumberForm(long.MinValue, long.MaxValue), "Greatest number."),
        new("items", new NestedForm(() => Option!, Definition), "What each item of an array is."),
        new("properties", new MapForm(new NestedForm(() => Option!, Definition)), "The members of an object."));

    public static ObjectForm Migration { get; } = new(
        new("from", new NumberForm(1, 10_000), "Version it starts from; it yields the next.", true),
        new("options", new ExpressionForm(), "JSONata over the old options: the new ones, whole.", true));
}
