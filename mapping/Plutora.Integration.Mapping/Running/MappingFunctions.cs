using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Running;

/// <summary>The functions that a mapping has besides JSONata's own.</summary>
internal static class MappingFunctions
{
    /// <summary>The variables bound for each evaluation.</summary>
    public const string Instance = "instance", Record = "record", Time = "time";

    public static IReadOnlyList<JsonataFunction> All { get; } =
    [
        new("table", null, Table),
        new("id", null, Id),
        new("alias", null, Alias),
        new("person", null, Person),
        new("personKey", null, PersonKeyOf),
        new("instant", null, Instant),
        new("duration", null, Duration),
        new("issueKeys", null, KeysInText),
        new("stateCategory", null, StateCategoryOf),
    ];

    private static JsonataValue Table(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var name = Text(arguments, 0, "$table", "the table's name");
        var run = (MapRun)call.State!;
        if (!run.Tables.TryGetValue(name, out var table))
        {
            throw new FunctionFault($"$table has no table '{name}'; define it under 'tables'");
        }

        var (looked, instead) = (Argument(arguments, 1), Argument(arguments, 2));
        if (!Values.IsNothing(instead) && looked.Kind == JsonataKind.Array)
        {
            throw new FunctionFault($"$table takes one value where it is told what to give instead, not {Found.Describe(looked)}");
        }

        return EachOf(looked, value =>
        {
            var text = ScalarText(value, "$table", "a text, a number or a boolean");
            if (table.Entries.TryGetValue(text, out var target))
            {
                return JsonataValue.From(target.Value);
            }

            if (!Values.IsNothing(instead))
            {
                return instead;
            }

            run.ReportUnmapped(name, text);
            return JsonataValue.From(table.Fallback);
        });
    }

    private static JsonataValue Id(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var entity = EntityName(arguments, "$id");
        var run = (MapRun)call.State!;
        return EachOf(Argument(arguments, 1), key =>
        {
            var text = ScalarText(key, "$id", "a key that is a text or a number");
            return text.Length == 0 ? default : References.ById(References.IdOf(run.Context.Instance, entity, text));
        });
    }

    private static JsonataValue Alias(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var entity = EntityName(arguments, "$alias");
        var run = (MapRun)call.State!;
        var scope = Argument(arguments, 2);
        var scopeText = Values.IsNothing(scope) ? null : ScalarText(scope, "$alias", "a scope that is a text");
        return EachOf(Argument(arguments, 1), alias =>
        {
            var text = ScalarText(alias, "$alias", "an alias that is a text or a number");
            return text.Length == 0 ? default : References.ByAlias(entity, People.AliasOf(entity, text, run.Context), scopeText);
        });
    }

    private static JsonataValue Person(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var run = (MapRun)call.State!;
        return EachOf(Argument(arguments, 0), email => People.KeyOf(ScalarText(email, "$person", "an e-mail"), run.Context) is { } key
            ? References.ById(References.IdOf(run.Context.Instance, People.Entity, key))
            : default);
    }

    private static JsonataValue PersonKeyOf(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var run = (MapRun)call.State!;
        return EachOf(Argument(arguments, 0), email => JsonataValue.From(People.KeyOf(ScalarText(email, "$personKey", "an e-mail"), run.Context)));
    }

    private static JsonataValue Instant(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var zone = Zone(Argument(arguments, 1));
        return EachOf(Argument(arguments, 0), value =>
        {
            if (Values.IsBlank(value))
            {
                return default;
            }

            var parsed = value.Kind switch
            {
                JsonataKind.Number => InstantText.TryParse(value.AsDouble(), out var instant) ? instant : (DateTimeOffset?)null,
                JsonataKind.String => InstantText.TryParse(value.AsString(), zone, out var instant) || InstantText.TryParseDigits(value.AsString(), out instant) ? instant : null,
                _ => null,
            };
            return parsed is { } found
                ? JsonataValue.From(InstantText.Format(found))
                : throw new FunctionFault($"$instant takes ISO 8601 or a number since 1970, not {Found.Describe(value)}");
        });
    }

    private static TimeZoneInfo Zone(JsonataValue name) => Values.IsNothing(name)
        ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(ScalarText(name, "$instant", "a time zone that is a text"), out var zone)
            ? zone
            : throw new FunctionFault($"$instant knows no time zone {Found.Describe(name)}; write one of the IANA database, as Europe/Berlin");

    private static JsonataValue Duration(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var name = Argument(arguments, 1);
        var unit = Values.IsNothing(name) ? 1 : DurationText.UnitOf(ScalarText(name, "$duration", "a unit that is a text"))
            ?? throw new FunctionFault($"$duration knows no unit {Found.Describe(name)}; known are {DurationText.Known}");
        return EachOf(Argument(arguments, 0), value => value.Kind switch
        {
            JsonataKind.String when Values.IsBlank(value) => default,
            JsonataKind.Number => JsonataValue.From(value.AsDouble() * unit),
            JsonataKind.String when DurationText.TryParse(value.AsString(), unit, out var milliseconds) => JsonataValue.From(milliseconds),
            _ => throw new FunctionFault($"$duration takes a number, or a text such as PT1H30M, 01:30:00 or 1h 30m, not {Found.Describe(value)}"),
        });
    }

    private static JsonataValue KeysInText(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var text = Argument(arguments, 0);
        if (Values.IsNothing(text))
        {
            return default;
        }

        var keys = IssueKeys.In(ScalarText(text, "$issueKeys", "a text"));
        return keys.Count == 0 ? default : JsonataValue.From(keys.Select(key => JsonataValue.From(key)));
    }

    private static JsonataValue StateCategoryOf(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var entity = EntityName(arguments, "$stateCategory");
        return EachOf(Argument(arguments, 1), name =>
            StateCategory.Of(entity, ScalarText(name, "$stateCategory", "a state's name that is a text")) is { } state ? JsonataValue.From(state) : default);
    }

    /// <summary>Applies a function to a value, or to each item of a list; what yields nothing is left out.</summary>
    private static JsonataValue EachOf(JsonataValue value, Func<JsonataValue, JsonataValue> apply)
    {
        if (Values.IsNothing(value))
        {
            return default;
        }

        if (value.Kind != JsonataKind.Array)
        {
            return apply(value);
        }

        var results = Values.Each(value).Select(apply).Where(result => !result.IsUndefined).ToList();
        return results.Count == 0 ? default : JsonataValue.From(results);
    }

    private static JsonataValue Argument(IReadOnlyList<JsonataValue> arguments, int index) => index < arguments.Count ? arguments[index] : default;

    private static string EntityName(IReadOnlyList<JsonataValue> arguments, string function)
    {
        var name = Text(arguments, 0, function, "the entity's name");
        return EntityTypes.TryGet(name, out _) ? name : throw new FunctionFault($"{function} names the entity '{name}', which the model does not have");
    }

    private static string Text(IReadOnlyList<JsonataValue> arguments, int index, string function, string what)
    {
        var value = Argument(arguments, index);
        return value.Kind == JsonataKind.String ? value.AsString() : throw new FunctionFault($"{function} takes {what} first, not {Found.Describe(value)}");
    }

    private static string ScalarText(JsonataValue value, string function, string what) => value.Kind switch
    {
        JsonataKind.String or JsonataKind.Number or JsonataKind.Boolean => Values.Text(value),
        _ => throw new FunctionFault($"{function} takes {what}, not {Found.Describe(value)}"),
    };
}
