using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Persons by e-mail (rule 26): nothing but the person itself ever carries the address.</summary>
internal static class People
{
    public const string Entity = "person";

    /// <summary>The key of the person with that e-mail, or null when there is none.</summary>
    public static string? KeyOf(string email, MappingContext context)
        => string.IsNullOrWhiteSpace(email) ? null : PersonKey.Of(email, context.PersonSecret.Span);

    /// <summary>An alias as it may be stored: an e-mail that names a person becomes that person's key.</summary>
    public static string AliasOf(string entity, string alias, MappingContext context)
        => entity == Entity && alias.Contains('@', StringComparison.Ordinal) ? KeyOf(alias, context)! : alias;
}
