using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Tests.Webhooks;

/// <summary>GitHub's examples, broken at random: whatever comes, the answer is records, a reason, or a refusal for good.</summary>
public sealed class BrokenDeliveriesTests
{
    private static readonly string?[] Replacements = [null, "null", "1.5", "true", "[]", "{}", "\"\\ud800\"", "\"x\""];

    [Fact]
    public void A_delivery_cut_off_anywhere_is_refused_for_good()
    {
        var files = Files();
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double[0, 1]).Sample((file, share) =>
        {
            var body = File.ReadAllText(files[file]).TrimEnd();
            Assert.NotNull(Fault(Name(files[file]), body[..(int)(share * (body.Length - 1))]) as ConnectorException);
        }, iter: 300);
    }

    [Fact]
    public void A_member_of_another_kind_or_missing_never_ends_otherwise()
    {
        var files = Files();
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 10_000], Gen.Int[0, 10_000], Gen.Int[0, Replacements.Length - 1]).Sample((file, member, inner, by) =>
        {
            var body = JsonNode.Parse(File.ReadAllText(files[file]))!.AsObject();
            var target = body;
            var name = Pick(body, member);
            if (body[name] is JsonObject { Count: > 0 } nested && inner % 2 == 0)
            {
                (target, name) = (nested, Pick(nested, inner));
            }

            // The replacement is spliced in as text, since a lone surrogate cannot be built as a node.
            target[name] = "@@";
            var text = Replacements[by] is { } other ? body.ToJsonString().Replace("\"@@\"", other, StringComparison.Ordinal) : Without(body, target, name);
            var fault = Fault(Name(files[file]), text);
            Assert.True(fault is null or ConnectorException { Kind: ConnectorErrorKind.Permanent }, fault?.ToString());
        }, iter: 1_000);
    }

    private static string[] Files() => [.. Directory.GetFiles(Shared.Folder("payloads/github-webhooks"), "*.json").Where(f => Name(f) is not ("ping" or "member"))];

    private static string Name(string file) => Path.GetFileName(file).Split('.')[0];

    private static string Pick(JsonObject of, int index) => of.ElementAt(index % of.Count).Key;

    private static string Without(JsonObject body, JsonObject target, string name)
    {
        target.Remove(name);
        return body.ToJsonString();
    }

    private static Exception? Fault(string name, string body)
    {
        var instance = Opened.Instance();
        return Record.Exception(() =>
        {
            var received = instance.ReceiveAsync(Delivery.Of(name, Encoding.UTF8.GetBytes(body)), CancellationToken.None);
            Assert.True(received.IsCompletedSuccessfully);
        });
    }
}
