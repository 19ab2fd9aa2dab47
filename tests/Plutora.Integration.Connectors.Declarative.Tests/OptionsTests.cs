using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Authentication;

namespace Plutora.Integration.Connectors.Declarative.Tests;

public sealed class OptionsTests : IAsyncDisposable
{
    private const string Document = """
        format: 1
        id: tool
        version: 1.2.0
        name: Tool
        description: A tool.
        options-version: 2
        migrations: [{ from: 1, options: '{"address": url, "auth": {"user": "me", "password": password}}' }]
        options:
          address: { type: string, format: uri, title: Address, required: true }
          auth:
            type: object
            required: true
            properties:
              user: { type: string, minLength: 2, pattern: "^[a-z]+$" }
              password: { type: string, secret: true }
          kind: { type: string, enum: [basic, none], default: basic }
          days: { type: integer, minimum: 1, maximum: 90, default: 30 }
          accounts: { type: array, items: { type: object, properties: { name: { type: string }, key: { type: string, secret: true } } } }
        http:
          address: ${ $options.address }
          auth:
            - { kind: basic, when: '$options.kind = "basic"', user: "${ $options.auth.user }", password: "${ $secrets.auth.password }" }
            - { kind: none }
        check: { path: me, message: "Days ${ $options.days }." }
        streams:
          thing: { description: Things., request: { path: "things/${ $options.accounts.name }" }, id: id, record: '{"id": 1, "seen": $options}' }
        """;

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void Options_yield_a_schema_with_secrets_marked_wherever_they_stand()
    {
        var options = Bench.Spec(Document).Descriptor.Options;

        Assert.Equal(2, options.Version);
        Assert.Equal(["auth.password", "accounts[].key"], options.Secrets);
        Assert.Equal(
            """{"type":"string","writeOnly":true,"x-secret":true}""",
            options.Schema["properties"]!["auth"]!["properties"]!["password"]!.ToJsonString());
        Assert.Equal("""["address","auth"]""", options.Schema["required"]!.ToJsonString());
    }

    [Fact]
    public void Every_fault_of_an_instances_options_is_told_at_once()
    {
        var faults = new DeclarativeConnector(Bench.Spec(Document)).Validate(JsonNode.Parse("""
            {"address":"ftp://x","auth":{"user":"1","password":"env:P","pin":1},"kind":"bsic","days":91,"accounts":[{"name":5},"x"],"extra":true}
            """)!.AsObject());

        Assert.Equal(
            [
                "Option 'address': must be an absolute http or https address.",
                "Option 'auth.user': must match ^[a-z]+$.",
                "Option 'auth.user': must have 2 to ∞ characters.",
                "Option 'auth.pin': is not known. Known are: user, password.",
                "Option 'kind': must be one of basic, none.",
                "Option 'days': must lie between 1 and 90.",
                "Option 'accounts[0].name': expected a text, found a number.",
                "Option 'accounts[1]': expected an object, found a text.",
                "Option 'extra': is not known. Known are: address, auth, kind, days, accounts.",
            ],
            faults.Select(f => f.ToString()));
        Assert.Equal(["Option 'address': is required.", "Option 'auth': is required."], new DeclarativeConnector(Bench.Spec(Document)).Validate([]).Select(f => f.ToString()));
    }

    [Fact]
    public void Options_of_an_older_version_become_todays()
    {
        var connector = new DeclarativeConnector(Bench.Spec(Document));

        var migrated = connector.MigrateOptions(JsonNode.Parse("""{"url":"https://t.example","password":"env:P"}""")!.AsObject(), 1);

        Assert.Equal("""{"address":"https://t.example","auth":{"user":"me","password":"env:P"}}""", migrated.ToJsonString());
        Assert.Equal(ConnectorErrorKind.Configuration, Assert.Throws<ConnectorException>(() => connector.MigrateOptions([], 3)).Kind);
    }

