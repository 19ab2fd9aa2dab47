using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.People;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Forgets people. Whom is said in the body, so that no address stands in a log of requests.</summary>
internal static class PeopleApi
{
    private const string Left = "Free text, such as titles, comments and descriptions, is not searched.";

    public static void MapPeople(this IEndpointRouteBuilder api) => api.MapPost("/people/forget", async (ForgetRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
    {
        // The trail is kept for ever, and so never says who it was.
        AuditFilter.Note(http, runtime.People.HashOf(request.Person ?? ""));
        try
        {
            return Results.Json(new ForgetAnswer(await runtime.People.ForgetAsync(request.Person ?? "", ct), Left), ApiJson.Default.ForgetAnswer);
        }
        catch (ArgumentException refused)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, refused.Message);
        }
    }).Needs(Role.Administrator).Produces<ForgetAnswer>();
}

/// <summary>Whom to forget.</summary>
/// <param name="Person">An e-mail address, or the id of a person entity.</param>
internal sealed record ForgetRequest(string? Person);

/// <summary>What was forgotten, and what was not looked at.</summary>
internal sealed record ForgetAnswer(ForgetOutcome Forgotten, string NotSearched);
