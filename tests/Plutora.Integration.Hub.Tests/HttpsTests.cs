using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Tests;

/// <summary>HTTPS over a real socket: the hub's certificate, the client's, and their renewal.</summary>
public sealed class HttpsTests
{
    private const string Pem = "http: { certificate: '{folder}/tls.pem', certificateKey: '{folder}/tls.key', clientCertificates: true }";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_is_taken_from_the_client_certificate_of_the_instance_and_from_no_other()
    {
        using var server = Certificates.Make("hub");
        using var right = Certificates.Make("tool");
        using var other = Certificates.Make("tool");
        await using var hub = await RunningHub.StartAsync(Instance(right), folder => Prepared(folder, server, Pem), "https://127.0.0.1:0");
        await hub.OpenAsync("hooked");

        Assert.Equal(202, (await DeliverAsync(hub, right)).Status);
        Assert.Equal((401, "The client certificate is not the one configured for this instance."), await DeliverAsync(hub, other));
        Assert.Equal((401, "No client certificate was presented."), await DeliverAsync(hub, null));
    }

    [Theory]
    [InlineData("http: { certificate: '{folder}/tls.pem', certificateKey: '{folder}/tls.key', certificatePassword: 'file:{folder}/password' }", true)]
    [InlineData("http: { certificate: '{folder}/tls.pfx', certificatePassword: 'file:{folder}/password' }", true)]
    [InlineData("http: { certificate: '{folder}/open.pfx' }", false)]
    public async Task The_hub_serves_the_certificate_of_each_form(string settings, bool encrypted)
    {
        using var server = Certificates.Make("hub");
        await using var hub = await RunningHub.StartAsync("  []\n", folder => Prepared(folder, server, settings, encrypted ? "pass" : null), "https://127.0.0.1:0");
        Assert.Equal(Certificates.Thumbprint(server), await ServedAsync(hub));
    }

    [Fact]
    public async Task A_renewed_certificate_is_served_without_a_restart_and_a_broken_one_leaves_the_old()
    {
        var time = new ShiftedTime();
        using var first = Certificates.Make("hub");
        using var second = Certificates.Make("hub");
        await using var hub = await RunningHub.StartAsync("  []\n", folder => Prepared(folder, first, Pem), "https://127.0.0.1:0", time);
        Assert.Equal(Certificates.Thumbprint(first), await ServedAsync(hub));

        await File.WriteAllTextAsync(Path.Combine(hub.Folder, "tls.pem"), "-----BEGIN CERTIFICATE-----\nhalf", Ct);
        time.Shift += TimeSpan.FromMinutes(2);
        Assert.Equal(Certificates.Thumbprint(first), await ServedAsync(hub));

        Certificates.WritePem(hub.Folder, second);
        time.Shift += TimeSpan.FromMinutes(2);
        Assert.Equal(Certificates.Thumbprint(second), await ServedAsync(hub));
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_at_once()
    {
        var folder = Directory.CreateTempSubdirectory("plutora-https-").FullName;
        var file = Path.Combine(folder, "plutora.yaml");
        File.WriteAllText(file, "http: { publicAddress: hub.example.com, certificateKey: /none.key, certificatePassword: hunter2, trustedProxies: [10.0.0.0/8, here] }");
        var faults = Assert.Throws<SettingsException>(() => SettingsLoader.Load(file, [])).Faults;
        Assert.Collection(
            faults,
            f => Assert.Contains("'http.publicAddress' must be an absolute http or https address", f, StringComparison.Ordinal),
            f => Assert.Contains("'/none.key' does not exist", f, StringComparison.Ordinal),
            f => Assert.Contains("'http.certificate' is required", f, StringComparison.Ordinal),
            f => Assert.Contains("'http.certificatePassword' must be a reference: env:NAME or file:PATH", f, StringComparison.Ordinal),
            f => Assert.Contains("'here' is neither an IP address nor a network", f, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, f => f.Contains("hunter2", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void An_https_address_without_a_certificate_and_a_file_that_is_none_are_told_before_anything_starts()
    {
        var home = new HubHome(Directory.CreateTempSubdirectory("plutora-https-").FullName);
        File.WriteAllText(home.SettingsFile, "instances: []");
        Assert.Contains("needs a certificate", Refused(home), StringComparison.Ordinal);

        var junk = Path.Combine(home.Folder, "junk.pfx");
        File.WriteAllText(junk, "no certificate");
        File.WriteAllText(home.SettingsFile, $"http: {{ certificate: '{junk}' }}");
        Assert.Contains($"'{junk}' could not be read", Refused(home), StringComparison.Ordinal);
        Directory.Delete(home.Folder, recursive: true);
    }

    private static string Refused(HubHome home) =>
        Assert.Single(Assert.Throws<SettingsException>(() => HubHost.Build(["--urls", "https://127.0.0.1:0"], home, TimeProvider.System)).Faults);

    private static string Prepared(string folder, X509Certificate2 server, string settings, string? password = null)
    {
        Certificates.WritePem(folder, server, password);
        File.WriteAllBytes(Path.Combine(folder, "tls.pfx"), server.Export(X509ContentType.Pkcs12, password));
        File.WriteAllBytes(Path.Combine(folder, "open.pfx"), server.Export(X509ContentType.Pkcs12));
        File.WriteAllText(Path.Combine(folder, "password"), password + "\n");
        return settings;
    }

    private static string Instance(X509Certificate2 client) =>
        $"  - id: hooked\n    connector: hooked\n    webhook: {{ verifier: certificate, thumbprint: '{Certificates.Thumbprint(client)}' }}\n";

    private static async Task<(int Status, string Answer)> DeliverAsync(RunningHub hub, X509Certificate2? client)
    {
        using var handler = Handler(_ => { });
        if (client is not null) handler.SslOptions.ClientCertificates = [client];
        using var http = new HttpClient(handler) { BaseAddress = hub.Http.BaseAddress };
        using var response = await http.PostAsync("/hooks/hooked", new StringContent($$"""{"id":"{{client?.Subject}}"}"""), Ct);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct));
        return ((int)response.StatusCode, (answer.TryGetProperty("detail", out var detail) ? detail : answer.GetProperty("message")).GetString()!);
    }

    private static async Task<string> ServedAsync(RunningHub hub)
    {
        var served = "";
        using var handler = Handler(certificate => served = Certificates.Thumbprint(certificate));
        using var http = new HttpClient(handler) { BaseAddress = hub.Http.BaseAddress };
        using var response = await http.GetAsync("/health/live", Ct);
        response.EnsureSuccessStatusCode();
        return served;
    }

    private static SocketsHttpHandler Handler(Action<X509Certificate2> seen) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                var served = (X509Certificate2)certificate!;
                seen(served);
                return served.Subject == "CN=hub";
            },
        },
    };

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
