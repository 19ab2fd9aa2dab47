using System.Runtime.ExceptionServices;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Goes on with an evaluation on a new stack where the thread's own is used up, so that depth is bounded by the limits and never ends the process.</summary>
internal static class FreshStack
{
    private const int Size = 16 * 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
#pragma warning disable CA1031 // Every failure is handed on to the waiting thread.
                catch (Exception failed)
#pragma warning restore CA1031
                {
                    failure = ExceptionDispatchInfo.Capture(failed);
                }
            },
            Size)
        {
            IsBackground = true,
            Name = "JSONata",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
