using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.ServiceNow.Api;
using RestSharp;

namespace Plutora.Integration.Connectors.ServiceNow.Actions;

/// <summary>A request that an action comes to: which row is set to what.</summary>
/// <param name="Table">Table of the row.</param>
/// <param name="Id">Its id; null where it is made.</param>
/// <param name="Columns">Values by column.</param>
internal sealed record Plan(string Table, string? Id, IReadOnlyList<PlannedColumn> Columns)
{
    /// <summary>POST for a new row, PATCH for one that is there.</summary>
    public Method Method => Id is null ? Method.Post : Method.Patch;

    public string Path => Id is null ? ServiceNowApi.Table(Table) : ServiceNowApi.Row(Table, Id);

    public JsonObject Body() => new(Columns.Select(c => KeyValuePair.Create(c.Name, (JsonNode?)c.Value)));
}

/// <summary>A column that a plan sets.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Value">Value in the database.</param>
/// <param name="Label">What people see.</param>
internal sealed record PlannedColumn(string Name, string Value, string Label)
{
    public PlannedColumn(string name, string value)
        : this(name, value, value)
    {
    }

    /// <summary>True where ServiceNow may leave the column as it was without saying so, and that would be no success.</summary>
    public bool MustHold { get; init; }
}
