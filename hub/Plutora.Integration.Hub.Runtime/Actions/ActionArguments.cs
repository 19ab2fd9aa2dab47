using System.Collections.Concurrent;
using System.Text.Json;
using NJsonSchema;
using NJsonSchema.Validation;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Holds an action's arguments against the schema that its connector declares, before anything is kept.</summary>
internal sealed class ActionArguments
{
    private readonly ConcurrentDictionary<string, Task<JsonSchema>> _schemas = new(StringComparer.Ordinal);

    /// <summary>Every fault of the arguments.</summary>
    public async Task<IReadOnlyList<ArgumentFault>> FaultsAsync(ActionDescriptor offer, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return [new("", $"Arguments are an object of names and values, found {arguments.ValueKind.ToString().ToLowerInvariant()}.")];
        }

        var schema = await _schemas.GetOrAdd(offer.ArgumentsSchema.ToJsonString(), text => JsonSchema.FromJsonAsync(text)).ConfigureAwait(false);
        return [.. schema.Validate(arguments.GetRawText()).SelectMany(Leaves).Select(e => Told(e, offer)).Distinct()];
    }

    private static IEnumerable<ValidationError> Leaves(ValidationError error) =>
        error is ChildSchemaValidationError { Errors.Count: > 0 } branch ? branch.Errors.Values.SelectMany(e => e).SelectMany(Leaves) : [error];

    private static ArgumentFault Told(ValidationError error, ActionDescriptor offer)
    {
        var path = (error.Path ?? "").TrimStart('#', '/');
        return new(path, error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => $"Argument '{path}' of {offer.Name} is required.",
            ValidationErrorKind.NoAdditionalPropertiesAllowed => $"There is no argument '{path}' of {offer.Name}; known are: {string.Join(", ", (error.Schema.ActualSchema.Properties.Keys).Order(StringComparer.Ordinal))}.",
            ValidationErrorKind.NotInEnumeration => $"Argument '{path}' of {offer.Name} is one of: {string.Join(", ", error.Schema.ActualSchema.Enumeration)}.",
            _ when error is MultiTypeValidationError several => $"Argument '{path}' of {offer.Name}: expected {string.Join(" or ", several.Errors.Keys.Where(t => t != JsonObjectType.Null).Select(t => t.ToString().ToLowerInvariant()))}.",
            _ when error.Kind.ToString() is var kind && kind.EndsWith("Expected", StringComparison.Ordinal) => $"Argument '{path}' of {offer.Name}: expected {kind[..^"Expected".Length].ToLowerInvariant()}.",
            _ => $"Argument '{path}' of {offer.Name} is not as its schema asks ({error.Kind}).",
        });
    }
}
