using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>How the connector behaves as a guest in the hub's process.</summary>
internal static class ConductProperties
{
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("cancellation-prompt", "A call that is cancelled comes back within seconds, even while the tool does not answer.", CancellationPrompt),
        new("secrets-not-logged", "No secret stands in what the connector logs.", NotLogged),
        new("secrets-not-in-errors", "No secret stands in a failure or in a check's message, even where the tool repeats what it was sent.", NotInErrors),
        new("secrets-not-in-records", "No secret stands in a record or in a cursor.", NotInRecords, ["record-as-told", .. Implied.Hub]),
        new("memory-flat", "A long list is told page by page, and what was told is let go.", MemoryFlat, "endless-paging-ends"),
        new("unloads", "The connector's assembly leaves memory once its instances are closed.", Unloads),
    ];

    private static async Task CancellationPrompt(Exam exam)
    {
        if (!exam.Subject.Tool.SpeaksHttp)
        {
            throw NotAsked("The tool does not speak HTTP.");
        }

        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        _ = trial.Instance;
        foreach (var stream in exam.Readable("is read").Take(3))
        {
            await PromptAsync(exam, trial, $"A read of stream '{stream.Id}'", async ct =>
            {
                await foreach (var _ in trial.Instance.ReadAsync(new() { Stream = stream.Id, Overlap = stream.Overlap }, ct).WithCancellation(ct).ConfigureAwait(false))
                {
                    // Whatever comes is not looked at.
                }
            }).ConfigureAwait(false);
        }

        await PromptAsync(exam, trial, "A check", trial.Instance.CheckAsync).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "However it comes back, it came back.")]
    private static async Task PromptAsync(Exam exam, Trial trial, string what, Func<CancellationToken, Task> call)
    {
        trial.Server.Count();
        trial.Server.Fault = _ => new ToolFault.Hangs();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(exam.Ct);
        var task = Task.Run(() => call(cancel.Token), CancellationToken.None);
        var started = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted && trial.Server.Calls.Count == 0 && TimeProvider.System.GetElapsedTime(started) < Prompt)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, exam.Ct).ConfigureAwait(false);
        }

        await cancel.CancelAsync().ConfigureAwait(false);
        var came = await Task.WhenAny(task, Task.Delay(Prompt, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false) == task;
        trial.Server.Count();
        Hold(came, $"{what} was cancelled while the tool did not answer, and was still under way {Prompt.TotalSeconds:0} s later.", "Pass the cancellation token on to every request and wait.");
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (ConnectorException fault)
        {
            throw Wrong($"{what} was cancelled, and failed with {Reading.Told(fault)}", "Let the OperationCanceledException through when the token is cancelled: the hub would take this for a failure of the tool.");
        }
        catch (Exception)
        {
            // Cancelled, as asked.
        }
    }

    private static async Task NotLogged(Exam exam)
    {
        var trial = await StoryAsync(exam, (_, _) => { }).ConfigureAwait(false);
        foreach (var line in trial.Log.Lines)
        {
            Hold(Found(trial, line) is null, $"The log holds a secret in the line \"{Line(trial, line)}\".", "Log what was asked for and not with what; never options, headers or whole requests.");
        }
    }

    private static async Task NotInErrors(Exam exam)
    {
        var told = new List<(string Where, string Text)>();
        var trial = await StoryAsync(exam, (where, text) => told.Add((where, text))).ConfigureAwait(false);
        foreach (var (where, text) in told)
        {
            Hold(Found(trial, text) is null, $"{where} holds a secret: \"{Line(trial, text)}\".", "Take secrets out of what you quote of the tool's answers and of addresses (Sdk.Http does), and let no inner exception carry them.");
        }
    }

    private static async Task NotInRecords(Exam exam)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        NeedsSecrets(trial);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in exam.Readable("is read"))
        {
            foreach (var page in (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Pages)
            {
                Hold(page.Cursor is not { } cursor || Found(trial, cursor.Value) is null, $"The cursor of stream '{stream.Id}' holds a secret: \"{Line(trial, page.Cursor?.Value ?? "")}\".", "Keep parameters in it and not whole addresses: cursors are stored and shown in the clear.");
                foreach (var record in page.Records)
                {
                    Hold(Found(trial, System.Text.Encoding.UTF8.GetString(record.Json.Span)) is null, $"Record '{record.Id}' of stream '{stream.Id}' holds a secret.", "Tell the tool's document alone; addresses in it must not carry credentials.");
                }
            }
        }
    }

    private static async Task MemoryFlat(Exam exam)
    {
        var judged = 0;
        foreach (var stream in exam.Readable("gains records", (_, kept) => !kept.Fixed))
        {
            if (!await exam.ComesInPagesAsync(stream).ConfigureAwait(false))
            {
                continue;
            }

            var trial = await exam.OpenAsync().ConfigureAwait(false);
            await exam.FillAsync(trial).ConfigureAwait(false);
            await trial.Tool.Find(stream.Id)!.AddAsync(Math.Min(trial.Tool.Find(stream.Id)!.Most, 60), exam.Ct).ConfigureAwait(false);
            trial.Server.Count();
            var (pages, first, alive) = await StreamedAsync(trial, stream.Id, exam.Ct).ConfigureAwait(false);
            if (pages < 4)
            {
                continue;
            }

            judged++;
            var requests = trial.Server.Calls.Count;
            Hold(requests < 4 || first < requests, $"Stream '{stream.Id}' came in {pages} pages for {requests} requests, and all of these had been sent before the first page was told.", "Yield each page as soon as its answer is there: a list may have a million records, and after a crash all of them would be asked for again.");
            Hold(alive * 2 < pages, $"Stream '{stream.Id}' came in {pages} pages; at the last one the records of {alive} earlier ones were still held in memory.", "Keep nothing of a page once it was told; to notice repetitions, keep hashes.");
        }

        if (judged == 0)
        {
            throw NotAsked("No stream comes in four pages or more, however many records there are.");
        }
    }

    // Told and let go at once, so that whatever of a page is still alive at the end is held by the connector.
    private static async Task<(int Pages, int RequestsBeforeFirst, int Alive)> StreamedAsync(Trial trial, string stream, CancellationToken cancellationToken)
    {
        var told = new List<WeakReference>();
        var first = 0;
        await using var pages = trial.Instance.ReadAsync(new() { Stream = stream, PageSize = Exam.PageSize }, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var alive = 0;
        while (await pages.MoveNextAsync().ConfigureAwait(false))
        {
            first = told.Count == 0 ? trial.Server.Calls.Count : first;
            Remember(pages, told);
            if (told.Count >= 4)
            {
                alive = Alive(told);
            }
        }

        return (told.Count, first, alive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Remember(IAsyncEnumerator<Streams.RecordPage> pages, List<WeakReference> told)
    {
        if (pages.Current.Records is [var record, ..] && MemoryMarshal.TryGetArray(record.Json, out var bytes))
        {
            told.Add(new(bytes.Array));
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int Alive(List<WeakReference> told)
    {
        GC.Collect();
        return told.Count(t => t.IsAlive);
    }

    private static async Task Unloads(Exam exam)
    {
        var type = exam.Subject.Connector.GetType();
        if (type.GetConstructor(Type.EmptyTypes) is null || type.Assembly.Location.Length == 0)
        {
            throw NotAsked($"{type.Name} is not made by the hub's plugin host: it has no public constructor without parameters.");
        }

        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var gone = await PluginCopy.RunAsync(type, trial, exam.Readable("is read"), exam.Ct).ConfigureAwait(false);
        Hold(gone, $"{type.Assembly.GetName().Name} was loaded as a plugin, opened, read and closed; ten seconds later something still held it in memory.", "Let go of timers, threads, static events and caches of the process (such as AppDomain handlers or a shared JsonSerializerOptions) in DisposeAsync: an upgrade would leave the old version behind each time.");
    }

    private static void NeedsSecrets(Trial trial)
    {
        if (trial.Secrets.Count == 0)
        {
            throw NotAsked("The options hold no secret.");
        }
    }

    // A good read, one that is refused, one whose refusal repeats what was sent, one that cannot be parsed, and checks of each.
    [SuppressMessage("Design", "CA1031", Justification = "What fails is looked at.")]
    private static async Task<Trial> StoryAsync(Exam exam, Action<string, string> tell)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        NeedsSecrets(trial);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var faults = new (string What, Func<ToolCall, ToolFault>? Fault)[]
        {
            ("of a tool that works", null),
            ("that is refused", call => new ToolFault.Answers(c => trial.Tool.Refuses(c.Request))),
            ("whose refusal repeats what was sent", call => new ToolFault.Answers(Echo)),
            ("whose answer is no JSON", call => new ToolFault.Answers(c => Echo(c) with { Status = 200 })),
            ("whose connection is cut", call => new ToolFault.Cut(Done: false)),
        };
        foreach (var (what, fault) in faults)
        {
            trial.Server.Count();
            trial.Server.Fault = fault is null ? null : call => fault(call);
            foreach (var stream in exam.Readable("is read"))
            {
                if ((await trial.ReadAsync(stream).ConfigureAwait(false)).Fault is { } told)
                {
                    tell($"The failure of a read {what}", told.ToString());
                }
            }

            try
            {
                tell($"The message of a check {what}", (await trial.CallAsync("A check", trial.Instance.CheckAsync).ConfigureAwait(false)).Message);
            }
            catch (Exception told) when (told is not (WrongException or OperationCanceledException))
            {
                tell($"The failure of a check {what}", told.ToString());
            }
        }

        trial.Server.Count();
        return trial;
    }

    private static ToolAnswer Echo(ToolCall call) =>
        ToolAnswer.Text(400, $"You sent {call.Target} with {string.Join("; ", call.Request.Headers.Select(h => $"{h.Key}: {h.Value}"))}");

    private static string? Found(Trial trial, string text) => trial.Secrets.FirstOrDefault(s => s.Length >= 4 && text.Contains(s, StringComparison.Ordinal));

    private static string Line(Trial trial, string text)
    {
        foreach (var secret in trial.Secrets)
        {
            text = text.Replace(secret, "‹secret›", StringComparison.Ordinal);
        }

        var at = Math.Max(0, text.IndexOf("‹secret›", StringComparison.Ordinal) - 80);
        return (at > 0 ? "…" : "") + text[at..Math.Min(text.Length, at + 160)].ReplaceLineEndings(" ");
    }
}
