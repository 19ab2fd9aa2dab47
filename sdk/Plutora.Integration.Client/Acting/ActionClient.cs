using System.Globalization;
using System.Net;
using System.Text.Json;
using Plutora.Integration.Client.Reading;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Acting;

/// <summary>
/// Changes things in tools through the hub: asks for actions, waits for their end, follows what runs on at the tool. A call whose answer is lost is sent again with its key, and is one action all the same.
/// </summary>
/// <param name="api">The hub, with the key of an operator or administrator.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="options">How it waits.</param>
public sealed class ActionClient(HubApi api, TimeProvider time, ActionClientOptions? options = null)
{
    private readonly ActionClientOptions _options = options ?? new();
    private readonly EntityReader _reader = new(api);

    /// <summary>Asks for an action and waits until it is over: what it set going in the tool included, where the hub can follow that. It succeeded, failed, is unknown, or runs on at the tool and nobody tells its end.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="cancellationToken">Gives up waiting. The action goes on, and <see cref="FindAsync"/> or the same call finds it.</param>
    /// <returns>The action. That it failed or is unknown stands in <see cref="ActionState.Status"/> and is no exception.</returns>
    /// <exception cref="AmbiguousAliasException">Several entities have the alias that is the target.</exception>
    /// <exception cref="HubException">
    /// The hub does not take it: 403 the key's role or scope, 404 no such target or instance, 409 the idempotency key was used for another content, 422 what is not valid, each fault in
    /// <see cref="HubException.Faults"/>. Or it failed at every try.
    /// </exception>
    /// <exception cref="HttpRequestException">The hub could not be reached at any try; the action may have been taken, and the same call finds out.</exception>
    public async Task<ActionState> RunAsync(ActionCall call, CancellationToken cancellationToken)
    {
        var action = await SendAsync(HttpMethod.Post, $"/api/v1/actions?wait={Held}", call.Body(), cancellationToken).ConfigureAwait(false);
        return action.IsOver ? action : await WaitAsync(action.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for an action and returns once the hub has taken it.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="AmbiguousAliasException">As <see cref="RunAsync"/>.</exception>
    /// <exception cref="HubException">As <see cref="RunAsync"/>.</exception>
    /// <exception cref="HttpRequestException">As <see cref="RunAsync"/>.</exception>
    public Task<ActionState> RequestAsync(ActionCall call, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "/api/v1/actions", call.Body(), cancellationToken);

    /// <summary>Waits until the hub has done with an action.</summary>
    /// <param name="id">Id of the action.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="HubException">404: there is no such action, or the key does not see it. Or the hub failed at every try.</exception>
    /// <exception cref="HttpRequestException">The hub could not be reached at any try.</exception>
    public async Task<ActionState> WaitAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var action = await SendAsync(HttpMethod.Get, $"{Path(id)}?wait={Held}", null, cancellationToken).ConfigureAwait(false);
            if (action.IsOver)
            {
                return action;
            }

            // A hub may hold its answer back for less than it was asked.
            await Task.Delay(_options.FirstRetry, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How far an action has come.</summary>
    /// <param name="id">Id of the action.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The action; null where there is none of that id, or the key does not see it.</returns>
    /// <exception cref="HubException">The hub failed at every try, or refuses the key.</exception>
    /// <exception cref="HttpRequestException">The hub could not be reached at any try.</exception>
    public async Task<ActionState?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, Path(id), null, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>What an action would change, without changing it.</summary>
    /// <param name="call">What would be asked for; its key plays no part.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HubException">As <see cref="RunAsync"/>; 422 where the connector has no preview of it.</exception>
    /// <exception cref="HttpRequestException">The hub could not be reached at any try.</exception>
    public async Task<ActionPreview> PreviewAsync(ActionCall call, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(HttpMethod.Post, "/api/v1/actions/preview", call.Body(), cancellationToken).ConfigureAwait(false);
        return new(
            answer.GetProperty("summary").GetString() ?? "",
            [.. answer.GetProperty("changes").EnumerateArray().Select(c => new ActionChange(c.GetProperty("field").GetString() ?? "", Text(c, "before"), Text(c, "after")))]);

        static string? Text(JsonElement change, string name) => change.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>
    /// Follows what runs on at the tool, such as the pipeline that an action started, until its entity says that it is over. The entity is the one that the action names (<see cref="ActionState.WatchEntity"/>), else the one
    /// whose key is the id of the record that it names (<see cref="ActionState.Watch"/>), as connectors map them; where yours maps it to another key, subscribe to its topic instead.
    /// </summary>
    /// <typeparam name="TEntity">The entity's type, such as <see cref="PipelineRun"/>.</typeparam>
    /// <param name="running">An action that is <see cref="ActionStatus.Running"/>.</param>
    /// <param name="isOver">Whether the entity says that it is over. It comes to the hub with the next webhook or read.</param>
    /// <param name="cancellationToken">Gives up following.</param>
    /// <returns>The entity as it ended.</returns>
    /// <exception cref="InvalidOperationException">The action names nothing to follow.</exception>
    /// <exception cref="HubException">401 or 403: the key; or the hub failed at every try.</exception>
    public async Task<TEntity> FollowAsync<TEntity>(ActionState running, Func<TEntity, bool> isOver, CancellationToken cancellationToken)
        where TEntity : Entity
    {
        if (running.Watch is not { } watch)
        {
            throw new InvalidOperationException($"Action '{running.Action}' ({running.Id}) names nothing to follow; it is {running.Status}.");
        }

        var id = (running.WatchEntity ?? new EntityId(watch.Instance, EntityTypes.All.Single(t => t.ClrType == typeof(TEntity)).Name, watch.Id)).ToString();
        while (true)
        {
            var found = await PatientAsync(ct => _reader.FindAsync<TEntity>(id, ct), cancellationToken).ConfigureAwait(false);
            if (found is { Entity: var entity } && isOver(entity))
            {
                return entity;
            }

            await Task.Delay(_options.Look, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Held => ((int)Math.Clamp(_options.HeldAnswer.TotalSeconds, 0, 60)).ToString(CultureInfo.InvariantCulture);

    private static string Path(string id) => $"/api/v1/actions/{Uri.EscapeDataString(id)}";

    private async Task<ActionState> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken) =>
        ActionState.Read(await TryAsync(method, path, body, cancellationToken).ConfigureAwait(false));

    private async Task<JsonElement> TryAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        try
        {
            return await PatientAsync(ct => api.SendAsync(method, path, body, ct), cancellationToken).ConfigureAwait(false);
        }
        catch (HubException several) when (several.Status == HttpStatusCode.Conflict && several.Faults is [_, ..] ids && ids.All(i => EntityId.TryParse(i, out _)))
        {
            throw new AmbiguousAliasException(several.Message, [.. several.Faults.Select(EntityId.Parse)]);
        }
    }

    private async Task<T> PatientAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (failures < _options.Tries && Retry.IsPassing(fault, cancellationToken))
            {
                await Task.Delay(Retry.After(failures, new() { FirstRetry = _options.FirstRetry, LongestRetry = _options.LongestRetry }, (fault as HubException)?.RetryAfter), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
