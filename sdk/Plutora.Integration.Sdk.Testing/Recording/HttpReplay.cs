using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Recording;

/// <summary>Serves a recording on a socket of this machine, in the tool's place: no network is needed. A request that was not recorded is answered with 501 and told by <see cref="AssertKnown"/>.</summary>
public sealed class HttpReplay : IAsyncDisposable
{
    private readonly ToolServer _server;

    private HttpReplay(ToolServer server) => _server = server;

    /// <summary>Address for the instance's options, in the place of the tool's, with a slash at its end; where the tool's has a path, append it.</summary>
    public Uri Address => _server.Address;

    /// <summary>Serves a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<HttpReplay> StartAsync(HttpRecording recording, CancellationToken cancellationToken)
    {
        var tool = new SimulatedTool();
        tool.Replays(recording);
        return new(await ToolServer.StartAsync(tool, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Holds that nothing was asked but what was recorded.</summary>
    /// <exception cref="AcceptanceException">Something else was asked; each request is named with the nearest one that is recorded.</exception>
    public void AssertKnown()
    {
        if (_server.Unanswered.Count > 0)
        {
            throw new AcceptanceException($"Requests were sent that were not recorded: {string.Join(" ", _server.Unanswered)} Record them anew, or name what differs from run to run in RecordingRules.IgnoredParameters.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
