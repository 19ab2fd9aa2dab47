using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Recording;
using Plutora.Integration.Sdk.Testing.Subjects;

namespace Plutora.Integration.Sdk.Testing.Tests.Documentation;

public static class BoardRecording
{
    public static async Task RecordAsync(Uri board, string token, string file, CancellationToken cancellationToken)
    {
        await using var recorder = await HttpRecorder.StartAsync(board, new() { Secrets = [token], Members = ["email"] }, cancellationToken);
        await ReadAsync(recorder.Address, token, cancellationToken);
        await recorder.SaveAsync(file, cancellationToken);
    }

    public static async Task<IReadOnlyList<SourceRecord>> ReplayAsync(string file, CancellationToken cancellationToken)
    {
        await using var replay = await HttpReplay.StartAsync(HttpRecording.Load(file), cancellationToken);
        var cards = await ReadAsync(replay.Address, "any token", cancellationToken);
        replay.AssertKnown();
        return cards;
    }

    private static async Task<IReadOnlyList<SourceRecord>> ReadAsync(Uri board, string token, CancellationToken cancellationToken)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = new ConnectorContext("board", new() { ["address"] = board.AbsoluteUri, ["token"] = token }, NullLogger.Instance, TimeProvider.System, Path.GetTempPath());
        await using var instance = new BoardConnector().Open(context, services);
        await instance.CheckAsync(cancellationToken);
        return await instance.ReadAsync(new() { Stream = "card" }, cancellationToken).SelectMany(p => p.Records).ToListAsync(cancellationToken);
    }
}

internal static class BoardOnRecording
{
    public static ConnectorSubject Describe(string file)
    {
        var subject = BoardSubject.Describe();
        subject.Tool.Replays(HttpRecording.Load(file));
        return subject;
    }
}
