using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Tests;

/// <summary>What the console asks of the hub needs what the REST API asks for it.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task Every_operation_needs_the_role_and_scope_of_its_endpoint_and_is_audited_alike()
    {
        var folder = Directory.CreateTempSubdirectory("plutora-operations-");
        await using var app = RunningHub.Build(folder.FullName);
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(m => (Name: $"{m} {e.RoutePattern.RawText!.Replace("/api/v1", "", StringComparison.Ordinal).TrimEnd('/')}", Endpoint: e)))
            .ToLookup(e => e.Name, e => e.Endpoint, StringComparer.Ordinal);
        Assert.NotEmpty(Operations.All);
        Assert.All(Operations.All, operation =>
        {
            var endpoint = Assert.Single(endpoints[operation.Name]);
            Assert.Equal(endpoint.Metadata.GetMetadata<NeedsRole>()?.Role ?? Role.Administrator, operation.Role);
            Assert.Equal(endpoint.Metadata.GetMetadata<NeedsWholeScope>() is not null, operation.WholeScope);
            Assert.Equal(AuditFilter.Concerns(endpoint, operation.Name.Split(' ')[0]), operation.IsAudited);
        });
        folder.Delete(recursive: true);
    }
}
