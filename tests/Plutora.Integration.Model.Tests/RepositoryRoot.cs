using Beside = Plutora.Integration.Tests.Shared;

namespace Plutora.Integration.Model.Tests;

/// <summary>Where the sources are, for the tests that hold committed files against what would be generated.</summary>
internal static class RepositoryRoot
{
    public static string Path => Beside.Root;

    public static string Schemas => System.IO.Path.Combine(Path, "sdk", "Plutora.Integration.Model", "Schemas");

    public static string Baseline => System.IO.Path.Combine(Path, "tests", "Plutora.Integration.Model.Tests", "Baseline", "v1");

    /// <summary>A folder below the folder <c>shared</c> beside the repository; the test is skipped where it is not there.</summary>
    public static string Shared(params string[] parts) => Beside.Folder(string.Join('/', parts));
}
