using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Http;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.Jenkins;

/// <summary>Jenkins' remote access API over the company's builds: trees of members, crumbs bound to a session, a queue, and a notification that says only that something happened.</summary>
/// <param name="world">The company.</param>
public sealed class JenkinsTool(CompanyWorld world) : ITool
{
    private const string User = "plutora";
    private const string Token = "simulated-jenkins-api-token";
    private const string Signal = "simulated-jenkins-signal-0123456789abcdef";
    private const int MostSessions = 1_000;
    private static readonly Credentials Known = Credentials.Basic(User, Token);
    private readonly JenkinsForms _forms = new(world);
    private readonly ConcurrentDictionary<string, string> _crumbs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "jenkins";

    /// <inheritdoc/>
    public string Title => "Jenkins";

    /// <inheritdoc/>
    public HubInstance Instance(Uri address) => new("jenkins")
    {
        Options = new Dictionary<string, object> { ["address"] = address.AbsoluteUri, ["user"] = User },
        Secrets = new Dictionary<string, string> { ["token"] = Token },
        Verifier = "signal",
        WebhookSecret = Signal,
    };

    /// <inheritdoc/>
    public IResult? Refuse(HttpContext http)
    {
        http.Response.Headers["X-Jenkins"] = "2.479.1";
        if (!Known.Admit(http.Request))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Jenkins\"";
            return Results.Text("<html><head><title>Error 401 Unauthorized</title></head></html>", "text/html;charset=utf-8", statusCode: 401);
        }

