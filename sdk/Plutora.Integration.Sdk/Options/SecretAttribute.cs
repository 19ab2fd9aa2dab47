namespace Plutora.Integration.Sdk.Options;

/// <summary>
/// Marks an option as a secret. It is configured as a reference (<c>env:NAME</c>, <c>file:PATH</c>, <c>store:NAME</c>), resolved when the
/// instance is opened, and never shown, logged or returned.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
