using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Compiles the expressions of one document and checks what can be told of them without a record.</summary>
internal sealed class ExpressionCompiler
{
    private static readonly JsonataOptions Options = new() { Functions = MappingFunctions.All };

    private readonly FaultList _faults;
    private readonly Dictionary<string, ValueTable> _tables;
    private readonly Dictionary<string, List<string?>> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _functions;
    private bool _computedTableName;

    public ExpressionCompiler(IReadOnlyList<ValueTable> tables, IReadOnlyList<FunctionRule> functions, FaultList faults)
    {
        _faults = faults;
        _functions = [.. FunctionNames.Known, .. functions.Select(function => function.Name.Value)];
        _tables = tables.ToDictionary(table => table.Name.Value, StringComparer.Ordinal);
    }

    /// <summary>The tables by name.</summary>
    public IReadOnlyDictionary<string, ValueTable> Tables => _tables;

    /// <summary>The compiled expression, or null when it does not compile; then the reason is among the faults.</summary>
    /// <param name="scalar">The expression as written.</param>
    /// <param name="member">The member of the document that it fills.</param>
    /// <param name="field">The field that takes what it yields, when it is one.</param>
    public CompiledExpression? Compile(YamlScalar? scalar, string member, FieldDescriptor? field = null)
    {
        if (scalar is null)
        {
            return null;
        }

        try
        {
            var compiled = JsonataExpression.Compile(scalar.Value, Options);
            Check(scalar, field);
            return new CompiledExpression(compiled, scalar, member);
        }
        catch (JsonataException invalid)
        {
            var place = scalar.Span.PlaceOf(scalar.Value, invalid.Start);
            _faults.Error(place, $"The expression of '{member}' does not compile: {CompiledExpression.Describe(invalid)}. Mend the JSONata here.");
            return null;
        }
    }

    /// <summary>Reports tables that no expression names, unless some expression computes the name, and entries that no value can reach.</summary>
    /// <param name="fields">Fields that take values by a table of their own name, which an overlay may add.</param>
    /// <param name="baseFile">The file of the base, whose author uses a table by an expression.</param>
    public void ReportTables(ILookup<string, FieldDescriptor> fields, string baseFile)
    {
        foreach (var table in _tables.Values.Where(_ => !_computedTableName))
        {
            if (!_uses.TryGetValue(table.Name.Value, out var uses))
            {
                if (table.Name.Place.File != baseFile && fields.Contains(table.Name.Value))
                {
                    ResultCheck.CheckValues(table, table.Name.Value, [.. fields[table.Name.Value].SelectMany(field => field.EnumValues).Distinct()], _faults);
                    continue;
                }

                _faults.Warning(
                    table.Name.Place,
                    $"No expression uses the table '{table.Name.Value}'. Use it with $table(\"{table.Name.Value}\", …), or remove it.");
                continue;
            }

            foreach (var (value, target) in table.Entries.Where(entry => uses.TrueForAll(use => !TableReach.Reaches(use, entry.Key))))
            {
                _faults.Warning(
                    target.Place,
                    $"'{value}' in the table '{table.Name.Value}' is never reached, since ${uses[0]}(…) gives {TableReach.Gives(uses[0]!)}. {TableReach.Remedy(uses[0]!, value)}");
            }
        }
    }

    private void Check(YamlScalar scalar, FieldDescriptor? field)
    {
        foreach (var call in ExpressionScan.Calls(scalar.Value))
        {
            CheckNames(scalar, call);
            if (field is not null && call.Result)
            {
                ResultCheck.Check(scalar, field, call, _tables, _faults);
            }
        }

        if (field is not null)
        {
            LiteralCheck.Check(scalar, field, _faults);
        }
    }

    private void CheckNames(YamlScalar scalar, ScannedCall call)
    {
        if (!_functions.Contains(call.Function) && !ExpressionScan.MayBind(scalar.Value, call.Function))
        {
            _faults.Error(
                scalar.Span.PlaceOf(scalar.Value, call.Offset),
                $"There is no function '${call.Function}'. {Nearest.Suggest(call.Function, _functions)}");
        }
        else if (call.Function == "table")
        {
            _computedTableName |= call.Literal is null;
            if (call.Literal is { } table && Use(table, ExpressionScan.SecondArgument(scalar.Value, call)) && !_tables.ContainsKey(table))
            {
                _faults.Error(PlaceOf(scalar, call), $"There is no table '{table}' under 'tables'. {Nearest.Suggest(table, _tables.Keys)}");
            }
        }
        else if (call is { Function: "id" or "alias" or "stateCategory", Literal: { } entity } && !EntityTypes.TryGet(entity, out _))
        {
            _faults.Error(PlaceOf(scalar, call), $"The model has no entity '{entity}'. {Nearest.Suggest(entity, EntityTypes.All.Select(type => type.Name))}");
        }
    }

    /// <summary>Notes a use of a table; true for the first.</summary>
    private bool Use(string table, string? function)
    {
        if (_uses.TryGetValue(table, out var uses))
        {
            uses.Add(function);
            return false;
        }

        _uses.Add(table, [function]);
        return true;
    }

    private static Place PlaceOf(YamlScalar scalar, ScannedCall call) => scalar.Span.PlaceOf(scalar.Value, call.LiteralOffset);
}
