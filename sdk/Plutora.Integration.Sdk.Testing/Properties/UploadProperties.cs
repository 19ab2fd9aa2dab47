using Plutora.Integration.Hub.Runtime.Receive;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Webhooks;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Whether files that are handed over are understood.</summary>
internal static class UploadProperties
{
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("upload-accepted", "A file that is handed over becomes records, and entities.", Accepted, "upload-repeated"),
        new("upload-repeated", "A file that is handed over twice has its effect once.", Repeated),
        new("upload-unreadable", "A file that cannot be read is set aside with a reason, and is never a defect.", Unreadable),
    ];

    private static IReadOnlyList<UploadSample> Samples(Exam exam) =>
        !exam.Descriptor.AcceptsUploads ? throw NotAsked("The connector accepts no uploads.")
        : exam.Subject.Uploads.Count > 0 ? exam.Subject.Uploads
        : throw Wrong("The connector accepts uploads, and the subject holds no sample.", "Add ConnectorSubject.Uploads with a file as a pipeline would hand it over.");

    private static async Task Accepted(Exam exam)
    {
        var samples = Samples(exam);
        var hub = await exam.HubAsync().ConfigureAwait(false);
        foreach (var sample in samples)
        {
            var before = await hub.EventsAsync().ConfigureAwait(false);
            var outcome = await hub.UploadAsync(sample.Name, sample.Content, sample.Parameters).ConfigureAwait(false);
            Hold(outcome is { Status: ReceiveStatus.Stored, Records: > 0 }, $"The file '{sample.Name}' ended as {outcome.Status} with {outcome.Records} records: {outcome.Message}", "Let ReceiveAsync make records of an upload, whose name and parameters come with it.");
            await hub.SettledAsync().ConfigureAwait(false);
            await HubProperties.NothingSetAsideAsync(hub).ConfigureAwait(false);
            Hold(await hub.EventsAsync().ConfigureAwait(false) > before, $"The file '{sample.Name}' was stored as {outcome.Records} records, and no entity came of them.", "See 'records-map' and 'mapping-compiles'.");
        }
    }

    private static async Task Repeated(Exam exam)
    {
        var samples = Samples(exam);
        var hub = await exam.HubAsync().ConfigureAwait(false);
        foreach (var sample in samples)
        {
            await hub.UploadAsync(sample.Name, sample.Content, sample.Parameters).ConfigureAwait(false);
            await hub.SettledAsync().ConfigureAwait(false);
            var before = await hub.EventsAsync().ConfigureAwait(false);
            hub.Pass(TimeSpan.FromMinutes(1));
            await hub.UploadAsync(sample.Name, sample.Content, sample.Parameters).ConfigureAwait(false);
            await hub.SettledAsync().ConfigureAwait(false);
            var more = await hub.EventsAsync().ConfigureAwait(false) - before;
            Hold(more == 0, $"The file '{sample.Name}' was handed over twice, and the second time published {more} events.", "Make ids of what the file says, or of its content, and never of the time or a counter: pipelines repeat a step that failed behind the upload.");
        }
    }

    private static async Task Unreadable(Exam exam)
    {
        var samples = Samples(exam);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        foreach (var (what, body) in new (string, byte[])[] { ("no byte", []), ("bytes that are no text", [0xFF, 0xFE, 0, 1, 2, 3, 0x80]), ("half of the sample", samples[0].Content[..(samples[0].Content.Length / 2)].ToArray()) })
        {
            try
            {
                var result = await WebhookProperties.ReceiveAsync(trial, ReceiveKind.Upload, body, new Dictionary<string, string>(), samples[0].Name, samples[0].Parameters).ConfigureAwait(false);
                Hold(result.Faults.Count > 0 || !string.IsNullOrWhiteSpace(result.Ignored), $"The file '{samples[0].Name}' of {what} was taken without a word, as {result.Records.Count} records.", "Say what cannot be read: a RecordFault for a part of it, ConnectorException.Permanent for the whole.");
                Hold(result.Faults.All(f => f.Reason.Trim().Length >= 10), $"The fault of a file of {what} gives the reason \"{result.Faults.AsEnumerable().FirstOrDefault()?.Reason}\".", "Say in a sentence what is wrong, and at which line.");
            }
            catch (ConnectorException fault)
            {
                Hold(fault.Kind == ConnectorErrorKind.Permanent, $"A file of {what} was refused with {Reading.Told(fault)}", "Throw ConnectorException.Permanent: it becomes a dead letter with that reason.");
            }
            catch (Exception defect) when (defect is not (WrongException or OperationCanceledException))
            {
                throw Wrong($"A file of {what} ended in {Reading.Told(defect)}", "Turn what cannot be parsed into ConnectorException.Permanent that says what was expected.");
            }
        }
    }
}