    [Fact]
    public async Task Secrets_are_seen_by_authentication_alone_and_defaults_stand_in_for_what_is_not_given()
    {
        _bench.Answer("/me", "{}");
        _bench.Answer("/things/a", "{}");
        var instance = Open("""{"user":"ada","password":"s3cret"}""");

        Assert.Equal("Days 30.", (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message);
        Assert.Equal("Basic YWRhOnMzY3JldA==", _bench.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());
        var record = Assert.Single(Assert.Single(await Bench.ReadAsync(instance)).Records);
        Assert.Equal($$$"""{"id":1,"seen":{"address":"{{{_bench.Server.Url}}}","auth":{"user":"ada"},"kind":"basic","accounts":[{"name":"a"}],"days":30}}""", Bench.Text(record.Json));
    }

    [Fact]
    public async Task The_first_authentication_whose_condition_holds_is_used()
    {
        _bench.Answer("/me", "{}");

        await Open("""{"user":"ada"}""", "none").CheckAsync(TestContext.Current.CancellationToken);

        Assert.False(_bench.Server.LogEntries[0].RequestMessage!.Headers!.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("{ kind: api-key, name: X-Key, key: 'k ${ $secrets.token }' }", "X-Key", "k s3cret")]
    [InlineData("{ kind: bearer, scheme: GenieKey, token: '${ $secrets.token }' }", "Authorization", "GenieKey s3cret")]
    [InlineData("{ kind: login, path: auth, user: me, password: '${ $secrets.token }', token: t, scheme: none, header: X-Session }", "X-Session", "from-login")]
    [InlineData("{ kind: oauth2, token-address: '${ $options.address }/token', client-id: c, client-secret: '${ $secrets.token }', client-in: form, parameters: { resource: r } }", "Authorization", "Bearer from-oauth")]
    public async Task Each_kind_of_authentication_is_the_sdks(string auth, string header, string value)
    {
        _bench.Answer("/me", """{"name":"x"}""");
        _bench.Answer("/auth", """{"t":"from-login"}""");
        _bench.Answer("/token", """{"access_token":"from-oauth"}""");

        await _bench.Open(Bench.Document("id: id").Replace("{ kind: bearer, token: \"${ $secrets.token }\" }", auth, StringComparison.Ordinal)).CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal(value, _bench.Server.LogEntries[^1].RequestMessage!.Headers![header].Single());
    }

    [Fact]
    public async Task Requests_to_aws_are_signed_as_a_connector_in_code_would_sign_them()
    {
        _bench.Answer("/me", """{"name":"x"}""");
        var document = Bench.Document("id: id").Replace(
            "{ kind: bearer, token: \"${ $secrets.token }\" }",
            "{ kind: aws, access-key-id: AKID, secret-access-key: '${ $secrets.token }', region: eu-central-1, service: codebuild }", StringComparison.Ordinal);
        await _bench.Open(document).CheckAsync(TestContext.Current.CancellationToken);

        using var like = new HttpRequestMessage(HttpMethod.Get, _bench.Server.Url + "/me");
        await new AwsAuthentication(new("AKID", "s3cret", "eu-central-1", "codebuild"), _bench.Time).ApplyAsync(like, TestContext.Current.CancellationToken);
        Assert.Equal(like.Headers.GetValues("Authorization").Single(), _bench.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());
    }

    [Fact]
    public void An_address_that_options_make_unusable_is_a_fault_of_the_configuration()
    {
        var document = Bench.Document("id: id").Replace("address: ${ $options.address }", "address: ${ $options.projects[0] }", StringComparison.Ordinal);

        Assert.Equal("'http.address' is 'a', expected an absolute http or https address.", Assert.Throws<ConnectorException>(() => _bench.Open(document)).Message);
    }

    private Sdk.Connectors.ConnectorInstance Open(string auth, string kind = "basic") => _bench.Open(
        Document,
        JsonNode.Parse($$"""{"address":"{{_bench.Server.Url}}","auth":{{auth}},"kind":"{{kind}}","accounts":[{"name":"a","key":"k3y!"}]}""")!.AsObject());
}
