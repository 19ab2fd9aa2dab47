namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>Streams, how their lists go on, and webhooks.</summary>
internal static class StreamLanguage
{
    private static readonly string[] Listing = ["options", "parent", "since", "until"];
    private static readonly ExpressionForm OfRecord = new("options", "parent", "response", "headers", "body");
    private static readonly ExpressionForm OfHook = new("options", "headers", "body");

    public static ObjectForm Stream { get; } = new(
        new Member("description", Language.Text, "One sentence: what a record is and which call or webhook it comes from.", true),
        new("parent", Parent(), "A stream whose every record has a list of its own."),
        new("each", Each(), "A list, usually an option, whose every item has a list of its own."),
        new("internal", new FlagForm(), "True for a list that is there for streams with it as 'parent' alone: the hub neither reads it nor stores its records."),
        new("request", HttpLanguage.Request(Listing), "The request of the list; without one the stream is fed by webhooks or pushes alone."),
        new("paging", Paging(), "How the list goes on. One answer holds it whole by default."),
        new("select", OfRecord, "Where the records are in an answer: names with dots, by which the tool's own bytes are kept, or JSONata. $ by default, the answer itself."),
        new("where", OfRecord, "JSONata over an item: which ones are records."),
        new("detail", HttpLanguage.Request("options", "parent", "item", "items").With(
            new Member("select", OfRecord, "Where the record is in the answer. $ by default."),
            new("batch", new NumberForm(2, 10_000), "Items of a page that one request asks for, as $items; one, as $item, by default.")), "A request for each item, whose answer is the record, or for several at once."),
        new("lookups", new ListForm(HttpLanguage.Request("options", "parent", "response", "item", "headers", "answers").With(
            new Member("name", new TextForm("^[a-z][A-Za-z0-9]*$", "a name in camelCase"), "Name under which $answers holds the answer.", true),
            new("when", new ExpressionForm("options", "parent", "response", "item", "headers", "answers"), "JSONata over the item or its detail: whether it is sent. Always by default.")),
            single: true), "Requests for each record whose answers are part of it, in order; 'record' sees them in $answers, without those of what is not there."),
        new("record", new ExpressionForm("options", "parent", "response", "item", "headers", "body", "answers"), "JSONata over an item: the record, where something must be added to it, such as what its parent is. The item itself, unchanged, by default."),
        new("id", OfRecord, "JSONata over a record: the tool's own immutable id.", true),
        new("version", OfRecord, "JSONata over a record: what orders its versions."),
        new("versions", new WordForm("none", "instant", "sequence", "immutable"), "What 'version' is. instant where 'version' is given, none otherwise."),
        new("resolution", new DurationForm(), "Resolution of an instant that orders versions. One second by default."),
        new("time", OfRecord, "JSONata over a record: when it happened at the tool. What 'version' says, where that is an instant, by default."),
        new("container", OfRecord, "JSONata over a record: the container it belongs to. The key of its parent by default."),
        new("deleted", OfRecord, "JSONata over a record: true when the tool tells that what it describes is gone."),
        new("conditional", new FlagForm(), "True where the tool tags its lists (ETag): a list of one page that is unchanged since the last read is then not sent again."),
        new("cursor", Cursor(), "What is asked for since the last read: without it each read reads all."),
        new("interval", new DurationForm(), "How often it is read. Not on a schedule where there is none."),
        new("overlap", new DurationForm(), "How far a read goes back behind its cursor. Five minutes by default where the cursor is an instant."),
        new("scan", new FlagForm(), "True when the list without bounds tells every record there is, so that what is missing was deleted."),
        new("backfill", new FlagForm(), "True when older records can be read apart, by $until."),
        new("partial", new FlagForm(), "True when a record holds only part of what the tool knows."),
        new("secondary", new FlagForm(), "True when its records only add to entities that another stream keeps alive."),
        new("occurrences", new FlagForm(), "True when records are occurrences without an id that lasts: kept by time alone."),
        new("fetch", HttpLanguage.Request("options", "id", "container", "known").With(new Member("select", OfRecord, "Where the record is in the answer. $ by default.")), "The request of one record, by $id, $container and what is $known of it."),
        new("push", new ObjectForm(new Member("delimiter", new TextForm("^.$", "one character"), "What stands between the cells of CSV. A comma by default.")), "Records may be posted to the instance, as JSON, JSON Lines or CSV."));

