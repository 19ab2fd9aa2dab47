using Acme.Company.Tools.Http;
using Acme.Company.World;

namespace Acme.Company.Tools.OpenShift;

/// <summary>An OpenShift cluster's API server over the company's environments, roll-outs and images: list, watch, get, patch; a token; no webhooks, since whoever wants to know watches.</summary>
/// <param name="world">The company.</param>
public sealed class OpenShiftTool(CompanyWorld world) : ITool
{
    private const string Token = "simulated-openshift-service-account-token";
    private static readonly Credentials Known = Credentials.Bearer(Token);

    /// <inheritdoc/>
    public string Name => "openshift";

    /// <inheritdoc/>
    public string Title => "OpenShift";

    /// <inheritdoc/>
    public HubInstance Instance(Uri address) => new("openshift")
    {
        Options = new Dictionary<string, object> { ["address"] = address.AbsoluteUri, ["watchSeconds"] = 2 },
        Secrets = new Dictionary<string, string> { ["token"] = Token },
    };

    /// <inheritdoc/>
    public IResult? Refuse(HttpContext http) => Known.Admit(http.Request) ? null : ClusterServing.Fault(401, "Unauthorized", "Unauthorized");

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        var (forms, serving) = (new ClusterForms(world), new ClusterServing(world));
        var modern = new DeploymentForms(world, forms);
        var kinds = ClusterKinds.Of(world, forms, modern);
        foreach (var group in kinds.GroupBy(k => k.Root))
        {
            routes.MapGet(group.Key, () => ClusterServing.Discover(group, group.First().ApiVersion));
        }

        foreach (var kind in kinds)
        {
            routes.MapGet($"{kind.Root}/{kind.Plural}", (HttpContext http) => serving.ServeAsync(kind, null, http));
            if (kind.Namespaced)
            {
                routes.MapGet($"{kind.Root}/namespaces/{{ns}}/{kind.Plural}", (string ns, HttpContext http) => serving.ServeAsync(kind, ns, http));
                routes.MapGet($"{kind.Root}/namespaces/{{ns}}/{kind.Plural}/{{name}}", (string ns, string name) => One(kind, ns, name));
            }
            else
            {
                routes.MapGet($"{kind.Root}/{kind.Plural}/{{name}}", (string name) => One(kind, null, name));
            }
        }

        var acting = new ClusterActing(world, forms, modern);
        foreach (var kind in kinds.Where(k => k.Kind is "DeploymentConfig" or "Deployment"))
        {
            routes.MapPatch($"{kind.Root}/namespaces/{{ns}}/{kind.Plural}/{{name}}", (string ns, string name, HttpRequest request, CancellationToken ct) => acting.PatchAsync(kind, ns, name, request, ct));
        }

        routes.MapPost("/apis/build.openshift.io/v1/namespaces/{ns}/buildconfigs/{name}/instantiate", acting.InstantiateAsync);
        routes.MapPost("/apis/tekton.dev/v1/namespaces/{ns}/pipelineruns", acting.StartPipelineAsync);
        routes.MapFallback(() => ClusterServing.Fault(404, "NotFound", "the server could not find the requested resource"));
    }

    /// <inheritdoc/>
    public IEnumerable<WebhookDelivery> Tell(Change change) => [];

    private static IResult One(ClusterKind kind, string? ns, string name) => ClusterServing.Find(kind, ns, name) is { } found ? ClusterServing.Answer(found) : ClusterServing.NotFound(kind, name);
}
