using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>What the package's page shows is compiled.</summary>
public sealed partial class DocumentedCode
{
    [Fact]
    public async Task The_code_of_the_page_is_the_code_that_is_compiled()
    {
        var compiled = Squeezed(await File.ReadAllTextAsync(Path.Combine(Shared.Root, "tests/Plutora.Integration.Client.Kafka.Tests/DocumentedCode.cs"), TestContext.Current.CancellationToken));
        var block = Assert.Single(Code().Matches(await File.ReadAllTextAsync(Path.Combine(Shared.Root, "sdk/Plutora.Integration.Client.Kafka/README.md"), TestContext.Current.CancellationToken)));
        Assert.Contains(Squeezed(block.Groups[1].Value), compiled, StringComparison.Ordinal);
        using var provider = Register(new ServiceCollection(), "hub-reader", "a password").BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<KafkaEventSubscriber>());
    }

    private static IServiceCollection Register(IServiceCollection services, string user, string password)
    {
        services.AddPlutoraKafkaClient(options =>
        {
            options.BootstrapServers = "kafka-1:9092,kafka-2:9092";
            options.TopicPrefix = "plutora.";
            options.Properties["security.protocol"] = "sasl_ssl";
            options.Properties["sasl.mechanism"] = "SCRAM-SHA-512";
            options.Properties["sasl.username"] = user;
            options.Properties["sasl.password"] = password;
        });
        return services;
    }

    private static string Squeezed(string code) => Space().Replace(code, "");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
