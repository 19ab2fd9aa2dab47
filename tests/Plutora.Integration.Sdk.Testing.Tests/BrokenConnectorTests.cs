using Plutora.Integration.Sdk.Testing.Properties;
using Plutora.Integration.Sdk.Testing.Reporting;
using Plutora.Integration.Sdk.Testing.Tests.Desk;

namespace Plutora.Integration.Sdk.Testing.Tests;

/// <summary>For each property a connector that lacks it and nothing else: the kit finds it, names it as the root, and what fails with it is declared.</summary>
public abstract class BrokenConnectorTests
{
    protected static async Task IsFoundAsync(string property)
    {
        var report = await new AcceptanceKit(() => DeskSubject.Describe(property)).RunAsync(TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("PLUTORA_KIT_REPORTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, property + ".txt"), report.ToText(), TestContext.Current.CancellationToken);
        }

        Assert.True(report.Results.Single(r => r.Property.Id == property).Status == PropertyStatus.Fails, $"'{property}' was not found to fail. {report.ToText()}");
        var undeclared = report.Failing.Where(r => r.Property.Id != property && !report.Results.Single(o => o.Property.Id == property).Property.Explains(r.Property.Id)).Select(r => r.Property.Id);
        Assert.True(!undeclared.Any(), $"'{property}' does not imply {string.Join(", ", undeclared)}. {report.ToText()}");
        Assert.Equal(property, Assert.Single(report.Roots).Property.Id);
    }

    protected static TheoryData<string> Every(int of, int which) => [.. AcceptanceProperty.All.Where((_, at) => at % of == which).Select(p => p.Id)];
}

public sealed class BrokenConnectorTests1 : BrokenConnectorTests
{
    public static TheoryData<string> Properties => Every(2, 0);

    [Theory]
    [MemberData(nameof(Properties))]
    public Task A_connector_that_lacks_it_is_found(string property) => IsFoundAsync(property);
}

public sealed class BrokenConnectorTests2 : BrokenConnectorTests
{
    public static TheoryData<string> Properties => Every(2, 1);

    [Theory]
    [MemberData(nameof(Properties))]
    public Task A_connector_that_lacks_it_is_found(string property) => IsFoundAsync(property);
}
