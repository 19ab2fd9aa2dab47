using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jenkins.Actions;

/// <summary>Follows an item of Jenkins' queue to its build.</summary>
internal sealed partial class QueueFollower(JenkinsApi api, TimeSpan patience, TimeProvider time)
{
    private const int Newest = 100;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The item that an accepted build was told to be; null where the answer names none.</summary>
    public static long? ItemIn(string? location) =>
        location is not null && Item().Match(location) is { Success: true } found && long.TryParse(found.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var item) ? item : null;

    /// <summary>Waits for the build of an item that was accepted. What fails meanwhile is tried again: the build was asked for and is not asked for anew.</summary>
    /// <returns>The build; null when the item still waits at the end of the patience.</returns>
    /// <exception cref="ConnectorException">Permanent, when somebody took the item out of the queue.</exception>
    public async Task<QueuedBuild?> FollowAsync(string job, long item, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + patience;
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            QueuedBuild? build;
            try
            {
                build = await LookAsync(job, item, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectorException)
            {
                build = null;
            }

            if (build is { IsCancelled: true })
            {
                throw ConnectorException.Permanent(string.Create(CultureInfo.InvariantCulture, $"The build of {job} was taken out of the queue (item {item}) before it began."));
            }

            if (build is not null || time.GetUtcNow() + wait > until)
            {
                return build;
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks for what an action asked for, by the parameter that carries its id: in the queue first, since what leaves it is a build by then.</summary>
    /// <returns>The build, or the item that still waits; null when neither is seen.</returns>
    public async Task<(QueuedBuild? Build, long? Item)?> FindAsync(string job, string parameter, string value, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync("queue/", "items[id,actions[parameters[name,value]]]", cancellationToken).ConfigureAwait(false);
        using (var document = ToolJson.ParseObject(answer.Body, "queue/api/json"))
        {
            foreach (var item in document.RootElement.List("items"))
            {
                if (Carries(item, parameter, value) && item.Number("id") is { } id)
                {
                    return (null, id);
                }
            }
        }

        var found = await AmongBuildsAsync(job, build => Carries(build, parameter, value), cancellationToken).ConfigureAwait(false);
        return found is null ? null : (found, found.Item);
    }

    private async Task<QueuedBuild?> LookAsync(string job, long item, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"queue/item/{item}/");
        if (await api.FindAsync(path, "id,cancelled,why,executable[number,url]", cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            // Jenkins forgets an item minutes after it left the queue; its build keeps the number.
            return await AmongBuildsAsync(job, build => build.Number("queueId") == item, cancellationToken).ConfigureAwait(false);
        }

        using var document = ToolJson.ParseObject(answer.Body, path);
        if (document.RootElement.IsTrue("cancelled"))
        {
            return new(0, null, item) { IsCancelled = true };
        }

        return document.RootElement.Object("executable") is { } build && build.Number("number") is { } number ? new(number, build.Text("url"), item) : null;
    }

    private async Task<QueuedBuild?> AmongBuildsAsync(string job, Func<System.Text.Json.JsonElement, bool> fits, CancellationToken cancellationToken)
    {
        if (await api.FindAsync(ItemName.Path(job), Trees.Builds("number,url,queueId,actions[parameters[name,value]]", 0, Newest), cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        using var document = ToolJson.ParseObject(answer.Body, ItemName.Path(job));
        foreach (var build in document.RootElement.List("allBuilds"))
        {
            if (fits(build) && build.Number("number") is { } number)
            {
                return new(number, build.Text("url"), build.Number("queueId"));
            }
        }

        return null;
    }

    private static bool Carries(System.Text.Json.JsonElement holder, string parameter, string value) =>
        holder.List("actions").SelectMany(action => action.List("parameters")).Any(given => given.Text("name") == parameter && given.Text("value") == value);

    [GeneratedRegex(@"/queue/item/(\d{1,18})(?:/|$)")]
    private static partial Regex Item();
}

/// <summary>What an item of the queue became.</summary>
/// <param name="Number">Number of the build.</param>
/// <param name="Url">Its address; null where Jenkins does not say.</param>
/// <param name="Item">The item; null where the build does not say.</param>
internal sealed record QueuedBuild(long Number, string? Url, long? Item)
{
    /// <summary>True when somebody took the item out of the queue.</summary>
    public bool IsCancelled { get; init; }
}
