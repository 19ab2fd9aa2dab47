using Confluent.Kafka.Admin;
using Plutora.Integration.EndToEnd.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>The least rights, as docs/administrators/kafka.md lists them.</summary>
internal static class DocumentedRights
{
    private const string Page = "docs/administrators/kafka.md";

    /// <summary>What the hub's user needs behind the topics' prefix.</summary>
    public static IReadOnlyList<Right> OfHub(string prefix) => Read("Least rights of the hub's user", prefix);

    /// <summary>What a subscriber's user needs to read the topics of all entities as a group.</summary>
    public static IReadOnlyList<Right> OfSubscriber(string prefix, string group) =>
        Read("Least rights of a subscriber's user", prefix, group);

    /// <summary>What the user of a service needs that asks for actions by topic and reads what became of them.</summary>
    public static IReadOnlyList<Right> OfCaller(string prefix) => Read("Least rights of a user who asks for actions", prefix);

    // The tables of the page itself are what is given, so that it cannot say less than is needed.
    private static List<Right> Read(string heading, string prefix, string group = "")
    {
        var lines = File.ReadAllLines(Path.Combine(Places.Root, Page)).SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).SkipWhile(line => !line.StartsWith('|')).Skip(2).TakeWhile(line => line.StartsWith('|'));
        var rights = lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(cells => new Right(
            cells[0] == "transactional id" ? Right.TransactionalId : Enum.Parse<ResourceType>(cells[0], ignoreCase: true),
            cells[1].Trim('`').Replace("<prefix>", prefix, StringComparison.Ordinal).Replace("<group>", group, StringComparison.Ordinal),
            [.. cells[2].Split(", ").Select(operation => Enum.Parse<AclOperation>(operation))])).ToList();
        Assert.True(rights.Count > 1, $"{Page} has no table of rights behind '{heading}'.");
        return rights;
    }
}
