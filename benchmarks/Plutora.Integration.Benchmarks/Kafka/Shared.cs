namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>Finds what lies beside the repository.</summary>
internal static class Shared
{
    /// <summary>Path of a file or folder of <c>../shared</c>, or null.</summary>
    public static string? Find(params string[] parts)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine([at.FullName, "shared", .. parts]);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
