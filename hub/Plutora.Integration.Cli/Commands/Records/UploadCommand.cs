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
        var stream = new Option<string?>("--stream") { Description = "Stream of the records, where several of the connector take them.", HelpName = "stream" };
        var parameters = new Option<string[]>("--parameter") { Description = "What is said beside the files, as the README of the connector names it, such as commit=abc123 of test results. Repeatable.", HelpName = "name=value" };
        return nouns.Verb("upload", "Upload files to an instance, such as test results or records as JSON, JSON Lines or CSV; each is stored before it is answered.", [instance, files, stream, parameters], async (s, ct) =>
        {
            string[] wrong =
            [
                .. s.Get(files).Where(f => !File.Exists(f)).Select(f => $"There is no file '{f}'."),
                .. (s.Get(parameters) ?? []).Where(p => p.IndexOf('=', StringComparison.Ordinal) <= 0).Select(p => $"'--parameter {p}' lacks its name or value. Write it as name=value."),
                .. (s.Get(parameters) ?? []).Where(p => p.StartsWith("name=", StringComparison.Ordinal)).Select(_ => "'--parameter name=…' is the name of the file, which is sent with each. Rename the file."),
            ];
            return wrong.Length > 0 ? throw new UsageException(wrong) : await UploadAsync(s, s.Get(instance), s.Get(files), Said(s.Get(stream), s.Get(parameters) ?? []), ct);
        });
    }

    // What stands in the address beside the file's name.
    private static string Said(string? stream, string[] parameters) => string.Concat(
        (stream is null ? parameters : [.. parameters, $"stream={stream}"]).Select(p => p.Split('=', 2)).Select(p => $"&{Uri.EscapeDataString(p[0])}={Uri.EscapeDataString(p[1])}"));

    private static async Task<int> UploadAsync(Session session, string instance, string[] files, string said, CancellationToken cancellationToken)
    {
        var answers = new JsonArray();
        var refused = 0;
        using var progress = new ProgressLine(session.Terminal, session.Json || files.Length == 1);
        foreach (var file in files)
        {
            progress.Report($"{Text.Bar(answers.Count, files.Length)}  {file}");
            var answer = await SendAsync(session, instance, file, said, cancellationToken);
            refused += answer["status"]!.ToString() is "refused" or "setaside" ? 1 : 0;
            answers.Add(answer);
        }

        progress.Dispose();
        session.Table(JsonElement.Parse(answers.ToJsonString()), "", "file", "status", "records", "message");
        foreach (var answer in answers)
        {
            foreach (var fault in answer!["faults"] as JsonArray ?? [])
            {
                session.Note($"{answer["file"]}: {fault}");
            }
        }

        return refused == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task<JsonObject> SendAsync(Session session, string instance, string file, string said, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        var content = new StreamContent(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        try
        {
            var answer = await new HubApi(session.Http, session.Connection).SendAsync(HttpMethod.Post, Session.Url($"/api/v1/instances/{instance}/records?name={name}") + said, content, cancellationToken);
            var told = new JsonObject { ["file"] = file, ["status"] = Text.At(answer, "status"), ["records"] = Text.At(answer, "records"), ["message"] = Text.At(answer, "message") };
            if (answer.TryGetProperty("faults", out var faults) && faults.ValueKind == JsonValueKind.Array)
            {
                told["faults"] = JsonArray.Create(faults);
            }

            return told;
        }
        catch (HubException refused) when (refused.Status is System.Net.HttpStatusCode.RequestEntityTooLarge or System.Net.HttpStatusCode.UnprocessableEntity)
        {
            // One file that cannot be taken keeps none of the others from being stored.
            return new() { ["file"] = file, ["status"] = "refused", ["records"] = "0", ["message"] = string.Join(' ', [refused.Message, .. refused.Faults]) };
        }
    }
}
