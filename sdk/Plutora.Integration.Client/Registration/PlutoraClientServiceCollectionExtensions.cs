using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plutora.Integration.Client;
using Plutora.Integration.Client.Acting;
using Plutora.Integration.Client.Publishing;
using Plutora.Integration.Client.Reading;
using Plutora.Integration.Client.Subscribing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of a hub.</summary>
public static class PlutoraClientServiceCollectionExtensions
{
    /// <summary>Name of the client's <see cref="HttpClient"/> in the <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "Plutora.Integration.Client";

    /// <summary>
    /// Registers <see cref="EventSubscriber"/>, <see cref="EntityReader"/>, <see cref="HubPublisher"/>, <see cref="ActionClient"/> and <see cref="HubApi"/>, each a singleton. The options are checked when the host starts,
    /// or at first use; an <see cref="OptionsValidationException"/> lists every fault.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; they may as well be bound to configuration.</param>
    /// <returns>The builder of the HTTP client, for proxies, certificates or handlers of one's own.</returns>
    public static IHttpClientBuilder AddPlutoraClient(this IServiceCollection services, Action<PlutoraClientOptions> configure)
    {
        services.AddOptions<PlutoraClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlutoraClientOptions>, PlutoraClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(p => new HubApi(Http(p), Options(p).Connection, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<EntityReader>();
        services.TryAddSingleton(p => new HubPublisher(p.GetRequiredService<HubApi>(), p.GetRequiredService<TimeProvider>(), new() { FirstRetry = Options(p).FirstRetry, LongestRetry = Options(p).LongestRetry }));
        services.TryAddSingleton(p => new ActionClient(p.GetRequiredService<HubApi>(), p.GetRequiredService<TimeProvider>(), new()
        {
            FirstRetry = Options(p).FirstRetry,
            LongestRetry = Options(p).LongestRetry,
            HeldAnswer = Options(p).RequestTimeout / 2,
        }));
        services.TryAddSingleton(p => new EventSubscriber(
            Http(p), Options(p).Connection, p.GetRequiredService<TimeProvider>(), Options(p).Subscriber, p.GetService<ILogger<EventSubscriber>>()));
        return services.AddHttpClient(HttpClientName, (p, http) => http.Timeout = Options(p).RequestTimeout);
    }

    // A client for each request, so that the factory can renew its handlers below singletons.
    private static Func<HttpClient> Http(IServiceProvider provider)
    {
        var factory = provider.GetRequiredService<IHttpClientFactory>();
        return () => factory.CreateClient(HttpClientName);
    }

    private static PlutoraClientOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<PlutoraClientOptions>>().Value;
}
