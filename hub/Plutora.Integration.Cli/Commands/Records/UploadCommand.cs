using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Client;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary><c>plutora upload</c>: hands files to an instance, such as test results.</summary>
internal static class UploadCommand
{
    public static Command Create(Nouns nouns)
    {
        var instance = Nouns.Id("instance", "Id of an instance whose connector takes uploads.");
        var files = new Argument<string[]>("file") { Description = "Files to upload.", Arity = ArgumentArity.OneOrMore };
        return nouns.Verb("upload", "Upload files to an instance, such as test results; each is stored before it is answered.", [instance, files], async (s, ct) =>
        {
            var missing = s.Get(files).Where(f => !File.Exists(f)).Select(f => $"There is no file '{f}'.").ToArray();
            return missing.Length > 0 ? throw new UsageException(missing) : await UploadAsync(s, s.Get(instance), s.Get(files), ct);
        });
    }

    private static async Task<int> UploadAsync(Session session, string instance, string[] files, CancellationToken cancellationToken)
    {
        var answers = new JsonArray();
        var refused = 0;
        using var progress = new ProgressLine(session.Terminal, session.Json || files.Length == 1);
        foreach (var file in files)
        {
            progress.Report($"{Text.Bar(answers.Count, files.Length)}  {file}");
            var answer = await SendAsync(session, instance, file, cancellationToken);
            refused += answer["status"]!.ToString() is "refused" or "setaside" ? 1 : 0;
            answers.Add(answer);
        }

        progress.Dispose();
        session.Table(JsonElement.Parse(answers.ToJsonString()), "", "file", "status", "records", "message");
        return refused == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task<JsonObject> SendAsync(Session session, string instance, string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        var content = new StreamContent(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        try
        {
            var answer = await new HubApi(session.Http, session.Connection).SendAsync(HttpMethod.Post, Session.Url($"/api/v1/instances/{instance}/records?name={name}"), content, cancellationToken);
            return new() { ["file"] = file, ["status"] = Text.At(answer, "status"), ["records"] = Text.At(answer, "records"), ["message"] = Text.At(answer, "message") };
        }
        catch (HubException refused) when (refused.Status is System.Net.HttpStatusCode.RequestEntityTooLarge or System.Net.HttpStatusCode.UnprocessableEntity)
        {
            // One file that cannot be taken keeps none of the others from being stored.
            return new() { ["file"] = file, ["status"] = "refused", ["records"] = "0", ["message"] = string.Join(' ', [refused.Message, .. refused.Faults]) };
        }
    }
}
