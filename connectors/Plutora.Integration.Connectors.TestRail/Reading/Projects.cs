using System.Globalization;
using Plutora.Integration.Connectors.TestRail.Api;

namespace Plutora.Integration.Connectors.TestRail.Reading;

/// <summary>A project that is read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="HasSuites">True where it has several suites, or baselines of its one: its cases are asked for suite by suite.</param>
/// <param name="Json">Its own bytes.</param>
internal sealed record Project(long Id, bool HasSuites, ReadOnlyMemory<byte> Json)
{
    /// <summary>The id as text: the container of its records.</summary>
    public string Name => Id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The projects that are read.</summary>
internal sealed class Projects(TestRailApi api, TestRailOptions options)
{
    private const int OneSuite = 1;

    /// <summary>Those of the options that the account sees, or all that it sees, by id.</summary>
    public async Task<IReadOnlyList<Project>> AllAsync(CancellationToken cancellationToken)
    {
        var found = new List<Project>();
        await foreach (var page in api.ListAsync("get_projects", "projects", cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            found.AddRange(page.Items.Select(Of));
        }

        return [.. found.Where(p => options.Projects.Count == 0 || options.Projects.Contains(p.Id)).OrderBy(p => p.Id)];
    }

    private static Project Of(ReadOnlyMemory<byte> json)
    {
        using var document = ToolJson.ParseObject(json, "get_projects");
        return new(document.RootElement.RequiredNumber("id", "get_projects"), (document.RootElement.Number("suite_mode") ?? OneSuite) != OneSuite, json);
    }
}