    public static ObjectForm Webhook { get; } = new(
        new Member("verifiers", new ListForm(new WordForm("hmac", "jwt", "certificate", "header", "signal")), "How deliveries prove themselves, the best first.", true),
        new("hmac", new ObjectForm(
            new Member("header", Language.Text, "Header with the signature.", true),
            new("algorithm", new WordForm("sha256", "sha512", "sha1"), "sha256 by default."),
            new("prefix", Language.Text, "What stands before the signature, such as sha256=."),
            new("encoding", new WordForm("hex", "base64"), "hex by default.")), "Where and how the tool signs."),
        new("secret-header", Language.Text, "Header that carries the secret, for 'header'."),
        new("delivery-id-header", Language.Text, "Header with the delivery's unique id, by which repetitions are dropped."),
        new("event-header", Language.Text, "Header that names the kind of event."),
        new("signals", new ListForm(Language.Id), "Streams that a signal starts to read."),
        new("records", new ListForm(Rule()), "What deliveries say; every rule that fits counts."),
        new("ignored", new ExpressionForm("headers", "options"), "JSONata: why a delivery that no rule fits says nothing."));

    private static ObjectForm Rule() => new(
        new Member("when", OfHook, "JSONata over the body: which deliveries the rule is for. All by default. $headers holds their headers, by lower-case name."),
        new("stream", Language.Id, "Stream of the records.", false),
        new("select", OfHook, "Where the record or records are: names with dots, or JSONata. $ by default."),
        new("id", OfHook, "JSONata over a record: its id, where it differs from the stream's."),
        new("version", OfHook, "JSONata: its version, where it differs from the stream's."),
        new("time", OfHook, "JSONata: its time, where it differs from the stream's."),
        new("container", OfHook, "JSONata: its container, where it differs from the stream's."),
        new("deleted", OfHook, "JSONata: true when the delivery tells that it is gone."),
        new("removed-containers", OfHook, "JSONata: containers that the delivery tells are gone."),
        new("read", new ListForm(Language.Id, single: true), "Streams to read soon, where the delivery tells that something changed but not what."));

    private static ObjectForm Parent() => new(
        new Member("stream", Language.Id, "Id of the stream.", true),
        new("key", new ExpressionForm("options"), "JSONata over a parent: what tells it apart, and the container of its records. Its id by default."),
        new("where", new ExpressionForm("options"), "JSONata over a parent: which ones are read."),
        new("window", new DurationForm(), "Only parents whose own cursor lies in this time before now, where older ones no longer change."));

    private static ObjectForm Each() => new(
        new Member("items", new ExpressionForm("options"), "JSONata: the items, such as $options.projects.", true),
        new("key", new ExpressionForm("options"), "JSONata over an item: what tells it apart. The item itself by default."));

    private static ObjectForm Cursor() => new(
        new Member("from", OfRecord, "JSONata over a record: what the cursor follows. What 'version' says by default."),
        new("kind", new WordForm("instant", "sequence"), "What it is. instant by default."),
        new("order", new WordForm("ascending", "descending", "none"), "How the tool orders the list by it. none by default: the cursor moves when the list is read to its end."));

    private static KindForm Paging()
    {
        Member[] ends =
        [
            new("total", Language.Text, "Names that lead to the number of all items in an answer, such as paging.total."),
            new("more", Language.Text, "Names that lead to whether there are more, such as more."),
            new("until-empty", new FlagForm(), "True when only a page without items is the last, for tools that fill pages less than asked."),
        ];
        return new(new Dictionary<string, ObjectForm>
        {
            ["page"] = new ObjectForm(
                new Member("parameter", Language.Text, "Name of the page number's parameter.", true),
                new("first", new NumberForm(0, 1), "Number of the first page. 1 by default."),
                new("size-parameter", Language.Text, "Name of the size's parameter."),
                new("size", new NumberForm(1, 10_000), "Items a page.", true)).With(ends),
            ["offset"] = new ObjectForm(
                new Member("parameter", Language.Text, "Name of the offset's parameter.", true),
                new("size-parameter", Language.Text, "Name of the size's parameter.", true),
                new("size", new NumberForm(1, 10_000), "Items a page.", true)).With(ends[0], ends[1]),
            ["cursor"] = new(
                new Member("parameter", Language.Text, "Name of the cursor's parameter, or of the body's member.", true),
                new("path", Language.Text, "Names that lead to the next cursor in an answer, such as meta.next."),
                new("header", Language.Text, "Header of an answer that holds the next cursor, in the place of 'path'."),
                new("in", new WordForm("query", "body"), "Where it is given back. query by default.")),
            ["next"] = new(new Member("path", Language.Text, "Names that lead to the whole address of the next page, such as links.next.", true)),
            ["link"] = new(),
            ["keyset"] = new(
                new Member("parameter", Language.Text, "Name of the key's parameter.", true),
                new("path", Language.Text, "Names that lead to the key in an item.", true),
                new("inclusive", new FlagForm(), "True when the tool gives the item of the key itself once more.")),
        });
    }
}
