namespace Plutora.Integration.Tests;

internal static partial class Shared
{
    /// <summary>A file or folder below <c>../shared</c>; the test is skipped where it is not there.</summary>
    /// <param name="name">Its path.</param>
    public static string Folder(string name)
    {
        var found = Find(name);
        Assert.SkipWhen(found is null, $"../shared is not present: {name} is not there.");
        return found;
    }
}
