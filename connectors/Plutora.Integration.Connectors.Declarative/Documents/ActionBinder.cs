using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;
using RestSharp;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Actions of a document.</summary>
internal sealed class ActionBinder(Checking checking, HttpBinder http)
{
    public IReadOnlyDictionary<string, ActionSpec> Bind(YamlMap root, IReadOnlyDictionary<string, StreamSpec> streams)
    {
        var names = new NameCheck(checking, [.. streams.Where(s => !s.Value.Internal).Select(s => s.Key)]);
        return root.Members("actions").ToDictionary(m => m.Name.Value, m => Action(m.Name.Value, (YamlMap)m.Value, names));
    }

    private ActionSpec Action(string name, YamlMap action, NameCheck names)
    {
        foreach (var entity in action.Items("entities").OfType<YamlScalar>().Where(e => !EntityTypes.TryGet(e.Value, out _)))
        {
            checking.Error(entity.Place, $"The model has no entity '{entity.Value}'. {Mapping.Compilation.Nearest.Suggest(entity.Value, EntityTypes.All.Select(t => t.Name))}");
        }

        var (settle, preview) = (action.Map("settle"), action.Map("preview"));
        return new()
        {
            Descriptor = new()
            {
                Name = name,
                Description = action.Text("description")!,
                Entities = action.Texts("entities"),
                ArgumentsSchema = OptionsBinder.Bind(action.Members("arguments")).Schema,
                ResultSchema = OptionsBinder.Bind(action.Members("result")).Schema,
                Idempotent = action.Flag("idempotent"),
                CanPreview = preview is not null,
                CanSettle = settle is not null,
            },
            Requests = Steps(action),
            Values = checking.Expression(action["values"]),
            RecordVersion = checking.Expression(action["record-version"]),
            Running = checking.Expression(action["running"]),
            Watch = action.Map("watch") is { } watch ? (names.Stream(watch["stream"])!, checking.Expression(watch["id"])!) : null,
            Settle = settle is null ? null : new(Harmless(settle, $"actions.{name}.settle"), checking.Expression(settle["outcome"])!, checking.Expression(settle["values"]), checking.Expression(settle["record-version"])),
            Preview = preview is null ? null : new(Harmless(preview, $"actions.{name}.preview"), checking.Template(preview["summary"])!, checking.Expression(preview["changes"])),
        };
    }

    private IReadOnlyList<StepSpec> Steps(YamlMap map) =>
        [.. map.Items("requests").OfType<YamlMap>().Select(r => new StepSpec(r.Text("name"), checking.Expression(r["when"]), http.Request(r)))];

    private IReadOnlyList<StepSpec> Harmless(YamlMap map, string member)
    {
        var steps = Steps(map);
        foreach (var (step, node) in steps.Zip(map.Items("requests")).Where(s => s.First.Request is { Method: not (Method.Get or Method.Head), Safe: false }))
        {
            checking.Error(node.Place, $"A request of '{member}' must change nothing. Use GET, or say 'safe: true' where the tool asks for another method.");
        }

        return steps;
    }
}
