using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Streams of a document.</summary>
internal sealed class StreamBinder(Checking checking, HttpBinder http)
{
    private static readonly TimeSpan LateChanges = TimeSpan.FromMinutes(5);

    public IReadOnlyDictionary<string, StreamSpec> Bind(YamlMap root)
    {
        var members = root.Members("streams");
        var names = new NameCheck(checking, [.. members.Select(m => m.Name.Value)]);
        var streams = members.ToDictionary(m => m.Name.Value, m => Stream(m.Name.Value, (YamlMap)m.Value, names));
        foreach (var member in members)
        {
            CheckParents((YamlMap)member.Value, streams);
        }

        return streams;
    }

    public static RecordSpec Record(YamlMap map, Checking checking) => new(
        checking.Expression(map["id"]), checking.Expression(map["version"]), checking.Expression(map["time"]), checking.Expression(map["container"]), checking.Expression(map["deleted"]));

    private StreamSpec Stream(string id, YamlMap stream, NameCheck names)
    {
        var request = stream.Map("request") is { } asked ? http.Request(asked) : null;
        var cursor = stream.Map("cursor") is { } follow ? Cursor(follow, stream) : null;
        Check(id, stream, request, cursor);
        var record = Record(stream, checking);
        return new()
        {
            Descriptor = Descriptor(id, stream, cursor),
            Internal = stream.Flag("internal"),
            Parent = Parent(stream, names),
            Request = request,
            Paging = PagingBinder.Bind(stream.Map("paging"), checking),
            TotalPath = stream.Map("paging")?.Text("total"),
            Select = checking.Expression(stream["select"]),
            Where = checking.Expression(stream["where"]),
            Detail = Detail(stream.Map("detail")),
            Lookups = [.. stream.Items("lookups").OfType<YamlMap>().Select(l => new StepSpec(l.Text("name"), checking.Expression(l["when"]), http.Request(l)))],
            Make = checking.Expression(stream["record"]),
            Record = record,
            Cursor = cursor,
            Conditional = stream.Flag("conditional"),
            Fetch = Detail(stream.Map("fetch")),
            Push = stream.Map("push") is { } push ? push.Text("delimiter", ",")[0] : null,
        };
    }

    private static StreamDescriptor Descriptor(string id, YamlMap stream, CursorSpec? cursor) => new()
    {
        Id = id,
        Description = stream.Text("description")!,
        Versions = stream.Text("versions", stream["version"] is null ? "none" : "instant") switch
        {
            "instant" => VersionOrder.Instant,
            "sequence" => VersionOrder.Sequence,
            "immutable" => VersionOrder.Immutable,
            _ => VersionOrder.None,
        },
        VersionResolution = stream.Duration("resolution") ?? TimeSpan.FromSeconds(1),
        Partial = stream.Flag("partial"),
        Secondary = stream.Flag("secondary"),
        CanRead = stream["request"] is not null,
        CanBackfill = stream.Flag("backfill"),
        CanScan = stream.Flag("scan"),
        CanFetch = stream["fetch"] is not null,
        Occurrences = stream.Flag("occurrences"),
        DefaultInterval = stream.Duration("interval"),
        Overlap = stream.Duration("overlap") ?? (cursor is { IsSequence: false } ? LateChanges : TimeSpan.Zero),
    };

