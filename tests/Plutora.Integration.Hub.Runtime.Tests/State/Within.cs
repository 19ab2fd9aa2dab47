namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Waits that end with what was waited for.</summary>
internal static class Within
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task TimeAsync(Task task, string awaited)
    {
        try
        {
            await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not within {Limit.TotalMinutes} minutes: {awaited}.");
        }
    }
}
