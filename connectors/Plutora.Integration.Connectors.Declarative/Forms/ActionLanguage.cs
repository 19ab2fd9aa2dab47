namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>Actions: what they take, which requests they send, and what their answers mean.</summary>
internal static class ActionLanguage
{
    private static readonly string[] Asked = ["options", "arguments", "target", "stream", "container", "known", "action", "answers"];
    private static readonly ExpressionForm Told = new(Asked);

    private static readonly ListForm Requests = new(
        HttpLanguage.Request(Asked).With(
            new Member("name", new TextForm("^[a-z][A-Za-z0-9]*$", "a name in camelCase"), "Name under which $answers holds the answer."),
            new("when", Told, "JSONata: whether it is sent. Always by default.")),
        single: true);

    private static readonly MapForm Properties = new(OptionLanguage.Option, "^[a-z][A-Za-z0-9]{0,39}$", "a name in camelCase");

    public static ObjectForm Action { get; } = new(
        new Member("description", Language.Text, "One sentence: what it does in this tool.", true),
        new("entities", new ListForm(Language.Text), "Entities it may target; without them it targets the instance and a container."),
        new("arguments", Properties, "What it takes."),
        new("result", Properties, "What it gives."),
        new("idempotent", new FlagForm(), "True when carrying it out twice has the effect of once."),
        new("requests", Requests, "What is sent, in order. $target, $known, $container, $arguments and $action are bound; $answers holds what was answered before.", true),
        new("values", Told, "JSONata over the last answer: the result."),
        new("record-version", Told, "JSONata over the last answer: version that the tool gave the changed record."),
        new("running", Told, "JSONata over the last answer: true when the tool works on it."),
        new("watch", new ObjectForm(
            new Member("stream", Language.Id, "Stream of the record to follow to the end.", true),
            new("id", Told, "JSONata over the last answer: its id.", true)), "What tells how a running action ends."),
        new("settle", new ObjectForm(
            new Member("requests", Requests, "What is asked; it must change nothing.", true),
            new("outcome", Told, "JSONata over the last answer: done, not-done, or anything else for unknown.", true),
            new("values", Told, "JSONata over the last answer: the result, where it was done."),
            new("record-version", Told, "JSONata over the last answer: version of the changed record.")), "How to learn what became of an action whose answer was lost."),
        new("preview", new ObjectForm(
            new Member("requests", Requests, "What is asked; it must change nothing."),
            new("summary", new TemplateForm(Asked), "What would happen, with JSONata in ${…} over the last answer.", true),
            new("changes", Told, "JSONata: a list of {field, before, after}.")), "How to tell what it would change."));
}
