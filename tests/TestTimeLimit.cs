using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: Plutora.Integration.Tests.TestTimeLimit]

namespace Plutora.Integration.Tests;

/// <summary>
/// Ends a test that waits for what never comes, by its cancellation token, so that the run tells which one it was. On only where
/// <c>PLUTORA_TEST_MINUTES</c> is set, as CI does: the long runs that <c>CONTRIBUTING.md</c> names take as long as they take.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestTimeLimitAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan? Limit =
        double.TryParse(Environment.GetEnvironmentVariable("PLUTORA_TEST_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : null;

    private static readonly ConcurrentDictionary<string, ITimer> Running = new(StringComparer.Ordinal);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Limit is { } limit)
        {
            var context = TestContext.Current;
            Running[test.UniqueID] = TimeProvider.System.CreateTimer(_ => End(context, test.TestDisplayName, limit), null, limit, Timeout.InfiniteTimeSpan);
        }
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Running.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }

    private static void End(ITestContext context, string test, TimeSpan limit)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test '{test}' did not end within {limit.TotalMinutes} minutes and is cancelled."));
        context.CancelCurrentTest();
    }
}
