using System.Diagnostics;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>A running git. It is ended, with what it started, when it is disposed of, falls silent or the caller gives up.</summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly GitCall _call;
    private readonly Silence _silence;
    private readonly ErrorTail _errors = new();
    private readonly Task _reading;

    public GitProcess(Process process, GitCall call, TimeSpan silence, TimeProvider time)
    {
        _process = process;
        _call = call;
        _silence = new(silence, time, Kill);
        Output = new(process.StandardOutput.BaseStream, _silence);
        // What git says of its progress counts as a sign of life.
        _reading = _errors.ReadAsync(process.StandardError.BaseStream, _silence.Touch);
    }

    /// <summary>What it writes.</summary>
    public GitOutput Output { get; }

    /// <summary>Gives it something to read.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, bool close, CancellationToken cancellationToken)
    {
        var stream = _process.StandardInput.BaseStream;
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (close)
            {
                _process.StandardInput.Close();
            }
        }
        catch (IOException)
        {
            // It ended before it read all of it; its exit code tells why.
        }
    }

    /// <summary>Waits for its end and returns the exit code.</summary>
    /// <exception cref="ConnectorException">Transient, when it fell silent and was ended.</exception>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        using (_silence.Watch(cancellationToken))
        {
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _silence.ThrowIfBroken(_call.About);
        await _reading.ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Waits for its end and throws what its last words mean when it failed.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (await WaitAsync(cancellationToken).ConfigureAwait(false) != 0)
        {
            throw Fault();
        }
    }

    /// <summary>What its failure means to the hub.</summary>
    public ConnectorException Fault() => GitFaults.Of(_call, _process.ExitCode, _errors.Text);

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _silence.Dispose();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself in the meantime.
        }
    }
}
