using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.OpenShift;

/// <summary>Reads of the API server: lists in pages of one state, watches from a version on with bookmarks, and 410 for what is kept no longer.</summary>
internal sealed class ClusterServing(CompanyWorld world)
{
    private const int MostStates = 100;
    private const int MostSeconds = 600;
    private readonly ConcurrentDictionary<string, (IReadOnlyList<JsonObject> Items, long Version)> _states = new(StringComparer.Ordinal);
    private long _lists;

    /// <summary>An answer of the API server.</summary>
    public static IResult Answer(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(JsonSerializerOptions.Default), "application/json", statusCode: status);

    /// <summary>A refusal of the API server.</summary>
    public static IResult Fault(int code, string reason, string message) => Answer(Status(code, reason, message), code);

    /// <summary>One object.</summary>
    public static JsonObject? Find(ClusterKind kind, string? ns, string name) => kind.All().FirstOrDefault(o => o["metadata"]!["name"]!.ToString() == name && (ns is null || o["metadata"]!["namespace"]?.ToString() == ns));

    /// <summary>That there is no such object.</summary>
    public static IResult NotFound(ClusterKind kind, string name) => Fault(404, "NotFound", $"{kind.Plural}{(kind.Group.Length == 0 ? "" : "." + kind.Group)} \"{name}\" not found");

    /// <summary>The kinds of a group and version.</summary>
    public static IResult Discover(IEnumerable<ClusterKind> kinds, string version) => Answer(new JsonObject
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = version,
        ["resources"] = new JsonArray([.. kinds.Select(k => (JsonNode)new JsonObject { ["name"] = k.Plural, ["singularName"] = k.Kind.ToLowerInvariant(), ["namespaced"] = k.Namespaced, ["kind"] = k.Kind, ["verbs"] = new JsonArray("get", "list", "watch", "patch", "create") })]),
    });

    /// <summary>A list, or a watch where the request asks for one.</summary>
    public async Task ServeAsync(ClusterKind kind, string? ns, HttpContext context)
    {
        if (context.Request.Query["watch"] == "true" || context.Request.Query["watch"] == "1")
        {
            await WatchAsync(kind, ns, context);
        }
        else
        {
            await List(kind, ns, context.Request).ExecuteAsync(context);
        }
    }

    private static JsonObject Status(int code, string reason, string message) =>
        new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message, ["reason"] = reason, ["code"] = code };

    private static bool IsChosen(JsonObject item, string? ns, string labels, string fields)
    {
        var metadata = item["metadata"]!;
        return (ns is null || metadata["namespace"]?.ToString() == ns)
            && labels.Split(',', StringSplitOptions.RemoveEmptyEntries).All(l => l.Split('=', 2) is [var name, var value] && metadata["labels"]?[name.TrimEnd('=')]?.ToString() == value.TrimStart('='))
            && fields.Split(',', StringSplitOptions.RemoveEmptyEntries).All(f => f.Split('=', 2) is ["metadata.name", var value] && metadata["name"]!.ToString() == value.TrimStart('='));
    }

    private IResult List(ClusterKind kind, string? ns, HttpRequest request)
    {
        var (labels, fields) = (request.Query["labelSelector"].ToString(), request.Query["fieldSelector"].ToString());
        var size = int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : int.MaxValue;
        IReadOnlyList<JsonObject> items;
        long version;
        string state;
        var offset = 0;
        if (request.Query["continue"].ToString() is { Length: > 0 } token)
        {
            if (token.Split('.') is not [var key, var from] || !int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out offset) || !_states.TryGetValue(key, out var kept))
            {
                return Fault(410, "Expired", "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
            }

            (items, version, state) = (kept.Items, kept.Version, key);
        }
        else
        {
            // Nobody changes anything between the version and what is of it.
            (items, version) = world.Together<(IReadOnlyList<JsonObject>, long)>(() => ([.. kind.All().Where(i => IsChosen(i, ns, labels, fields))], world.Revision));
            state = string.Create(CultureInfo.InvariantCulture, $"{kind.Plural}-{version}-{Interlocked.Increment(ref _lists)}");
        }

        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        var left = items.Count - offset - Math.Min(size, items.Count - offset);
        if (left > 0)
        {
            if (_states.Count >= MostStates)
            {
                _states.Clear();
            }

            _states[state] = (items, version);
            metadata["continue"] = string.Create(CultureInfo.InvariantCulture, $"{state}.{offset + size}");
            metadata["remainingItemCount"] = left;
        }

        // The objects of a list of a built-in kind do not say what they are: the list does.
        return Answer(new JsonObject
        {
            ["kind"] = kind.Kind + "List",
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. items.Skip(offset).Take(size).Select(i => (JsonNode)(kind.Group is "" or "apps" ? new JsonObject(i.Where(m => m.Key is not ("kind" or "apiVersion")).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))) : i.DeepClone()))]),
        });
    }

    private async Task WatchAsync(ClusterKind kind, string? ns, HttpContext context)
    {
        var query = context.Request.Query;
        var (labels, fields) = (query["labelSelector"].ToString(), query["fieldSelector"].ToString());
        var seconds = int.TryParse(query["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostSeconds) : MostSeconds;
        var last = long.TryParse(query["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : world.Revision;
        context.Response.ContentType = "application/json";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ending.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var changed = new SemaphoreSlim(0);
        using var listening = world.Listen(_ => changed.Release());
        try
        {
            while (true)
            {
                if (!world.TryGetChanges(last, out var changes))
                {
                    await WriteAsync(context, "ERROR", Status(410, "Expired", $"too old resource version: {last}"));
                    return;
                }

                foreach (var change in changes)
                {
                    last = change.Revision;
                    if (kind.Watched(change) is var (type, thing) && IsChosen(thing, ns, labels, fields))
                    {
                        // As it was after this change, whatever else it is made of changed since.
                        thing["metadata"]!["resourceVersion"] = last.ToString(CultureInfo.InvariantCulture);
                        await WriteAsync(context, type, thing);
                    }
                }

                await context.Response.Body.FlushAsync(ending.Token);
                await changed.WaitAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Its time is over: the place moves on, so that it does not grow too old where nothing changed.
            if (query["allowWatchBookmarks"] == "true")
            {
                await WriteAsync(context, "BOOKMARK", new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = new JsonObject { ["resourceVersion"] = last.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null } });
            }
        }
    }

    private static Task WriteAsync(HttpContext context, string type, JsonObject thing) =>
        context.Response.WriteAsync(new JsonObject { ["type"] = type, ["object"] = thing }.ToJsonString(JsonSerializerOptions.Default) + "\n", context.RequestAborted);
}
