using System.Collections.Frozen;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Proposes the model's state for state names that tools have in common, whatever their case, blanks, dashes and underscores.</summary>
internal static class StateCategory
{
    // What is asked for, worked on, over, given up: the words that most kinds of records share.
    private const string Asked = "new open opened reopened created submitted reported todo backlog proposed planned notstarted pending unassigned selectedfordevelopment readyfordevelopment triage totriage intake inbox readyfordev ready";
    private const string Started = "inprogress progress doing started active working workinprogress wip indevelopment development developing implementing inimplementation ongoing assigned";
    private const string Reviewed = "review inreview underreview codereview peerreview reviewing testing intest intesting test qa inqa readyfortest readyfortesting readyforqa readyforreview uat verification verifying blocked onhold hold paused waiting awaiting waitingforcustomer waitingforsupport waitingforapproval";
    private const string Settled = "resolved fixed solved";
    private const string Over = "done closed close complete completed finished released shipped delivered deployed accepted verified closedcomplete closedcompleted";
    private const string GivenUp = "canceled cancelled rejected declined wontdo wontfix wontfixed abandoned withdrawn duplicate invalid obsolete dropped removed closedincomplete closedskipped discarded";

    // The names that Jira gives its own statuses in other languages.
    private const string AskedAbroad = "待办 打开 重新打开 未着手 オープン 再オープン zuerledigen offen neu wiedereröffnet àfaire ouvert rouvert porhacer abierto reabierto afazer aberto";
    private const string StartedAbroad = "处理中 进行中 正在进行 开发中 测试中 待测试 進行中 対応中 inarbeit inbearbeitung encours encurso enprogreso emandamento emprogresso";
    private const string SettledAbroad = "已解决 解決済み gelöst résolu resuelto resolvido";
    private const string OverAbroad = "已完成 完成 已关闭 完了 クローズ fertig erledigt geschlossen terminé fermé listo finalizado cerrado concluído fechado";

    private const string Queued = "queued queue requested created scheduled notstarted notrun notexecuted unexecuted untested todo new notbuilt";
    private const string Waiting = "waiting pending paused onhold blocked hold waitingforapproval waitingforinput pausedpendinginput actionrequired manual delayed";
    private const string Running = "running inprogress started starting executing active building deploying processing working";
    private const string Finished = "finished done completed complete success succeeded successful passed pass failed fail failure error errored cancelled canceled aborted stopped terminated timedout timeout unstable unsuccessful";
    private const string Skipped = "skipped skip notrequired ignored disabled notapplicable na";

    private static readonly string[] Executions = ["pipeline-run", "task-run", "test-run", "test-case-result", "deployment"];
    private static readonly string[] Possessions = ["environment", "configuration-item", "portfolio", "product", "application", "service", "team"];

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByEntity = Build();

