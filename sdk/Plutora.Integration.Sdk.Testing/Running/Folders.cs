namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>Temporary folders.</summary>
internal static class Folders
{
    public static void Delete(params IEnumerable<string?> folders)
    {
        foreach (var folder in folders.Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(folder!, recursive: true);
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                // What the connector still holds open is left to the system.
            }
        }
    }
}
