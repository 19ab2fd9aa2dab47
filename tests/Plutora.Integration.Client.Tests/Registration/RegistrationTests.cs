using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plutora.Integration.Client.Reading;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;

namespace Plutora.Integration.Client.Tests.Registration;

public sealed class RegistrationTests
{
    [Fact]
    public void Options_that_are_wrong_are_told_every_fault()
    {
        var services = new ServiceCollection();
        services.AddPlutoraClient(o =>
        {
            (o.Address, o.Key, o.RequestTimeout) = (new("ftp://hub"), "two words", TimeSpan.Zero);
            (o.FirstRetry, o.LongestRetry, o.SilenceLimit, o.MaxEventBytes) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 1);
        });
        using var provider = services.BuildServiceProvider();
        var told = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<EventSubscriber>);
        Assert.Equal(6, told.Failures.Count());
        Assert.DoesNotContain("two words", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_and_a_key_are_asked_for()
    {
        var services = new ServiceCollection();
        services.AddPlutoraClient(_ => { });
        using var provider = services.BuildServiceProvider();
        Assert.Equal(2, Assert.Throws<OptionsValidationException>(provider.GetRequiredService<HubApi>).Failures.Count());
    }

    [Fact]
    public async Task A_registered_client_reads_from_the_hub_with_its_key()
    {
        await using var hub = await RunningHub.StartAsync();
        var services = new ServiceCollection();
        services.AddPlutoraClient(o => (o.Address, o.Key) = (hub.Connection.Address, hub.Connection.Key));
        await using var provider = services.BuildServiceProvider();
        await hub.PublishAsync(Events.PullRequest("git", "1", 1));

        Assert.Null(await provider.GetRequiredService<EntityReader>().FindAsync("nothing", TestContext.Current.CancellationToken));
        var events = await provider.GetRequiredService<EventSubscriber>().StreamAsync(["cdm.*"], null, follow: false, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Say hello", Assert.Single(events, e => e.Event is not null).ReadEntity()!.Title);
    }
}