    /// <summary>The state, or null when the name is none of the well-known ones or the entity has no states.</summary>
    public static string? Of(string entity, string name) => ByEntity.TryGetValue(entity, out var states) && states.TryGetValue(Condensed(name), out var state) ? state : null;

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Build()
    {
        var states = EntityTypes.All.Select(type => (type.Name, Values: ValuesOf(type))).Where(type => type.Values.Count > 0)
            .ToDictionary(type => type.Name, type => type.Values.Where(value => value != "other").ToDictionary(Condensed, value => value, StringComparer.Ordinal), StringComparer.Ordinal);
        Add("work-item", ("proposed", Asked), ("in-progress", Started), ("in-progress", Reviewed), ("resolved", Settled), ("done", Over), ("canceled", GivenUp), ("proposed", AskedAbroad), ("in-progress", StartedAbroad), ("resolved", SettledAbroad), ("done", OverAbroad));
        Add("incident", ("acknowledged", "acknowledged triaged assigned"), ("new", Asked), ("on-hold", "onhold hold pending paused blocked waiting awaiting awaitinguserinfo awaitingvendor awaitingproblem awaitingchange awaitingevidence waitingforcustomer waitingforsupport"), ("in-progress", Started), ("in-progress", Reviewed), ("resolved", Settled), ("closed", Over), ("canceled", GivenUp));
        Add("problem", ("investigating", "assess assessed rootcauseanalysis analysis underinvestigation investigation"), ("known-error", "knownerror"), ("new", Asked), ("fix-in-progress", "fixing"), ("investigating", Started), ("investigating", Reviewed), ("resolved", Settled), ("closed", Over), ("canceled", GivenUp));
        Add("change-request", ("assessing", "assess assessment planning"), ("approving", "authorize authorise authorizing authorising approval awaitingapproval waitingforapproval pendingapproval requested"), ("scheduled", "scheduled approved planned"), ("reviewing", "review inreview underreview postimplementationreview"), ("implementing", "implement"), ("implementing", Started), ("new", Asked), ("new", "draft"), ("closed", Over), ("canceled", GivenUp));
        foreach (var entity in Executions) Add(entity, ("queued", Queued), ("waiting", Waiting), ("running", Running), ("finished", Finished), ("skipped", Skipped));
        foreach (var entity in Possessions) Add(entity, ("planned", "new proposed ordered onorder indevelopment development design pipeline build pendinginstall"), ("active", "operational installed inuse live enabled up online available running production inproduction"), ("inactive", "nonoperational disabled down offline stopped instock inmaintenance absent archived paused"), ("deprecated", "phasingout endoflife legacy sunset"), ("retired", "decommissioned endofsupport removed deleted disposed stolen closed dead"));
        Add("sprint", ("planned", "future new notstarted open upcoming"), ("active", "current started inprogress open"), ("closed", "complete completed done finished past ended"));
        Add("milestone", ("open", "active new future planned upcoming started inprogress"), ("closed", Over), ("closed", "past"));
        Add("release", ("planned", "unreleased new future draft proposed open"), ("in-progress", Started), ("ready", "approved readyforrelease"), ("released", "done complete completed published deployed live closed"), ("canceled", GivenUp), ("archived", "archive"));
        Add("pull-request", ("open", "opened new active draft reopened pending"), ("merged", "completed integrated"), ("closed", "abandoned declined rejected superseded canceled cancelled"));
        Add("test-plan", ("draft", "new planned notstarted proposed"), ("active", Started), ("active", "approved open"), ("closed", Over), ("closed", "archived"));
        Add("test-case", ("draft", "new design indesign proposed underreview inreview review"), ("ready", "approved active published reviewed final actual"), ("deprecated", "obsolete archived retired disabled outdated closed removed"));
        Add("alert", ("firing", "open triggered triggering active alarm alerting new critical warning"), ("acknowledged", "ack"), ("suppressed", "silenced muted snoozed maintenance"), ("resolved", "ok closed normal recovered"));
        Add("finding", ("open", "new reopened confirmed active detected"), ("acknowledged", "accepted triaged reviewed toreview"), ("fixed", "resolved closed safe"), ("dismissed", "wontfix ignored waived"), ("false-positive", "falsepositive"));
        Add("person", ("active", "enabled"), ("inactive", "disabled deactivated suspended blocked deleted"));
        Add("pipeline", ("active", "enabled"), ("disabled", "inactive paused suspended"));
        return states.ToFrozenDictionary(entity => entity.Key, entity => entity.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

        // The model's own words come first, then what stands earlier.
        void Add(string entity, params ReadOnlySpan<(string State, string Names)> known)
        {
            foreach (var (state, names) in known)
            {
                foreach (var name in names.Split(' '))
                {
                    states[entity].TryAdd(name, state);
                }
            }
        }
    }

    private static IReadOnlyList<string> ValuesOf(EntityDescriptor type) => type.Fields.FirstOrDefault(field => field is { Name: "state", Kind: FieldKind.Enum })?.EnumValues ?? [];

    private static string Condensed(string name) => string.Create(name.Count(char.IsLetterOrDigit), name, static (condensed, text) =>
    {
        var at = 0;
        foreach (var letter in text.Where(char.IsLetterOrDigit))
        {
            condensed[at++] = char.ToLowerInvariant(letter);
        }
    });
}
