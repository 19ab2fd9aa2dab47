using System.Text;

namespace Plutora.Integration.Cli.Tests;

/// <summary>What a running command has said, to be waited for.</summary>
internal sealed class SaidWriter : TextWriter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Lock _lock = new();
    private readonly StringBuilder _said = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Add(value.ToString());

    public override void Write(string? value) => Add(value ?? "");

    public override void WriteLine(string? value) => Add(value + "\n");

    /// <summary>Waits until the command has said a text, so often.</summary>
    public async Task SaysAsync(string text, int times = 1)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            string said;
            Task more;
            lock (_lock)
            {
                (said, more) = (_said.ToString(), _more.Task);
            }

            if (said.Split(text).Length > times)
            {
                return;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"The command did not say '{text}' {times} times within {Limit}; it said: {said}");
            }
        }
    }

    private void Add(string text)
    {
        lock (_lock)
        {
            _said.Append(text);
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