    private void Check(string id, YamlMap stream, RequestSpec? request, CursorSpec? cursor)
    {
        string[] needRequest = ["paging", "detail", "lookups", "cursor", "conditional", "scan", "backfill", "parent", "each", "interval"];
        foreach (var member in needRequest.Where(m => request is null && stream[m] is not null))
        {
            checking.Error(stream.Member(member)!.Name.Place, $"'streams.{id}.{member}' needs a 'request': without one the stream is fed by webhooks or pushes alone.");
        }

        string[] told = ["interval", "scan", "backfill", "fetch", "push", "partial", "secondary", "occurrences"];
        foreach (var member in told.Where(m => stream.Flag("internal") && stream[m] is not null))
        {
            checking.Error(stream.Member(member)!.Name.Place, $"'streams.{id}.{member}' does not go with 'internal': the hub does not see the stream.");
        }

        if (stream.Flag("internal") && request is null)
        {
            checking.Error(stream.Member("internal")!.Name.Place, $"'streams.{id}.internal' needs a 'request': without one it is no list that others could be read by.");
        }

        var uses = request is null ? [] : Uses(request).ToHashSet();
        if (request is not null && (stream["parent"] ?? stream["each"]) is null && uses.Contains("parent"))
        {
            checking.Error(stream.Place, $"'streams.{id}' uses $parent and has neither 'parent' nor 'each'.");
        }

        if (uses.Contains("since") && cursor is null)
        {
            checking.Error(stream.Place, $"'streams.{id}' uses $since and has no 'cursor': nothing would ever move it on.");
        }

        if (stream.Map("detail") is { } detail && DetailUses(detail) is { } given && given.Contains(detail["batch"] is null ? "items" : "item"))
        {
            checking.Error(detail.Place, detail["batch"] is null ? $"'streams.{id}.detail' uses $items and has no 'batch': without one each item is asked for alone, as $item." : $"'streams.{id}.detail' has a 'batch' and uses $item: several are asked for at once, as $items.");
        }

        if (stream.Flag("backfill") && !uses.Contains("until"))
        {
            checking.Error(stream.Member("backfill")!.Name.Place, $"'streams.{id}.backfill' needs a request that uses $until.");
        }

        if (cursor is { Order: not CursorOrder.Descending } && request is not null && !uses.Contains("since"))
        {
            checking.Warn(stream.Member("cursor")!.Name.Place, $"'streams.{id}' has a cursor, and its request does not use $since: each read reads the whole list. Use $since, or say 'order: descending'.");
        }

        if (stream["lookups"] is { } lookups && stream["record"] is null)
        {
            checking.Error(lookups.Place, $"'streams.{id}.lookups' needs 'record', which makes a record of the item and $answers.");
        }

        if (stream.Flag("conditional") && (stream.Member("detail") ?? stream.Member("lookups")) is { } each)
        {
            checking.Error(each.Name.Place, $"'streams.{id}.{each.Name.Value}' does not go with 'conditional': the tag of a list says nothing of its items' details.");
        }

        if (stream.Text("versions") is "instant" or "sequence" && stream["version"] is null)
        {
            checking.Error(stream.Member("versions")!.Name.Place, $"'streams.{id}.version' is missing: it says what the versions are.");
        }
    }

    private void CheckParents(YamlMap stream, Dictionary<string, StreamSpec> streams)
    {
        if (stream["parent"] is not null && stream["each"] is { } each)
        {
            checking.Error(each.Place, "A stream has either 'parent' or 'each'. Remove one.");
        }

        if (stream.Map("parent")?["stream"] is not YamlScalar parent || !streams.TryGetValue(parent.Value, out var found))
        {
            return;
        }

        if (stream.Map("parent")?["window"] is { } window && (found.Cursor is null || stream.Flag("scan")))
        {
            checking.Error(window.Place, found.Cursor is null ? $"'window' needs a cursor of '{parent.Value}', by which its newest are told." : "A stream with a 'window' tells no more than recent records, and cannot be scanned.");
        }

        if (found.Request is null)
        {
            checking.Error(parent.Place, $"The stream '{parent.Value}' cannot be read, so that it has no list of parents.");
        }

        var seen = new HashSet<string>();
        for (var at = parent.Value; at is not null && streams.TryGetValue(at, out var next); at = next.Parent?.Stream)
        {
            if (!seen.Add(at))
            {
                checking.Error(parent.Place, $"The stream '{at}' is its own parent.");
                return;
            }
        }
    }

    private ParentSpec? Parent(YamlMap stream, NameCheck names) =>
        stream.Map("parent") is { } parent ? new(names.Stream(parent["stream"]), null, checking.Expression(parent["key"]), checking.Expression(parent["where"]), parent.Duration("window"))
        : stream.Map("each") is { } each ? new(null, checking.Expression(each["items"]), checking.Expression(each["key"]), null)
        : null;

    private CursorSpec? Cursor(YamlMap cursor, YamlMap stream)
    {
        if (checking.Expression(cursor["from"] ?? stream["version"]) is not { } from)
        {
            checking.Error(cursor.Place, "'cursor.from' is missing, and the stream has no 'version' that could serve.");
            return null;
        }

        var order = cursor.Text("order") switch { "ascending" => CursorOrder.Ascending, "descending" => CursorOrder.Descending, _ => CursorOrder.None };
        return new(from, cursor.Text("kind") == "sequence", order);
    }

    private DetailSpec? Detail(YamlMap? map) => map is null ? null : new(http.Request(map), checking.Expression(map["select"]), map.Number("batch") ?? 1);

    private HashSet<string> DetailUses(YamlMap detail) => [.. Uses(http.Request(detail))];

    private static IEnumerable<string> Uses(RequestSpec request) =>
        request.Query.Values.Concat(request.Headers.Values).Concat(request.Form?.Values ?? []).Append(request.Path).SelectMany(t => t.Expressions)
            .Concat(request.Body is { } body ? [body] : Array.Empty<Expression>()).SelectMany(e => e.Variables).Select(v => v.Name);
}
