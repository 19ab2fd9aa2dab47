using PublicApiGenerator;

namespace Plutora.Integration.Sdk.Testing.Tests;

/// <summary>What partners build against changes on purpose or not at all.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public async Task The_public_surface_is_the_one_that_was_agreed()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(here!.FullName, "Plutora.Integration.sln")))
        {
            here = here.Parent;
        }

        var agreed = Path.Combine(here.FullName, "tests", "Plutora.Integration.Sdk.Testing.Tests", "PublicApi.txt");
        var actual = typeof(AcceptanceKit).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PLUTORA_ACCEPT_API") == "1")
        {
            await File.WriteAllTextAsync(agreed, actual, TestContext.Current.CancellationToken);
        }

        Assert.True(
            actual == (await File.ReadAllTextAsync(agreed, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            "The public surface differs from PublicApi.txt: if that is meant, run the test once with PLUTORA_ACCEPT_API=1 and commit the file.");
    }
}
