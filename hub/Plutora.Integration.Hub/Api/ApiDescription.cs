using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Api;

/// <summary>Completes the OpenAPI document with what a client is generated from: operation names, the key, and how errors look.</summary>
internal sealed class ApiDescription(HubRuntime runtime) : IOpenApiDocumentTransformer
{
    private const string Scheme = "key";
    private const string Prefix = "/api/v1/";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = "Plutora.Integration hub", Version = "v1", Description = "Webhooks, normalized events and administration of an integration hub." };
        if (runtime.Settings.Http.PublicAddress is { } address)
        {
            document.Servers = [new() { Url = address.TrimEnd('/') }];
        }

        document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, as POST /api/v1/keys or the first start made it." });
        document.AddComponent<IOpenApiSchema>("Problem", Problem());
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                var isApi = path.StartsWith(Prefix, StringComparison.Ordinal);
                operation.OperationId ??= NameOf(method.Method, path);
                operation.Tags = new HashSet<OpenApiTagReference> { new((isApi ? path[Prefix.Length..] : path[1..]).Split('/')[0], document) };
                if (isApi)
                {
                    operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
                }

                operation.Responses ??= [];
                operation.Responses["default"] = new OpenApiResponse
                {
                    Description = "What is wrong, and what to do about it.",
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("Problem", document) } },
                };
            }
        }

        return Task.CompletedTask;
    }

    // "GET /api/v1/instances/{id}/cursors" is getInstancesByIdCursors: it follows from the address, so it never changes by itself.
    private static string NameOf(string method, string path) => method.ToLowerInvariant() + string.Concat(
        path.Replace(Prefix, "/", StringComparison.Ordinal).Split(['/', '-', '.'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.StartsWith('{') ? "By" + Capital(part.Trim('{', '}')) : Capital(part)));

    private static string Capital(string word) => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..];

    private static OpenApiSchema Problem()
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        return new()
        {
            Type = JsonSchemaType.Object,
            Description = "An error (RFC 9457).",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = text,
                ["title"] = text,
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One sentence for people." },
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = text, Description = "Every fault found, where there may be several." },
            },
        };
    }
}
