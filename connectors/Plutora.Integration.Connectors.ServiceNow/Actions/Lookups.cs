using System.Globalization;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.ServiceNow.Actions;

/// <summary>Finds the rows and the choices that people name in arguments.</summary>
internal sealed class Lookups(ServiceNowApi api)
{
    public Task<PlannedColumn> UserAsync(string column, string said, CancellationToken cancellationToken) =>
        RowAsync(column, said, "sys_user", ["user_name", "email"], "user", "by sys_id, user name or e-mail address", cancellationToken);

    public Task<PlannedColumn> GroupAsync(string column, string said, CancellationToken cancellationToken) =>
        RowAsync(column, said, "sys_user_group", ["name"], "group", "by sys_id or name", cancellationToken);

    public Task<PlannedColumn> ItemAsync(string column, string said, CancellationToken cancellationToken) =>
        RowAsync(column, said, "cmdb_ci", ["name"], "configuration item", "by sys_id or name", cancellationToken);

    public Task<PlannedColumn> TicketAsync(string column, string table, string said, CancellationToken cancellationToken) =>
        RowAsync(column, said, table, ["number"], table, "by sys_id or number", cancellationToken);

    /// <summary>The choice that is meant by a value or a label.</summary>
    /// <exception cref="ConnectorException">Permanent, when the column has no such choice; the message lists those that it has.</exception>
    public async Task<PlannedColumn> ChoiceAsync(string table, string column, string said, CancellationToken cancellationToken)
    {
        var choices = await Choices.OfAsync(api, [table], [column], cancellationToken).ConfigureAwait(false);
        if (choices.Find(table, column, said) is { } choice)
        {
            return new(column, choice.Value, choice.Label) { MustHold = true };
        }

        return choices.In(table, column) is { Count: > 0 } known
            ? throw ConnectorException.Permanent($"The {column} of {table} has no choice '{said}'; it has {string.Join(", ", known.Select(c => c.Label == c.Value ? c.Value : $"{c.Label} ({c.Value})"))}.")
            : new(column, said) { MustHold = true };
    }

    private async Task<PlannedColumn> RowAsync(string column, string said, string table, string[] names, string what, string how, CancellationToken cancellationToken)
    {
        var answer = await api.Tool.SendAsync(ServiceNowApi.Rows(table, EncodedQuery.All.Any(["sys_id", .. names], said), 2, ["sys_id", .. names]), cancellationToken).ConfigureAwait(false);
        var found = RawItems.Of(answer.Body, "result");
        if (found.Count != 1)
        {
            throw ConnectorException.Permanent(found.Count == 0
                ? $"ServiceNow has no {what} '{said}', or hides it from this account; name one {how}."
                : string.Create(CultureInfo.InvariantCulture, $"ServiceNow has several rows of {table} called '{said}'; name one by its sys_id."));
        }

        using var parsed = ToolJson.Parse(found[0], table);
        return new(column, parsed.RootElement.RequiredValue("sys_id", table), said);
    }
}
