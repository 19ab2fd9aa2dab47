using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>
/// A broker that lets nobody do what no rule allows, but for whoever comes in plain text from this machine. Its users come by SASL and through a proxy that injects faults.
/// It is started when the first test asks for it.
/// </summary>
public sealed class GuardedBroker : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private KafkaServers? _servers;
    private Toxiproxy? _proxy;

    /// <summary>Address of the listener that asks who comes: the proxy's.</summary>
    public string GuardedAddress => $"127.0.0.1:{Proxy.Port}";

    /// <summary>Address that is open to all.</summary>
    public string OpenAddress => _servers!.Address;

    internal Toxiproxy Proxy => _proxy!;

    /// <summary>The password of a user.</summary>
    public static string PasswordOf(string user) => $"{user}-secret";

    public ValueTask InitializeAsync() => default;

    public async Task StartAsync()
    {
        EventLog.Kafka.Tests.Broker.SkipIfMissing();
        await _starting.WaitAsync();
        try
        {
            if (_servers is not null) return;
            var servers = await KafkaServers.StartAsync(1);
            try
            {
                var guarded = servers.Port + 3;
                _proxy = await Toxiproxy.StartAsync(guarded);
                await File.AppendAllTextAsync(servers.SettingsFile(1), $"""

                    listeners=PLAINTEXT://127.0.0.1:{servers.Port},CONTROLLER://127.0.0.1:{servers.Port + 1},GUARDED://127.0.0.1:{guarded}
                    advertised.listeners=PLAINTEXT://127.0.0.1:{servers.Port},GUARDED://127.0.0.1:{_proxy.Port}
                    listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,GUARDED:SASL_PLAINTEXT
                    sasl.enabled.mechanisms=PLAIN
                    listener.name.guarded.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required {string.Join(' ', Users.Select(user => $"user_{user}=\"{PasswordOf(user)}\""))};
                    authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                    super.users=User:ANONYMOUS
                    """);
                await servers.RestartAsync(1);
                _servers = servers;
            }
            catch
            {
                await servers.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Names of the users that the broker knows.</summary>
    public static IReadOnlyList<string> Users { get; } = ["hub", "hub-in-part", "subscriber", ForeignCaller.User];

    /// <summary>Allows a user something, and nothing else that was not allowed before.</summary>
    internal async Task AllowAsync(string user, params IEnumerable<Right> rights)
    {
        using var admin = Admin();
        await admin.CreateAclsAsync(rights.SelectMany(right => right.Of(user)));
    }

    /// <summary>Takes all rights of a user back.</summary>
    internal async Task ForbidAsync(string user)
    {
        using var admin = Admin();
        await admin.DeleteAclsAsync([new()
        {
            PatternFilter = new() { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
            EntryFilter = new() { Principal = $"User:{user}", Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
        }]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null) await _servers.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
        _starting.Dispose();
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = OpenAddress }).Build();
}

/// <summary>What may be done to all resources of a kind whose names begin so.</summary>
internal sealed record Right(ResourceType Resource, string Prefix, params AclOperation[] Operations)
{
    /// <summary>librdkafka knows it, the .NET client has no name for it.</summary>
    public const ResourceType TransactionalId = (ResourceType)5;

    public IEnumerable<AclBinding> Of(string user) => Operations.Select(operation => new AclBinding
    {
        Pattern = new() { Type = Resource, Name = Prefix, ResourcePatternType = ResourcePatternType.Prefixed },
        Entry = new() { Principal = $"User:{user}", Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
    });
}