        return HttpMethods.IsPost(http.Request.Method) && !Admitted(http.Request)
            ? Results.Text("<html><body><h2>HTTP ERROR 403 No valid crumb was included in the request</h2></body></html>", "text/html;charset=utf-8", statusCode: 403)
            : null;
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/json", (HttpRequest r) => Shown(r, _forms.Root()));
        routes.MapGet("/crumbIssuer/api/json", IssueCrumb);
        routes.MapGet("/queue/api/json", (HttpRequest r) => Shown(r, new(
            "hudson.model.Queue",
            new Dictionary<string, Func<object?>> { ["items"] = () => world.All<Build>().Where(b => b.State == RunState.Queued).Select(Item).ToArray() })));
        routes.MapGet("/queue/item/{item:long}/api/json", (long item, HttpRequest r) => _forms.OfItem(item) is { } build ? Shown(r, Item(build)) : NotFound());
        routes.MapGet("/job/{**rest}", (HttpRequest r) => Get(r));
        routes.MapPost("/job/{**rest}", PostAsync);
        routes.MapFallback(NotFound);
    }

    /// <inheritdoc/>
    public IEnumerable<WebhookDelivery> Tell(Change change)
    {
        if (change.Now is not Build build || (change.Before is Build before && before.State == build.State))
        {
            return [];
        }

        // As the plugin Notification writes it; nobody may believe it, since nobody signed it.
        var phase = build.State switch { RunState.Queued => "QUEUED", RunState.Running => "STARTED", _ => "FINALIZED" };
        var repository = world.Get<Repository>(build.RepositoryId);
        var body = new JsonObject
        {
            ["name"] = repository.Name,
            ["url"] = JenkinsForms.PathOf(repository, build.Branch),
            ["build"] = new JsonObject { ["full_url"] = JenkinsForms.UrlOf(repository, build), ["number"] = build.Number, ["queue_id"] = JenkinsForms.ItemOf(build), ["phase"] = phase },
        };
        return [new(new Dictionary<string, string> { ["User-Agent"] = "Java/17" }, Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default)))];
    }

    private static IResult Shown(HttpRequest request, Exported thing)
    {
        try
        {
            var tree = request.Query["tree"].ToString() is { Length: > 0 } asked ? Tree.Read(asked) : null;
            return Results.Text(thing.Write(tree).ToJsonString(JsonSerializerOptions.Default), "application/json;charset=utf-8");
        }
        catch (FormatException fault)
        {
            return Results.Text(fault.Message, statusCode: 400);
        }
    }

    private static IResult NotFound() => Results.Text("<html><head><title>Error 404 Not Found</title></head></html>", "text/html;charset=utf-8", statusCode: 404);

    private IResult IssueCrumb(HttpResponse response)
    {
        if (_crumbs.Count >= MostSessions)
        {
            _crumbs.Clear();
        }

        var (session, crumb) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        _crumbs[session] = crumb;
        response.Headers.SetCookie = $"JSESSIONID.acme={session}; Path=/; HttpOnly";
        return Results.Json(new JsonObject { ["_class"] = "hudson.security.csrf.DefaultCrumbIssuer", ["crumb"] = crumb, ["crumbRequestField"] = "Jenkins-Crumb" });
    }

    private bool Admitted(HttpRequest request) =>
        request.Cookies["JSESSIONID.acme"] is { } session && _crumbs.TryGetValue(session, out var crumb)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(crumb), Encoding.ASCII.GetBytes(request.Headers["Jenkins-Crumb"].ToString()));

    private Exported Item(Build build)
    {
        var left = _forms.HasBegun(build);
        return new(left ? "hudson.model.Queue$LeftItem" : "hudson.model.Queue$WaitingItem", new Dictionary<string, Func<object?>>
        {
            ["id"] = () => JsonValue.Create(JenkinsForms.ItemOf(build)),
            ["inQueueSince"] = () => JsonValue.Create(build.QueuedAt.ToUnixTimeMilliseconds()),
            ["why"] = () => left ? null : JsonValue.Create("In the quiet period."),
            ["cancelled"] = () => JsonValue.Create(build is { State: RunState.Aborted, StartedAt: null }),
            ["actions"] = () => new Exported[]
            {
                new("hudson.model.ParametersAction", new Dictionary<string, Func<object?>>
                {
                    ["parameters"] = () => build.Parameters.Select(p => new Exported("hudson.model.StringParameterValue", new Dictionary<string, Func<object?>> { ["name"] = () => JsonValue.Create(p.Key), ["value"] = () => JsonValue.Create(p.Value) })).ToArray(),
                }),
            },
            ["executable"] = () => left ? _forms.Build(world.Get<Repository>(build.RepositoryId), build) : null,
        });
    }

    private IResult Get(HttpRequest request) => Place.Of(request.Path.Value ?? "", world, _forms) switch
    {
        { Folder: true, Rest: "api/json" } => Shown(request, _forms.Folder()),
        { Repository: { } repository, Branch: null, Rest: "api/json" } => Shown(request, _forms.Project(repository)),
        { Repository: { } repository, Branch: { } branch, Build: null, Rest: "api/json" } => Shown(request, _forms.Job(repository, branch)),
        { Repository: { } repository, Build: { } build, Rest: "api/json" } => Shown(request, _forms.Build(repository, build)),
        { Repository: { } repository, Build: { } build, Rest: "wfapi/describe" } => Results.Text(JenkinsForms.Stages(repository, build).ToJsonString(JsonSerializerOptions.Default), "application/json;charset=utf-8"),
        { Build: { } build, Rest: "testReport/api/json" } when _forms.TestReport(build) is { } report => Shown(request, report),
        { Build.ArtifactId: { } artifact, Rest: "artifact/target/image.json" } => world.Get<Artifact>(artifact) is var image ? Results.Json(new JsonObject { ["image"] = $"{image.Image}:{image.Tag}", ["digest"] = image.Digest, ["commit"] = image.Sha }) : NotFound(),
        _ => NotFound(),
    };

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        switch (Place.Of(request.Path.Value ?? "", world, _forms))
        {
            case { Branch: not null, Build: null, Rest: "build" }:
                return Results.Text("<html><body>This job is parameterized: POST to buildWithParameters.</body></html>", "text/html;charset=utf-8", statusCode: 400);
            case { Repository: { } repository, Branch: { } branch, Build: null, Rest: "buildWithParameters" } when world.BranchOf(repository.Id, branch) is not null:
                // What the job does not define is left out in silence.
                var given = form.Concat(request.Query).Where(p => p.Key is JenkinsForms.ActionParameter or JenkinsForms.Reason).Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())).DistinctBy(p => p.Key);
                var build = world.QueueBuild(repository.Id, branch, User, null, given);
                request.HttpContext.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}/queue/item/{JenkinsForms.ItemOf(build)}/");
                return Results.StatusCode(201);
            case { Repository: { } repository, Branch: { } branch, Build: { } build2, Rest: "stop" }:
                world.Update<Build>(build2.Id, b => b.State == RunState.Running ? b with { State = RunState.Aborted, FinishedAt = world.Now } : b, User);
                request.HttpContext.Response.Headers.Location = $"{request.Scheme}://{request.Host}/{JenkinsForms.PathOf(repository, branch)}";
                return Results.StatusCode(302);
            default:
                return NotFound();
        }
    }

    /// <summary>What a path leads to.</summary>
    private sealed record Place(bool Folder, Repository? Repository, string? Branch, Build? Build, string Rest)
    {
        public static Place? Of(string path, CompanyWorld world, JenkinsForms forms)
        {
            var parts = path.Trim('/').Split('/');
            if (parts is not ["job", JenkinsForms.Organisation, ..])
            {
                return null;
            }

            if (parts is not [_, _, "job", var project, .. var inner])
            {
                return new(true, null, null, null, string.Join('/', parts[2..]));
            }

            if (world.All<Repository>().FirstOrDefault(r => r.Name == project) is not { } repository)
            {
                return null;
            }

            if (inner is not ["job", var name, .. var rest])
            {
                return new(false, repository, null, null, string.Join('/', inner));
            }

            var branch = Uri.UnescapeDataString(name);
            if (!forms.Branches(repository.Id).Contains(branch, StringComparer.Ordinal))
            {
                return null;
            }

            if (rest is not [var first, .. var behind] || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return new(false, repository, branch, null, string.Join('/', rest));
            }

            return forms.Begun(repository.Id, branch).FirstOrDefault(b => b.Number == number) is { } build ? new(false, repository, branch, build, string.Join('/', behind)) : null;
        }
    }
}
