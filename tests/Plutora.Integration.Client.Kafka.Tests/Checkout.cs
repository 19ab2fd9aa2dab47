namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Plutora.Integration.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Plutora.Integration.sln is in no folder above the tests.");
    }
}
