using Microsoft.OpenApi;

namespace Plutora.Integration.Hub.Api;

/// <summary>Says in the OpenAPI document what an endpoint answers or takes where its handler's types do not tell.</summary>
internal static class ApiAnswers
{
    /// <summary>Answers one sentence for people.</summary>
    public static RouteHandlerBuilder ProducesText(this RouteHandlerBuilder endpoint) => endpoint.Produces<string>(StatusCodes.Status200OK, "text/plain");

    /// <summary>Answers JSON of either type.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="when">When it is which.</param>
    public static RouteHandlerBuilder ProducesEither<TOne, TOther>(this RouteHandlerBuilder endpoint, string when) =>
        endpoint.Produces<TOne>().AddOpenApiOperationTransformer(async (operation, context, ct) =>
        {
            var schema = new OpenApiSchema { OneOf = [await context.GetOrCreateSchemaAsync(typeof(TOne), null, ct), await context.GetOrCreateSchemaAsync(typeof(TOther), null, ct)], Description = when };
            operation.Responses!["200"].Content!["application/json"].Schema = schema;
        });

    /// <summary>Takes a body as it is, whatever its media type says.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="description">What the body is.</param>
    public static RouteHandlerBuilder TakesBody(this RouteHandlerBuilder endpoint, string description) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = description,
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["*/*"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
        };
        return Task.CompletedTask;
    });
}
