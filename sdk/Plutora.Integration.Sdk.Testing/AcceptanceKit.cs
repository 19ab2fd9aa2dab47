using System.Diagnostics.CodeAnalysis;
using Plutora.Integration.Sdk.Testing.Properties;
using Plutora.Integration.Sdk.Testing.Reporting;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Subjects;

namespace Plutora.Integration.Sdk.Testing;

/// <summary>
/// Judges a connector by every property. One instance a connector, kept in a static field of the test class: the first test that asks runs all of them once,
/// and each test reads its own result. It needs no test framework and works with any.
/// </summary>
/// <param name="describe">Describes the connector with a tool of its own; called for each property.</param>
public sealed class AcceptanceKit(Func<ConnectorSubject> describe)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Lock _lock = new();
    private Task<AcceptanceReport>? _run;

    /// <summary>Ids of all properties: one row of a theory each.</summary>
    public static IReadOnlyList<string> Properties { get; } = [.. AcceptanceProperty.All.Select(p => p.Id)];

    /// <summary>Folder into which the first run writes <c>acceptance.txt</c>, <c>acceptance.xml</c> (JUnit) and <c>acceptance.md</c>; null for none.</summary>
    public string? ReportFolder { get; init; }

    /// <summary>Judges everything, once; asked again it gives the same report.</summary>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <exception cref="AcceptanceException">The subject has a waiver without a reason, or of a property that there is not.</exception>
    public Task<AcceptanceReport> RunAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _run ??= Task.Run(JudgeAllAsync, CancellationToken.None);
        }

        return _run.WaitAsync(cancellationToken);
    }

    /// <summary>Gives what was found of one property, and throws where the connector lacks it.</summary>
    /// <param name="property">Id of the property.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>The result: it holds, is waived, or is not asked of the connector, which a test shows as skipped.</returns>
    /// <exception cref="AcceptanceException">The connector lacks it.</exception>
    public async Task<PropertyResult> AssertAsync(string property, CancellationToken cancellationToken)
    {
        var report = await RunAsync(cancellationToken).ConfigureAwait(false);
        var result = report.Results.FirstOrDefault(r => r.Property.Id == property) ?? throw new AcceptanceException($"There is no property '{property}'. Known are: {string.Join(", ", Properties)}.");
        if (result.Status != PropertyStatus.Fails)
        {
            return result;
        }

        var causes = report.CausesOf(result.Property);
        var root = causes.Count == 0 ? "" : $"Mend {string.Join(", ", causes.Select(c => $"'{c.Id}'"))} first: this may fail for the same cause.\n";
        throw new AcceptanceException(root + TextReport.Of(result));
    }

    private async Task<AcceptanceReport> JudgeAllAsync()
    {
        var subject = describe();
        Check(subject.Waivers);
        var session = new Session(describe);
        await using var _ = session.ConfigureAwait(false);
        var results = new List<PropertyResult>();
        foreach (var property in AcceptanceProperty.All)
        {
            var waiver = subject.Waivers.FirstOrDefault(w => w.Property == property.Id);
            var result = await JudgeAsync(session, property).ConfigureAwait(false);
            results.Add(result with { Waiver = waiver, Status = result.Status == PropertyStatus.Fails && waiver is not null ? PropertyStatus.Waived : result.Status });
        }

        var descriptor = subject.Connector.Descriptor;
        var report = new AcceptanceReport($"{descriptor.Id} {descriptor.Version}", results);
        if (ReportFolder is { } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "acceptance.txt"), report.ToText()).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(folder, "acceptance.xml"), report.ToJUnit().ToString()).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(folder, "acceptance.md"), report.ToMarkdown()).ConfigureAwait(false);
        }

        return report;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the connector throws is a finding.")]
    private static async Task<PropertyResult> JudgeAsync(Session session, AcceptanceProperty property)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        Exam? exam = null;
        PropertyResult result;
        try
        {
            exam = new(session, property.Id, limit.Token);
            await property.Judge(exam).ConfigureAwait(false);
            result = new(property, PropertyStatus.Holds);
        }
        catch (NotAskedException why)
        {
            result = new(property, PropertyStatus.NotAsked) { Found = why.Message };
        }
        catch (WrongException wrong)
        {
            result = new(property, PropertyStatus.Fails) { Found = $"{wrong.Message} {exam?.Trail}".TrimEnd(), Mend = wrong.Mend };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            result = new(property, PropertyStatus.Fails) { Found = $"It was not judged within {Patience.TotalMinutes:0} minutes. {exam?.Trail}".TrimEnd(), Mend = "See 'cancellation-prompt' and 'endless-paging-ends'." };
        }
        catch (Exception defect)
        {
            result = new(property, PropertyStatus.Fails)
            {
                Found = $"{Reading.Told(defect)} {Place(defect)} {exam?.Trail}".TrimEnd(),
                Mend = "The connector, or a part of the subject, threw where nothing was wrong with the tool; the place stands above.",
            };
        }

        await CloseAsync(exam).ConfigureAwait(false);
        return result with { Took = TimeProvider.System.GetElapsedTime(started) };
    }

    [SuppressMessage("Design", "CA1031", Justification = "What cannot be closed is let go.")]
    private static async Task CloseAsync(Exam? exam)
    {
        try
        {
            if (exam is not null)
            {
                await exam.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The next property has a connector and a tool of its own.
        }
    }

    private static string Place(Exception defect) =>
        defect.StackTrace?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => !l.Contains("Plutora.Integration.Sdk.Testing", StringComparison.Ordinal) && !l.StartsWith("at System.", StringComparison.Ordinal)) ?? "";

    private static void Check(IReadOnlyList<Waiver> waivers)
    {
        foreach (var waiver in waivers)
        {
            if (!Properties.Contains(waiver.Property))
            {
                throw new AcceptanceException($"A waiver names '{waiver.Property}', which is no property. Known are: {string.Join(", ", Properties)}.");
            }

            if (waiver.Reason.Trim().Length < 20)
            {
                throw new AcceptanceException($"The waiver of '{waiver.Property}' gives the reason \"{waiver.Reason}\". Write a sentence that will convince who installs the connector; it stands in every report.");
            }
        }
    }
}
