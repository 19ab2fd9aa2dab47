using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Plutora.Integration.Hub.Tests;

/// <summary>What a proxy before the hub says of the caller is believed when the settings name it, and of nobody else.</summary>
public sealed class ProxyTests
{
    private const string Trusted = "http: { trustedProxies: [127.0.0.0/8], clientCertificateHeader: X-Client-Cert }";
    private const string Other = "http: { trustedProxies: [10.0.0.0/8], clientCertificateHeader: X-Client-Cert }";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pem")]
    [InlineData("escaped")]
    [InlineData("base64")]
    [InlineData("rfc9440")]
    public async Task A_trusted_proxy_hands_on_the_client_certificate_in_each_form_of_the_field(string form)
    {
        using var client = Certificates.Make("tool");
        await using var hub = await StartAsync(client, Trusted);
        Assert.Equal(202, await DeliverAsync(hub, Written(client, form)));
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("bm8gY2VydGlmaWNhdGU=")]
    public async Task What_is_no_certificate_counts_as_none(string header)
    {
        using var client = Certificates.Make("tool");
        await using var hub = await StartAsync(client, Trusted);
        Assert.Equal(401, await DeliverAsync(hub, header));
    }

    [Theory]
    [InlineData(Other)]
    [InlineData("")]
    public async Task From_anyone_else_the_header_proves_nothing(string settings)
    {
        using var client = Certificates.Make("tool");
        await using var hub = await StartAsync(client, settings);
        Assert.Equal(401, await DeliverAsync(hub, Written(client, "base64")));
    }

    [Theory]
    [InlineData(Trusted, "https://tools.example.com/hooks/hooked")]
    [InlineData(Other, null)]
    [InlineData("http: { publicAddress: 'https://hub.example.com/plutora/' }", "https://hub.example.com/plutora/hooks/hooked")]
    public async Task The_address_for_webhooks_is_the_public_one(string settings, string? expected)
    {
        using var client = Certificates.Make("tool");
        await using var hub = await StartAsync(client, settings);
        hub.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "tools.example.com");
        hub.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var (_, instance) = await hub.CallAsync(HttpMethod.Get, "/api/v1/instances/hooked", hub.Administrator);
        Assert.Equal(expected ?? $"{hub.Http.BaseAddress}hooks/hooked", instance.GetProperty("webhookAddress").GetString());
    }

    [Fact]
    public async Task The_description_names_the_public_address()
    {
        await using var hub = await RunningHub.StartAsync("  []\n", _ => "http: { publicAddress: 'https://hub.example.com' }");
        var (_, description) = await hub.CallAsync(HttpMethod.Get, "/openapi/v1.json", null);
        Assert.Equal("https://hub.example.com", description.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    private static async Task<RunningHub> StartAsync(X509Certificate2 client, string settings)
    {
        var hub = await RunningHub.StartAsync(
            $"  - id: hooked\n    connector: hooked\n    webhook: {{ verifier: certificate, thumbprint: '{Certificates.Thumbprint(client)}' }}\n", _ => settings);
        await hub.OpenAsync("hooked");
        return hub;
    }

    private static string Written(X509Certificate2 client, string form) => form switch
    {
        "pem" => client.ExportCertificatePem().ReplaceLineEndings(" "),
        "escaped" => Uri.EscapeDataString(client.ExportCertificatePem()),
        "base64" => Convert.ToBase64String(client.RawData),
        _ => $":{Convert.ToBase64String(client.RawData)}:",
    };

    private static async Task<int> DeliverAsync(RunningHub hub, string certificate)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/hooked") { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("X-Client-Cert", certificate);
        using var response = await hub.Http.SendAsync(request, Ct);
        Assert.NotEqual(JsonValueKind.Undefined, JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct)).ValueKind);
        return (int)response.StatusCode;
    }
}
