using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Kafka.Tests;

public sealed class KafkaTopicTests : TopicConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaAppendTests : AppendConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaReadTests : ReadConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaGroupTests : GroupConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaMembershipTests : MembershipConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaTransactionTests : TransactionConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaStateTests : StateConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaRetentionTests : RetentionConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaOwnerTests : OwnerConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}

public sealed class KafkaRewriteTests : RewriteConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => KafkaHost.CreateAsync();
}
