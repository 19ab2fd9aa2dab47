using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Who changed what over the API, page by page.</summary>
internal static class AuditApi
{
    public static void MapAudit(this RouteGroupBuilder api)
    {
        api.AddEndpointFilter<AuditFilter>();
        api.MapGet("/audit", async (HubRuntime runtime, string? after, int? limit, CancellationToken ct) =>
            Results.Json(await runtime.Audit.ReadAsync(after, Math.Clamp(limit ?? 500, 1, 5_000), ct), ApiJson.Default.AuditPage)).Needs(Role.Administrator).Produces<AuditPage>().NeedsWholeScope();
        api.MapGet("/audit/newest", async (HubRuntime runtime, string? key, string? action, string? target, string? result, DateTimeOffset? from, DateTimeOffset? until, long? before, int? limit, CancellationToken ct) =>
            TypedResults.Ok(await runtime.AuditHistory.LookBackAsync(
                new() { Key = key, Action = action, Target = target, Result = result, From = from, Until = until }, before, Math.Clamp(limit ?? 100, 1, 1_000), ct))).Needs(Role.Administrator).NeedsWholeScope();
    }

    /// <summary>Leaves calls of an endpoint out of the audit trail.</summary>
    public static TBuilder NotAudited<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NotAudited());
}
