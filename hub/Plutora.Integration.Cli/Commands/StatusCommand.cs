using System.CommandLine;
using Plutora.Integration.Cli.Output;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora status</c>: how the hub stands.</summary>
internal static class StatusCommand
{
    public static Command Create(Nouns nouns) => nouns.Verb("status", "How the hub stands.", [], async (s, ct) =>
    {
        var status = await s.GetAsync("/api/v1/status", ct);
        var doing = Text.Find(status, "instances").EnumerateObject().Select(i => $"{i.Value} {System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(i.Name).Replace('-', ' ')}");
        return s.Show(status, [("hub", Text.At(status, "name")), ("address", s.Address.ToString()), ("log", Text.At(status, "log")), ("to map", Text.At(status, "normalizerLag")), ("instances", string.Join(", ", doing.DefaultIfEmpty("none")))]);
    });
}
