namespace Plutora.Integration.Hub.Runtime.Secrets;

/// <summary>Where a secret is kept.</summary>
public enum SecretSource
{
    /// <summary>An environment variable of the hub's process.</summary>
    Environment,

    /// <summary>A file; trailing line breaks are not part of the secret.</summary>
    File,

    /// <summary>The hub's own store, encrypted at rest.</summary>
    Store,
}

/// <summary>Names a secret without holding it: <c>env:NAME</c>, <c>file:PATH</c> or <c>store:NAME</c>.</summary>
/// <param name="Source">Where it is kept.</param>
/// <param name="Name">Variable, path or name in the store.</param>
public sealed record SecretReference(SecretSource Source, string Name)
{
    /// <summary>What a reference looks like, for messages.</summary>
    public const string Expected = "a reference: env:NAME, file:PATH or store:NAME";

    /// <summary>Reads a reference.</summary>
    public static bool TryParse(string? text, out SecretReference reference)
    {
        reference = new(SecretSource.Environment, "");
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon <= 0 || colon == text!.Length - 1)
        {
            return false;
        }

        SecretSource? source = text[..colon] switch { "env" => SecretSource.Environment, "file" => SecretSource.File, "store" => SecretSource.Store, _ => null };
        if (source is { } known)
        {
            reference = new(known, text[(colon + 1)..]);
        }

        return source is not null;
    }
}
