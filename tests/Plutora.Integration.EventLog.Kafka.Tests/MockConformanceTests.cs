using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Kafka.Tests;

public sealed class MockTopicTests : TopicConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockAppendTests : AppendConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockReadTests : ReadConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockGroupTests : GroupConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockMembershipTests : MembershipConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockTransactionTests : TransactionConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockStateTests : StateConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockRetentionTests : RetentionConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockOwnerTests : OwnerConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}

public sealed class MockRewriteTests : RewriteConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => MockHost.CreateAsync();
}
