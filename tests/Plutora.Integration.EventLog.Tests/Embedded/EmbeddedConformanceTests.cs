using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Tests.Embedded;

public sealed class EmbeddedTopicTests : TopicConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedAppendTests : AppendConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedReadTests : ReadConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedGroupTests : GroupConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedMembershipTests : MembershipConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedTransactionTests : TransactionConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedStateTests : StateConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedRetentionTests : RetentionConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedOwnerTests : OwnerConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}

public sealed class EmbeddedRewriteTests : RewriteConformance
{
    protected override ValueTask<ILogHost> CreateHostAsync() => new(new EmbeddedHost());
}
