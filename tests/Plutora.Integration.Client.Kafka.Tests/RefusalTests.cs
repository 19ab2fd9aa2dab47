using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>What is wrong is told in the words of the client over HTTP.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_topic_that_is_not_there_or_not_normalized_is_refused()
    {
        await using var hub = await HubLog.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await RefusedAsync(hub.Options, "cdm.nosuch.v1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await RefusedAsync(hub.Options, "raw.git.commit")).Status);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_being_shown()
    {
        await using var hub = await HubLog.StartAsync();
        var options = hub.Options;
        options.BootstrapServers = Broker.SecureAddress;
        options.RequestTimeout = TimeSpan.FromSeconds(5);
        foreach (var (name, value) in new[] { ("security.protocol", "sasl_ssl"), ("ssl.ca.location", Broker.CaFile), ("sasl.mechanism", "PLAIN"), ("sasl.username", "hub"), ("sasl.password", "not-the-one") })
            options.Properties[name] = value;
        var refused = await RefusedAsync(options, HubLog.Topic);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.DoesNotContain("not-the-one", refused.ToString(), StringComparison.Ordinal);
        options.Properties["sasl.password"] = "hub-secret";
        await foreach (var _ in new KafkaEventSubscriber(options, TimeProvider.System).StreamAsync(new([HubLog.Topic]) { Follow = false }, TestContext.Current.CancellationToken))
        {
        }
    }

    [Fact]
    public async Task Brokers_that_do_not_answer_are_told_within_the_time_limit() =>
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RefusedAsync(new() { BootstrapServers = "127.0.0.1:1", RequestTimeout = TimeSpan.FromSeconds(1) }, HubLog.Topic)).Status);

    [Fact]
    public void Wrong_options_are_told_all_at_once()
    {
        var services = new ServiceCollection();
        services.AddPlutoraKafkaClient(o =>
        {
            (o.BootstrapServers, o.TopicPrefix, o.RequestTimeout, o.MaxEventBytes) = ("nowhere", "a b", TimeSpan.Zero, 1);
            o.Properties["group.id"] = "mine";
            o.Properties["sasl.pasword"] = "hunter2";
        });
        using var provider = services.BuildServiceProvider();
        var wrong = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<KafkaEventSubscriber>).Failures.ToList();
        Assert.Equal(6, wrong.Count);
        Assert.All((string[])["BootstrapServers has 'nowhere'", "TopicPrefix", "RequestTimeout", "MaxEventBytes", "'group.id'", "'sasl.pasword'"], fault => Assert.Contains(wrong, w => w.Contains(fault, StringComparison.Ordinal)));
        Assert.DoesNotContain(wrong, w => w.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_registered_subscriber_is_one()
    {
        var services = new ServiceCollection();
        services.AddPlutoraKafkaClient(o => o.BootstrapServers = "127.0.0.1:9092");
        using var provider = services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<KafkaEventSubscriber>(), provider.GetRequiredService<KafkaEventSubscriber>());
    }

    private static Task<HubException> RefusedAsync(KafkaSubscriberOptions options, string topic) => Assert.ThrowsAsync<HubException>(async () =>
    {
        await foreach (var _ in new KafkaEventSubscriber(options, TimeProvider.System).StreamAsync(new([topic]) { Follow = false }, TestContext.Current.CancellationToken))
        {
        }
    });
}
