using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Running;

/// <summary>References as values of an expression: <c>{"id"}</c>, or <c>{"entity","alias","scope"}</c> for the hub to resolve.</summary>
internal static class References
{
    public static EntityId IdOf(string instance, string entity, string key)
        => key.Length == 0 ? throw new FunctionFault($"the key of the {entity} is an empty text") : new EntityId(instance, entity, key);

    public static JsonataValue ById(EntityId id) => JsonataValue.From(
    [
        new KeyValuePair<string, JsonataValue>("id", JsonataValue.From(id.ToString())),
    ]);

    public static JsonataValue ByAlias(string entity, string alias, string? scope) => JsonataValue.From(
    [
        new KeyValuePair<string, JsonataValue>("entity", JsonataValue.From(entity)),
        new KeyValuePair<string, JsonataValue>("alias", JsonataValue.From(alias)),
        new KeyValuePair<string, JsonataValue>("scope", JsonataValue.From(scope)),
    ]);
}
