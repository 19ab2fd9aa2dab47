using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plutora.Integration.Client.Kafka;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the subscriber over Kafka.</summary>
public static class PlutoraKafkaClientServiceCollectionExtensions
{
    /// <summary>Registers <see cref="KafkaEventSubscriber"/> as a singleton. The options are checked when the host starts, or at first use; an <see cref="OptionsValidationException"/> lists every fault.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; they may as well be bound to configuration.</param>
    public static IServiceCollection AddPlutoraKafkaClient(this IServiceCollection services, Action<KafkaSubscriberOptions> configure)
    {
        services.AddOptions<KafkaSubscriberOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KafkaSubscriberOptions>, Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(p => new KafkaEventSubscriber(p.GetRequiredService<IOptions<KafkaSubscriberOptions>>().Value, p.GetRequiredService<TimeProvider>(), p.GetService<ILogger<KafkaEventSubscriber>>()));
        return services;
    }

    private sealed class Validator : IValidateOptions<KafkaSubscriberOptions>
    {
        public ValidateOptionsResult Validate(string? name, KafkaSubscriberOptions options) =>
            options.Faults() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
