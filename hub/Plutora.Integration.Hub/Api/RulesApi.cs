using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Hub.Api;

/// <summary>The administrator's own link rules: list, set, remove, and preview what one would change.</summary>
internal static class RulesApi
{
    private const int Samples = 20;

    public static void MapRules(this IEndpointRouteBuilder api)
    {
        var rules = api.MapGroup("/links/rules").NeedsWholeScope();
        rules.MapGet("", async (HubRuntime runtime, CancellationToken ct) =>
            TypedResults.Ok<IReadOnlyList<RuleAnswer>>([.. (await runtime.Rules.StatusesAsync(ct)).Select(s => Answer(s, runtime))])).Needs(Role.Viewer);
        rules.MapGet("/{id}", FindAsync).Needs(Role.Viewer);
        rules.MapPut("/{id}", SetAsync).Accepts<LinkRule>("application/json").Needs(Role.Administrator);
        rules.MapDelete("/{id}", RemoveAsync).Needs(Role.Administrator);
        rules.MapPost("/preview", PreviewAsync).Accepts<LinkRule>("application/json").Needs(Role.Administrator);
    }

    private static async Task<Results<Ok<RuleAnswer>, ProblemHttpResult>> FindAsync(string id, HubRuntime runtime, CancellationToken ct) =>
        await runtime.Rules.StatusAsync(id, ct) is { } status ? TypedResults.Ok(Answer(status, runtime)) : Unknown(id);

    // What is stored is looked at before the rule is taken: one that would link too much is refused, not taken back.
    private static async Task<Results<Accepted<RuleAnswer>, ProblemHttpResult>> SetAsync(string id, JsonElement sent, HubRuntime runtime, CancellationToken ct)
    {
        var (rule, refused) = Read(sent, id);
        if (refused is not null)
        {
            return refused;
        }

        if (ReadOnly(runtime, id) is { } reason)
        {
            return Problems.Of(StatusCodes.Status409Conflict, reason);
        }

        if ((await runtime.RulePreviews.PreviewAsync(rule, id, 0, ct)).Refusal is { } refusal)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, refusal);
        }

        try
        {
            await runtime.Rules.ApplyAsync(StoredRule.Api, [rule!], [], ct);
        }
        catch (ArgumentException tooMany)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, tooMany.Message);
        }

        return TypedResults.Accepted($"/api/v1/links/rules/{id}", Answer((await runtime.Rules.StatusAsync(id, ct))!, runtime));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RemoveAsync(string id, HubRuntime runtime, CancellationToken ct)
    {
        if (runtime.Rules.Find(id) is null)
        {
            return Unknown(id);
        }

        if (ReadOnly(runtime, id) is { } reason)
        {
            return Problems.Of(StatusCodes.Status409Conflict, reason);
        }

        await runtime.Rules.ApplyAsync(StoredRule.Api, [], [id], ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Ok<RulePreview>, ProblemHttpResult>> PreviewAsync(JsonElement sent, int? samples, HubRuntime runtime, CancellationToken ct)
    {
        var (rule, refused) = Read(sent);
        return refused is null ? TypedResults.Ok(await runtime.RulePreviews.PreviewAsync(rule, rule!.Id, samples ?? Samples, ct)) : refused;
    }

    private static (LinkRule? Rule, ProblemHttpResult? Refused) Read(JsonElement sent, string? id = null)
    {
        if (sent.ValueKind != JsonValueKind.Object)
        {
            return (null, Problems.NoObject(sent));
        }

        var body = JsonObject.Create(sent)!;
        if (id is not null)
        {
            body["id"] = id;
        }

        var binding = OptionsBinder.Bind<LinkRule>(body);
        IReadOnlyList<string> faults = binding.Faults.Count > 0 ? [.. binding.Faults.Select(f => f.ToString().Replace("Option", "Rule member", StringComparison.Ordinal))] : RuleChecker.Validate(binding.Value!);
        return faults.Count == 0 ? (binding.Value, null) : (null, Problems.Of(StatusCodes.Status422UnprocessableEntity, "The rule was not taken.", faults));
    }

    private static string? ReadOnly(HubRuntime runtime, string id) => runtime.Rules.Find(id)?.Origin switch
    {
        StoredRule.File => $"Rule '{id}' stands in {runtime.Home.SettingsFile} and is changed there.",
        { } origin when origin.StartsWith(StoredRule.Catalog(""), StringComparison.Ordinal) && runtime.InstanceStore.Find(origin[StoredRule.Catalog("").Length..]) is { } catalog =>
            $"Rule '{id}' is a binding of the catalog '{catalog.Id}' and is changed there.",
        _ => null,
    };

    private static RuleAnswer Answer(RuleStatus status, HubRuntime runtime) =>
        new(status.Stored.Rule, status.Stored.Origin, ReadOnly(runtime, status.Stored.Rule.Id) is not null, status.Stored.Revision, status.Stored.ChangedAt, status.Job, status.Crowded);

    private static ProblemHttpResult Unknown(string id) => Problems.NotFound($"There is no link rule '{id}'. List them with GET /api/v1/links/rules.");
}

/// <summary>A link rule and what became of it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Origin">Who wrote it: <c>api</c>, <c>file</c>, or <c>catalog:</c> and the instance.</param>
/// <param name="ReadOnly">Whether it is changed there alone.</param>
/// <param name="Revision">Number of its last change.</param>
/// <param name="ChangedAt">When that was.</param>
/// <param name="Change">How far that change is carried over what is stored.</param>
/// <param name="Crowded">Texts that stand for more entities than one may be linked with.</param>
internal sealed record RuleAnswer(LinkRule Rule, string Origin, bool ReadOnly, int Revision, DateTimeOffset ChangedAt, RuleJob? Change, IReadOnlyList<string> Crowded);
