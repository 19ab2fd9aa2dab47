using System.Reflection;
using PublicApiGenerator;

namespace Plutora.Integration.Tests;

/// <summary>What partners and services build against changes on purpose or not at all: the public surface of the assembly that the project names as <c>PublicApiOf</c>.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public async Task The_public_surface_is_the_one_that_was_agreed()
    {
        var here = typeof(PublicApiTests).Assembly;
        var agreed = Path.Combine(Shared.Root, "tests", here.GetName().Name!, "PublicApi.txt");
        var subject = Assembly.Load(here.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PublicApiOf").Value!);
        var actual = subject.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PLUTORA_ACCEPT_API") == "1")
        {
            await File.WriteAllTextAsync(agreed, actual, TestContext.Current.CancellationToken);
        }

        Assert.True(
            actual == (await File.ReadAllTextAsync(agreed, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            "The public surface differs from PublicApi.txt: if that is meant, run the test once with PLUTORA_ACCEPT_API=1 and commit the file.");
    }
}
