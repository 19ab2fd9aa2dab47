using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance.Written;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

public sealed class OciRegistryAcceptanceTests : ShelfAcceptance<OciRegistryAcceptanceTests>, IShelfSubject
{
    private static readonly string[] Repositories = ["acme/shop", "acme/web"];

    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = r => r.HasBasic("kit", "oci-s3cret") };
        var manifests = tool.Keeps(new SimulatedStream("manifest", Manifest) { IdOf = r => $"{r.Container}@{Digest(r.Number)}", Containers = Repositories, Seed = 4, Fixed = true, Rendered = true });
        var tags = tool.Keeps(new SimulatedStream("tag", r => Json($$"""{"tag":"{{Name(r)}}","revision":{{r.Revision}} }""")) { IdOf = r => $"{r.Container}:{Name(r)}", Containers = Repositories, Seed = 4, Rendered = true, ReadsWhole = true });
        tool.Keeps(new SimulatedStream("event", r => Json($$"""
            {"id":"e{{r.Number}}","timestamp":"{{r.CreatedAt.Utc()}}","action":"push","target":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:sent{{r.Number}}","size":42,"repository":"acme/shop","tag":"1.{{r.Number}}"},"actor":{"name":"ci"} }
            """)) { IdOf = r => $"acme/shop@sha256:sent{r.Number}", Changes = false, Webhook = r => WebhookDelivery.Json(new JsonObject { ["events"] = List([r]) }) });

        tool.Get("/v2/", _ => ToolAnswer.Json("{}"));
        tool.Get("/v2/_catalog", _ => ToolAnswer.Json(new JsonObject { ["repositories"] = new JsonArray([.. Repositories.Where(r => !tool.IsHidden(r)).Select(r => JsonValue.Create(r))]) }));
        tool.Get("/v2/{name}/tags/list", r => tool.IsHidden(r["name"]) ? ToolAnswer.NotFound() : ToolAnswer.Json(new JsonObject { ["name"] = r["name"], ["tags"] = new JsonArray([.. tags.In(r["name"]).Select(t => JsonValue.Create(Name(t)))]) }));
        tool.Get("/v2/{name}/manifests/{tag}", r => tags.Find($"{r["name"]}:{r["tag"]}") is { } tag ? Tagged(tag) : ToolAnswer.NotFound());
        tool.Get("/v2/{name}/blobs/{digest}", r => ToolAnswer.Json($$"""{"created":"2026-01-01T00:00:00Z","architecture":"amd64","os":"linux","config":{"Labels":{"org.opencontainers.image.source":"https://github.com/acme/shop"} } }"""));
        return Subject("oci-registry", tool, address => new() { ["address"] = address.AbsoluteUri, ["user"] = "kit", ["password"] = "oci-s3cret" });

        // A tag names one manifest of its repository, and another one once it was moved.
        ToolAnswer Tagged(SimulatedRecord tag)
        {
            var named = manifests.In(tag.Container!) is var all ? all[((tag.Number - 1) / 2 + tag.Revision - 1) % all.Count] : null!;
            return ToolAnswer.Json(named.Json()).With("Docker-Content-Digest", Digest(named.Number)).With("Content-Type", "application/vnd.oci.image.manifest.v1+json");
        }
    }

    private static JsonObject Manifest(SimulatedRecord r) => Json($$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:config{{r.Number}}","size":7},"layers":[],"annotations":{"number":"{{r.Number}}"} }
        """);

    private static string Digest(int number) => $"sha256:{number:d4}";

    private static string Name(SimulatedRecord tag) => $"v{tag.Number}";
}
