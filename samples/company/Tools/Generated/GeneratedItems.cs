using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.Scenario;
using Acme.Company.Tools.ServiceNow;
using static Acme.Company.Tools.ServiceNow.Columns;

namespace Acme.Company.Tools.Generated;

/// <summary>As many configuration items as are asked for, made of the seed whenever one is looked at; several changed in each second, as an import leaves them.</summary>
/// <param name="count">Configuration items.</param>
/// <param name="seed">Seed of what they say.</param>
/// <param name="end">When the last of them changed.</param>
public sealed class GeneratedItems(int count, int seed, DateTimeOffset end) : ITable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(400);
    private static readonly string[] Classes = ["cmdb_ci_linux_server", "cmdb_ci_win_server", "cmdb_ci_app_server", "cmdb_ci_db_instance"];

    /// <inheritdoc/>
    public string Name => "cmdb_ci";

    /// <summary>The configuration item of a number, from 1 on; null where there is none.</summary>
    public JsonObject? Find(int number) => number >= 1 && number <= count ? Row(number) : null;

    /// <inheritdoc/>
    public TableSpan From(DateTimeOffset? changed)
    {
        var first = 1;
        if (changed is { } from)
        {
            // Times are told to the second; what changed within it counts.
            var older = Math.Ceiling((from - At(1)) / Apart);
            first = older < 0 ? 1 : older >= count ? count + 1 : (int)older + 1;
        }

        return new(Enumerable.Range(first, count + 1 - first).Select(Row), count + 1 - first);
    }

    private DateTimeOffset At(int number) => end - (Apart * (count - number));

    private JsonObject Row(int number)
    {
        var dice = new Dice(seed, string.Create(CultureInfo.InvariantCulture, $"item {number}"));
        var name = string.Create(CultureInfo.InvariantCulture, $"srv{number:0000000}");
        var row = Columns.Row(dice.Of(Classes), Id(Name, number), At(number).AddDays(-100), At(number));
        row["name"] = Both(name);
        row["short_description"] = Both($"{dice.Of(Cast.Verbs)}s {dice.Of(Cast.Objects)}");
        row["asset_tag"] = Both(string.Create(CultureInfo.InvariantCulture, $"P{number:0000000}"));
        row["serial_number"] = Both(string.Create(CultureInfo.InvariantCulture, $"SN-{dice.Between(100_000, 1_000_000)}-{number}"));
        row["ip_address"] = Both(string.Create(CultureInfo.InvariantCulture, $"10.{dice.Between(0, 256)}.{dice.Between(0, 256)}.{dice.Between(1, 255)}"));
        row["fqdn"] = Both($"{name}.acme.example");
        row["operational_status"] = Both("1", "Operational");
        row["install_status"] = Both("1", "Installed");
        row["category"] = Both("Hardware");
        row["manufacturer"] = Both("");
        row["location"] = Both("");
        row["discovery_source"] = Both("ServiceNow");
        return row;
    }
}
